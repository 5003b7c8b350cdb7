package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shell on a pseudo terminal, which the program {@code script} makes. */
final class ShellTerminalTest {
    private static final Path SCRIPT = Path.of("/usr/bin/script");
    private static final char CONTROL_C = 3;
    private static final String ENDLESS = "[:find (count ?a) . :with ?b ?c ?d ?e :where [?a :db/ident] [?b :db/ident]"
            + " [?c :db/ident] [?d :db/ident] [?e :db/ident]]";

    @TempDir
    private Path directory;

    private final StringBuilder seen = new StringBuilder();
    private @Nullable Process process;

    @AfterEach
    void end() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "stty cols 100 rows 40; exec "
                + String.join(
                        " ",
                        List.of(
                                java,
                                "-cp",
                                "\"$CLASSES\"",
                                "io.stator.cli.Main",
                                "shell",
                                "--data",
                                directory.resolve("data").toString()));
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-q", "-e", "-f", "-c", command, "/dev/null");
        Map<String, String> environment = builder.environment();
        environment.put("CLASSES", System.getProperty("java.class.path"));
        environment.put("TERM", "xterm");
        environment.put("HOME", directory.toString());
        environment.put(Pager.VARIABLE, "");
        environment.put("JAVA_TOOL_OPTIONS", "-Duser.home=" + directory);
        process = builder.redirectErrorStream(true).start();
    }

    private Process running() {
        assertThat(process).isNotNull();
        return java.util.Objects.requireNonNull(process);
    }

    private void type(String text) throws IOException {
        OutputStream in = running().getOutputStream();
        in.write(text.getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Reads until the terminal shows a text after what was seen before. */
    private void sees(String text) throws IOException {
        InputStream out = running().getInputStream();
        while (seen.indexOf(text) < 0) {
            int c = out.read();
            assertThat(c).as("expected %s, seen: %s", text, seen).isNotNegative();
            seen.append((char) c);
        }
        seen.delete(0, seen.indexOf(text) + text.length());
    }

    @Test
    void linesAreKeptOnlyWhereThatIsPossible() throws IOException {
        assertThat(ShellTerminal.isUsable(directory.resolve("new"))).isTrue();
        assertThat(ShellTerminal.isUsable(Files.createFile(directory.resolve("old"))))
                .isTrue();
        assertThat(ShellTerminal.isUsable(directory)).isFalse();
        assertThat(ShellTerminal.isUsable(directory.resolve("nowhere/new"))).isFalse();
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void controlCEndsTheQueryAndKeepsTheShell() throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "there is no program script");
        Command stator = new Command(directory.resolve("data"));
        stator.run("create", "films");
        Path file = Files.writeString(directory.resolve("endless"), "databases\n" + ENDLESS + "\n");
        start();
        sees("films> ");
        type("read " + file + "\r");
        sees("(1 row)");
        type(String.valueOf(CONTROL_C));
        sees("stator: interrupted: ");
        sees("films> ");
        type("read " + file + "\r");
        sees("(1 row)");
        type(String.valueOf(CONTROL_C).repeat(50));
        sees("stator: interrupted: ");
        sees("films> ");
        type("[:find ?i :where [:db/ident :db/ident ?i]]\r");
        sees("(1 row)");
        type("quit\r");
        assertThat(running().waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(running().exitValue()).isZero();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aLongLineIsReadInNoTime() throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "there is no program script");
        new Command(directory.resolve("data")).run("create", "films");
        start();
        sees("films> ");
        type("[:find ?e :where [?e :db/doc \"" + "x".repeat(200_000) + "\"]]\r");
        sees("(0 rows)");
        type("quit\r");
        assertThat(running().waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
}
