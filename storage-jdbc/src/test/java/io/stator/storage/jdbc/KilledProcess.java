package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process that works on a system and tells what it does, line by line, until it is killed. */
final class KilledProcess {
    private static final int END_SECONDS = 60;

    private final Class<?> main;
    private final String location;
    private final Path directory;

    /** Names the class whose main method is to run, with the directory and the number of the run as arguments. */
    KilledProcess(Class<?> main, Path directory) {
        this(main, directory.toString(), directory);
    }

    /** Names the class whose main method is to run, with the location and the number of the run as arguments. */
    KilledProcess(Class<?> main, String location, Path directory) {
        this.main = main;
        this.location = location;
        this.directory = directory;
    }

    /** Starts a process that works on a system, and complains to a file. */
    static Process start(Class<?> main, String location, int run, File complaints) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        location,
                        Integer.toString(run))
                .redirectError(complaints)
                .start();
    }

    /**
     * Runs the process, and kills it.
     *
     * @param description what a failed assertion tells
     * @param lines how many lines are heard before
     * @param beforeKill what is done after them
     * @param hear takes all lines but the first, also those that come while it is killed; "null" is the end
     */
    void run(int run, String description, int lines, Runnable beforeKill, Consumer<String> hear)
            throws IOException, InterruptedException {
        Process process = start(main, location, run, new File(directory.toFile(), "child.err"));
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            assertThat(line).as(description).isEqualTo("READY");
            for (int i = 0; i < lines && line != null; i++) {
                line = output.readLine();
                hear.accept(String.valueOf(line));
            }
            beforeKill.run();
            process.toHandle().destroyForcibly();
            for (line = output.readLine(); line != null; line = output.readLine()) {
                hear.accept(line);
            }
        }
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS))
                .as(description)
                .isTrue();
    }
}
