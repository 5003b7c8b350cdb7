package io.stator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Runs each example twice on the same directory, as a reader would, and checks what it prints. */
@Isolated
final class ExamplesTest {
    @TempDir
    Path directory;

    private String print(Consumer<String[]> main) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            main.accept(new String[] {directory.toString()});
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private void prints(Consumer<String[]> main, String expected) {
        assertThat(print(main)).isEqualTo(expected);
        assertThat(print(main)).as("once more").isEqualTo(expected);
    }

    @Test
    void moviesFindsChangesAndLooksBack() {
        prints(Movies::main, """
                Commando is entity {:movie/title "Commando", :movie/year 1984}
                Before 1985: [Movie[title=Repo Man, year=1984], Movie[title=Commando, year=1984]]
                The Goonies is by Richard Donner: ["adventure" "comedy"]
                Commando was said to be of 1984, and is of 1985
                Conflict :db.error/cas-failed: the year is 1984
                """);
    }

    @Test
    void records() {
        prints(Records::main, """
                true: Repo Man of 1984-03-02
                [Repo Man]
                """);
    }

    @Test
    void names() {
        prints(
                Names::main,
                System.getenv("STATOR_MBRAINZ") == null
                        ? "Set STATOR_MBRAINZ to the directory of the MusicBrainz files to run this example\n"
                        : "13.893066724625081\n");
    }

    @Test
    void timeTravel() {
        prints(TimeTravel::main, """
                Now: Burj Khalifa, 828 m
                In 2005: Taipei 101, 508 m
                In 2000: Petronas Towers, 452 m
                Added since 2005: {:building/name "Burj Khalifa"}
                Heights over time:
                  1999-08-31 452 m
                  2004-12-31 508 m
                  2010-01-04 828 m
                Some day: Jeddah Tower, 1000 m; now still: Burj Khalifa, 828 m
                """);
    }

    @Test
    void graphFollowsRivers() {
        prints(Graph::main, """
                Into the North Sea: Main, Moselle, Rhine, Saar
                Black Sea: 3 rivers
                North Sea: 4 rivers
                Saar -> Moselle -> Rhine -> North Sea
                Black Sea
                  Danube
                    Inn
                      Salzach
                """);
    }

    @Test
    void bankRefusesWhatIsOverdrawn() {
        prints(Bank::main, """
                Balances: [Ada 70, Bob 35]
                Refused, CONFLICT: 64
                Refused, INCORRECT: :db.error/attr-pred
                Refused, INCORRECT: :db.error/entity-pred
                If: [Ada 120, Bob 35], in fact: [Ada 70, Bob 35]
                Names of all time: [Ada]
                """);
    }
}
