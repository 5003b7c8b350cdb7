package io.stator.storage.jdbc;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A child process that opens a storage and keeps it open until it is told to end or killed. */
final class Opener implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final OutputStream input;

    private Opener(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.getOutputStream();
    }

    /** Says OPENED, or the kind and the message; then appends a record for each line and says how many there are. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        try (Storage storage = SqliteStorage.open(Path.of(arguments[0]));
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            out.println("OPENED");
            for (long sequence = 0; in.readLine() != null; sequence++) {
                storage.log("a").append(sequence, 0, new byte[1]);
                out.println(sequence + 1);
            }
        } catch (StorageException failure) {
            out.println(failure.kind() + " " + failure.getMessage());
        }
    }

    static Opener start(Path path) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Opener.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Opener(process);
    }

    /** Returns what a child says that opens the storage and closes it at once. */
    static String openInChild(Path path) throws IOException {
        try (Opener child = start(path)) {
            return child.firstLine();
        }
    }

    long pid() {
        return process.pid();
    }

    String firstLine() throws IOException {
        String line = output.readLine();
        return line == null ? "nothing" : line;
    }

    /** Appends one record and returns when it is durable. */
    void append() throws IOException {
        input.write('\n');
        input.flush();
        output.readLine();
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Lets the child end and waits for it. */
    @Override
    public void close() throws IOException {
        input.close();
        process.onExit().join();
        output.close();
    }
}
