package io.stator.dynamodb.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A process with DynamoDB Local, in memory, on a port of its own; it ends with this object or with this JVM. */
final class LocalServer implements AutoCloseable {
    /** How long a server may take from its start to its first answer. */
    static final Duration START_MAX = Duration.ofSeconds(120);

    /** How many ports are tried when someone else is quicker to take the chosen one. */
    static final int PORTS_MAX = 5;

    private static final Duration STOP_MAX = Duration.ofSeconds(10);
    private static final Duration PROBE_PAUSE = Duration.ofMillis(20);
    private static final Duration PROBE_MAX = Duration.ofSeconds(2);
    private static final int PROBE_BYTES_MAX = 16 * 1024;
    private static final String PROBE_KEY = "stator";
    private static final String PORT_TAKEN = "Failed to bind";

    private final Process process;
    private final OutputTail output;
    private final int port;
    // DynamoDB Local repeats it in the header for cross-origin requests: so a foreign server is never taken for this
    // one.
    private final String token;

    private LocalServer(Process process, int port, String token) {
        this.process = process;
        this.output = OutputTail.of(process.getInputStream());
        this.port = port;
        this.token = token;
    }

    /** Starts a server on a free port and returns it when it answers. */
    static LocalServer start(boolean delayTransientStatuses) {
        return start(LocalProcess.find(), delayTransientStatuses, LocalServer::freePort);
    }

    static LocalServer start(LocalProcess program, boolean delayTransientStatuses, IntSupplier ports) {
        Path options = program.optionsFile();
        try {
            return start(program, options, delayTransientStatuses, ports);
        } finally {
            delete(options);
        }
    }

    private static LocalServer start(
            LocalProcess program, Path options, boolean delayTransientStatuses, IntSupplier ports) {
        String printed = "";
        for (int attempt = 0; attempt < PORTS_MAX; attempt++) {
            int port = ports.getAsInt();
            String token = "http://" + UUID.randomUUID() + ".invalid";
            Process process = program.launch(options, port, token, delayTransientStatuses);
            LocalServer server = new LocalServer(process, port, token);
            if (server.awaitAnswer()) {
                return server;
            }
            printed = server.output.text();
            if (!printed.contains(PORT_TAKEN)) {
                break;
            }
        }
        throw new IllegalStateException("DynamoDB Local must start, but its process ended; it printed:\n" + printed);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file must be deletable: " + file, e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("a port must be free", e);
        }
    }

    /** Returns whether the server answers; if not, its process has ended. */
    private boolean awaitAnswer() {
        long start = System.nanoTime();
        try {
            while (!process.waitFor(PROBE_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                if (answers()) {
                    return true;
                }
                if (System.nanoTime() - start > START_MAX.toNanos()) {
                    close();
                    throw new IllegalStateException("DynamoDB Local must answer within " + START_MAX.toSeconds()
                            + " s on port " + port + "; it printed:\n" + output.text());
                }
            }
            output.awaitEnd(STOP_MAX.toMillis());
            return false;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the start of DynamoDB Local was interrupted", e);
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            int millis = (int) PROBE_MAX.toMillis();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
            socket.setSoTimeout(millis);
            String request =
                    """
                    POST / HTTP/1.1
                    Host: 127.0.0.1:%d
                    Origin: %s
                    Connection: close
                    X-Amz-Target: DynamoDB_20120810.ListTables
                    Content-Type: application/x-amz-json-1.0
                    Authorization: AWS4-HMAC-SHA256 Credential=%s/20200101/%s/dynamodb/aws4_request, SignedHeaders=host, Signature=0
                    Content-Length: 2

                    {}""".formatted(port, token, PROBE_KEY, LocalDatabase.REGION).replace("\n", "\r\n");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream input = socket.getInputStream();
            String answer = new String(input.readNBytes(PROBE_BYTES_MAX), StandardCharsets.US_ASCII);
            return answer.startsWith("HTTP/1.1 200") && answer.contains(token);
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Returns where the server listens. */
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Returns the last part of what the process printed. */
    String printed() {
        return output.text();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Stops the process and waits until it has ended. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
