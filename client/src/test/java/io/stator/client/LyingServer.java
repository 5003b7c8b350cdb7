package io.stator.client;

import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Credentials;
import io.stator.CredentialsProvider;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers as a script says, whatever that is; the last line of the script goes on for ever. */
final class LyingServer implements AutoCloseable {
    static final String ACCESS_KEY = "the-key";
    static final String SECRET = "the-secret-of-the-key";
    static final WireLimits LIMITS = new WireLimits(1 << 20, WireLimits.NESTING, WireLimits.REQUEST_ITEMS);

    private static final Link.Pauses SHORT = new Link.Pauses(1, 1);

    /** Answers one request; a connection is closed after a line that throws. */
    interface Line {
        void answer(WireRequest request, Socket socket) throws IOException;
    }

    private final ServerSocket listener;
    private final List<Line> script;
    private final List<WireRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Boolean> gone = new LinkedBlockingQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private int next;

    private LyingServer(List<Line> script) throws IOException {
        this.script = script;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static LyingServer start(Line... script) {
        try {
            LyingServer server = new LyingServer(List.of(script));
            daemon(server::accept);
            return server;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "lying-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            }
        } catch (IOException closed) {
            gone.add(true);
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                byte[] body = in.readNBytes(length(head));
                WireRequest request = WireRequest.read(Transit.read(body, LIMITS));
                requests.add(request);
                heads.add(head);
                line().answer(request, socket);
            }
        } catch (IOException ended) {
            gone.add(true);
        }
    }

    private synchronized Line line() {
        Line line = script.get(Math.min(next, script.size() - 1));
        next++;
        return line;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) {
                return "";
            }
            head.append((char) one);
        }
        return head.toString();
    }

    private static int length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return 0;
    }

    /** Returns the line that answers with a status, a media type and a body. */
    static Line answer(int status, String type, byte[] body) {
        return (request, socket) -> {
            OutputStream to = socket.getOutputStream();
            to.write(("HTTP/1.1 " + status + " Said\r\ncontent-type: " + type + "\r\ncontent-length: " + body.length
                            + "\r\nx-stator-dialect: stator\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            to.write(body);
            to.flush();
        };
    }

    /** Returns the line that answers with a value written in EDN. */
    static Line value(String edn) {
        return answer(200, Transit.MEDIA_TYPE, Transit.write(Edn.read(edn), Dialect.STATOR, LIMITS));
    }

    /** Returns the line that answers with a status alone. */
    static Line status(int status) {
        return answer(status, "text/plain", "so it is".getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the line that sends some bytes, and then nothing until the client goes away. */
    static Line silence(String bytes) {
        return (request, socket) -> {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            while (socket.getInputStream().read() >= 0) {
                continue;
            }
            throw new IOException("the client went away");
        };
    }

    /** Returns the line that sends some bytes again and again, after others, until the client goes away. */
    static Line endless(String first, byte[] again) {
        return (request, socket) -> {
            OutputStream to = socket.getOutputStream();
            to.write(first.getBytes(StandardCharsets.US_ASCII));
            while (true) {
                to.write(again);
            }
        };
    }

    /** Returns the line that sends some bytes and closes the connection. */
    static Line bytes(String bytes) {
        return (request, socket) -> {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            throw new IOException("closed by the script");
        };
    }

    List<WireRequest> requests() {
        return requests;
    }

    List<String> heads() {
        return heads;
    }

    int connections() {
        return connections.get();
    }

    BlockingQueue<Boolean> gone() {
        return gone;
    }

    ClientConfig config() {
        return ClientConfig.of("http://127.0.0.1:" + listener.getLocalPort());
    }

    Client client() {
        return client(CredentialsProvider.of(Credentials.of(ACCESS_KEY, SECRET)));
    }

    Client client(CredentialsProvider credentials) {
        ClientConfig config = config().withCredentials(credentials);
        return new RemoteClient(new Link(config, InstantSource.system(), SHORT, LIMITS), config.timeout());
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
