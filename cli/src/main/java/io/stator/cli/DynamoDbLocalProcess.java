package io.stator.cli;

import io.stator.Anomaly;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A process with DynamoDB Local.
 *
 * <p>It ends with this process, however that ends: it is told so when this is closed or the virtual machine shuts down, and serves only
 * while its standard input is open, which the system closes if this process is killed.
 */
final class DynamoDbLocalProcess implements AutoCloseable {
    /** How long it may take from its start until it listens. */
    static final Duration START_MAX = Duration.ofSeconds(120);

    /** How much of what it prints is kept for messages. */
    static final int PRINTED_BYTES_MAX = 4 * 1024;

    /** The exit codes of a process that ends by SIGINT or SIGTERM. */
    private static final List<Integer> SIGNALLED = List.of(130, 143);

    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(50);
    private static final Duration PROBE_MAX = Duration.ofSeconds(2);

    // A debugger or an agent of the caller's is not meant for the server.
    private static final List<String> FOREIGN_OPTIONS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    private final Process process;
    private final int port;
    private final Thread hook = new Thread(this::stop, "dynamodb-local-stop");
    private final StringBuilder printed = new StringBuilder();
    private volatile boolean stopping;

    private DynamoDbLocalProcess(Process process, int port) {
        this.process = process;
        this.port = port;
        Thread reader = new Thread(this::drain, "dynamodb-local-output");
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Starts it on a port that is free, with its tables in a directory or in memory, and waits until it listens. */
    static DynamoDbLocalProcess start(DynamoDbLocalJars jars, int port, @Nullable Path directory) {
        Path options = null;
        try {
            options = options(jars);
            DynamoDbLocalProcess started = new DynamoDbLocalProcess(launch(options, port, directory), port);
            started.awaitListening();
            return started;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            delete(options);
        }
    }

    /** Returns a port, or one that is free for 0; fails if it is taken. */
    static int free(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            throw new Anomaly.Busy(
                    "port " + port + " must be free, another program listens on it: say another with --port",
                    Map.of(),
                    taken);
        }
    }

    private static Process launch(Path options, int port, @Nullable Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "@" + options,
                DynamoDbLocalMain.class.getName(),
                "-sharedDb",
                "-disableTelemetry",
                "-port",
                String.valueOf(port)));
        if (directory == null) {
            command.add("-inMemory");
        } else {
            Files.createDirectories(directory);
            command.add("-dbPath");
            command.add(directory.toAbsolutePath().toString());
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(FOREIGN_OPTIONS);
        builder.environment().put("DDB_LOCAL_TELEMETRY", "0");
        return builder.start();
    }

    /** Returns a file with the options of the virtual machine: a class path may be longer than a command line. */
    private static Path options(DynamoDbLocalJars jars) throws IOException {
        String classPath = Stream.concat(jars.files().stream(), Stream.of(own()))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        List<String> options = List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dsqlite4java.library.path=" + jars.natives(),
                "-cp",
                classPath);
        Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        Path file = Files.createTempFile("dynamodb-local", ".args");
        return Files.write(
                file, options.stream().map(DynamoDbLocalProcess::quoted).toList(), charset);
    }

    private static String quoted(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Path own() {
        try {
            return Path.of(DynamoDbLocalMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException failure) {
            throw new IllegalStateException("this program must be in a file", failure);
        }
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void drain() {
        byte[] bytes = new byte[PRINTED_BYTES_MAX];
        try (InputStream output = process.getInputStream()) {
            for (int length = output.read(bytes); length >= 0; length = output.read(bytes)) {
                synchronized (printed) {
                    printed.append(new String(bytes, 0, length, Charset.defaultCharset()));
                    printed.delete(0, Math.max(0, printed.length() - PRINTED_BYTES_MAX));
                }
            }
        } catch (IOException ended) {
            return;
        }
    }

    /** Returns the last part of what it printed, as far as it has been read. */
    String printed() {
        synchronized (printed) {
            return printed.toString().strip();
        }
    }

    private void awaitListening() {
        long start = System.nanoTime();
        try {
            while (!process.waitFor(PROBE_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (listens()) {
                    return;
                }
                if (System.nanoTime() - start > START_MAX.toNanos()) {
                    close();
                    throw new Anomaly.Unavailable("DynamoDB Local must listen within " + START_MAX.toSeconds()
                            + " s; it printed: " + printed());
                }
            }
        } catch (InterruptedException interrupted) {
            close();
            Thread.currentThread().interrupt();
            throw new Anomaly.Interrupted("interrupted while DynamoDB Local started", Map.of(), interrupted);
        }
        close();
        throw new Anomaly.Fault("DynamoDB Local must start, but it ended; it printed: " + printed());
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) PROBE_MAX.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns where it listens. */
    URI endpoint() {
        return URI.create("http://localhost:" + port);
    }

    /** Waits until it ends and returns its exit code. */
    int await() {
        try {
            return process.waitFor();
        } catch (InterruptedException interrupted) {
            close();
            Thread.currentThread().interrupt();
            throw new Anomaly.Interrupted("interrupted", Map.of(), interrupted);
        }
    }

    /** Returns whether it was told to end, by this process or by a signal that both got. */
    boolean wasStopped(int code) {
        return stopping || SIGNALLED.contains(code);
    }

    private void stop() {
        stopping = true;
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it and waits until it has ended. */
    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            return;
        }
    }
}
