package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts with which shells complete the command. */
final class CompletionTest {
    @TempDir
    private Path directory;

    private String completed(String interpreter, String shell, String... words)
            throws IOException, InterruptedException {
        Path script = Files.writeString(
                directory.resolve("completion"),
                Command.bare("", "completion", shell).out());
        StringBuilder array = new StringBuilder();
        for (String word : words) {
            array.append(" '").append(word).append('\'');
        }
        String asked = ". " + script + "; COMP_WORDS=(" + array + "); COMP_CWORD=" + (words.length - 1)
                + "; _complete_stator; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process process = new ProcessBuilder(interpreter, "-c", asked)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        return answer;
    }

    @Test
    void bashCompletesCommandsAndOptions() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
        assertThat(completed("bash", "bash", "stator", "da").lines()).containsExactlyInAnyOrder("databases", "datoms");
        assertThat(completed("bash", "bash", "stator", "import", "--f")).contains("--flatten");
        assertThat(completed("bash", "bash", "stator", "query", "--format", "")).contains("json");
    }

    @Test
    void zshLoadsWhatTheScriptNeeds() throws Exception {
        String script = Command.bare("", "completion", "zsh").out();
        assertThat(script)
                .startsWith("autoload -U +X compinit")
                .contains("bashcompinit")
                .contains("_complete_stator");
        if (Files.isExecutable(Path.of("/bin/zsh")) || Files.isExecutable(Path.of("/usr/bin/zsh"))) {
            assertThat(completed("zsh", "zsh", "stator", "da").lines()).contains("databases", "datoms");
        }
    }
}
