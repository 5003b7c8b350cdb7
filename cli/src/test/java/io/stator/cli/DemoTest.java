package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour, and the commands it leaves to try. */
final class DemoTest {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    @TempDir
    private Path directory;

    @Test
    void theTourShowsWhatItSays() {
        Outcome tour = new Command(directory.resolve("data")).run("demo");
        assertThat(tour.err()).isEmpty();
        assertThat(tour.code()).isZero();
        assertThat(tour.out())
                .containsPattern("tempids \\{\"goonies\" \\d+}")
                .contains(":movie/release-year 1985")
                .contains("[(count ?name) ?ct]]")
                .contains("Query is referencing unbound variables: #{?nomen}")
                .contains(":cognitect.anomalies/category :cognitect.anomalies/incorrect")
                .containsPattern("Dr\\. No +\\| +24")
                .containsPattern("as of 1990-01-01 \\| E\\.T\\. the Extra-Terrestrial \\| +1983")
                .containsPattern("now +\\| Avatar +\\| +2021");
    }

    @Test
    void theTourCanBeTakenAgain() {
        Command stator = new Command(directory.resolve("data"));
        stator.run("demo");
        stator.run("create", "--db", "mine");
        Outcome again = stator.run("demo");
        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("There is a database 'demo' already");
        assertThat(stator.run("databases").out()).contains("demo").contains("mine");
    }

    @Test
    void theCommandsToTryWorkAsTheyStand() {
        Outcome tour = new Command(directory.resolve("with space")).run("demo");
        List<String> commands = tour.out()
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("./stator "))
                .toList();
        assertThat(commands).hasSizeGreaterThan(6);
        for (String command : commands) {
            String[] words = words(command);
            Outcome outcome = Command.bare("stats\n", Arrays.copyOfRange(words, 1, words.length));
            assertThat(outcome.err()).as(command).isEmpty();
            assertThat(outcome.code()).as(command).isZero();
            assertThat(outcome.out()).as(command).isNotBlank().doesNotContain("(0 rows)");
        }
    }

    private static String[] words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words.toArray(String[]::new);
    }

    @Test
    void theFilmsCanBeImportedToo() throws Exception {
        Command stator = new Command(directory.resolve("data"));
        Path schema = java.nio.file.Files.writeString(directory.resolve("00-schema.edn"), DemoFilms.SCHEMA);
        Path films = Path.of(DemoFilms.class.getResource("films.edn").toURI());
        Outcome outcome = stator.run("import", "--db", "films", schema.toString(), films.toString());
        assertThat(outcome.code()).isZero();
        assertThat(stator.run("query", "--db", "films", "--format=edn", "[:find (count ?m) . :where [?m :movie/title]]")
                        .out())
                .isEqualTo("279\n");
    }
}
