package io.stator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadmeTest {
    private static final String MARK = "        // README\n";

    @TempDir
    private Path directory;

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("README.md")) ? here : here.getParent();
    }

    private String printed() {
        PrintStream out = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            Hello.main(new String[] {directory.toString()});
        } finally {
            System.setOut(out);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theProgramOfTheReadmeIsTheOneThatRuns() throws IOException {
        String source = Files.readString(root().resolve("examples/src/main/java/io/stator/examples/Hello.java"));
        String code = source.substring(source.indexOf(MARK) + MARK.length(), source.lastIndexOf(MARK) - 1)
                .stripIndent();
        assertThat(Files.readString(root().resolve("README.md"))).contains(code);
    }

    @Test
    void itPrintsWhatTheReadmeSays() throws IOException {
        String[] lines = printed().lines().toArray(String[]::new);
        assertThat(lines).hasSize(3);
        assertThat(new String[] {lines[0], lines[1]})
                .containsExactlyInAnyOrder("Movie[title=The Goonies, year=1985]", "Movie[title=Repo Man, year=1984]");
        assertThat(lines[2]).isEqualTo("Movie[title=The Goonies, year=1986]");
        String readme = Files.readString(root().resolve("README.md"));
        for (String line : lines) {
            assertThat(readme).contains(line);
        }
    }
}
