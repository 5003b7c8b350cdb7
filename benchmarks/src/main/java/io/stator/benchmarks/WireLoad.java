package io.stator.benchmarks;

import io.stator.client.wire.Dialect;
import io.stator.client.wire.HttpHead;
import io.stator.client.wire.HttpNames;
import io.stator.client.wire.Operation;
import io.stator.client.wire.RequestSigner;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireAnomalies;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a load generator: signs, writes, sends, waits and reads, as a client does, with the least between it and the socket.
 *
 * <p>Not thread-safe.
 */
final class WireLoad implements AutoCloseable {
    private static final WireLimits LIMITS = WireLimits.ofAnswers();
    private static final int BUFFER = 1 << 16;

    private final RequestSigner signer = new RequestSigner(
            ServerProgram.KEY, ServerProgram.SECRET, RequestSigner.PEER_SERVER, RequestSigner.NO_REGION);
    private final SSLSocket socket;
    private final String host;
    private final InputStream in;
    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;

    /** An answer. */
    record Answer(int status, @Nullable Object value) {
        Map<?, ?> map() {
            if (!(value instanceof Map<?, ?> map)) {
                throw new IllegalStateException("an answer must be a map: status=" + status);
            }
            if (WireAnomalies.isAnomaly(map)) {
                throw WireAnomalies.read(map);
            }
            return map;
        }
    }

    WireLoad(SSLSocketFactory sockets, int port) throws IOException {
        this.socket = (SSLSocket) sockets.createSocket("localhost", port);
        socket.setTcpNoDelay(true);
        socket.startHandshake();
        this.host = "localhost:" + port;
        this.in = socket.getInputStream();
    }

    static WireLoad to(ServerProcess server) throws IOException, GeneralSecurityException {
        return new WireLoad(server.trust().getSocketFactory(), server.port());
    }

    /** Returns the newest value of a database. */
    WireDatabase database(String name) throws IOException {
        Map<?, ?> resolved = ask(WireRequest.of(Operation.RESOLVE_DB).with(WireKeys.DB_NAME, name))
                .map();
        WireRequest status = WireRequest.of(Operation.STATUS)
                .with(WireKeys.DB_NAME, name)
                .with(WireKeys.DATABASE_ID, resolved.get(WireKeys.DATABASE_ID));
        Map<?, ?> told = ask(status).map();
        return WireDatabase.of(told);
    }

    /** Asks, and waits for the answer. */
    Answer ask(WireRequest request) throws IOException {
        send(request);
        return receive();
    }

    /** Sends a request, whose answer comes after those of the ones before. */
    void send(WireRequest request) throws IOException {
        byte[] body = Transit.write(request.toMap(), Dialect.DATOMIC, LIMITS);
        Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put(HttpNames.HOST, host);
        headers = signer.sign(new HttpHead("POST", "/", null, headers), body, Instant.now());
        StringBuilder head = new StringBuilder("POST / HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        head.append("content-length: ").append(body.length).append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + body.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(body, 0, all, start.length, body.length);
        socket.getOutputStream().write(all);
    }

    /** Waits for an answer. */
    Answer receive() throws IOException {
        int status = 0;
        int length = 0;
        for (String line = line(); !line.isEmpty() || status == 0; line = line()) {
            int colon = line.indexOf(':');
            if (status == 0) {
                status = Integer.parseInt(line.split(" ", 3)[1]);
            } else if (line.substring(0, colon).equalsIgnoreCase("content-length")) {
                length = Integer.parseInt(line.substring(colon + 1).strip());
            }
        }
        byte[] body = new byte[length];
        int taken = Math.min(length, to - from);
        System.arraycopy(buffer, from, body, 0, taken);
        from += taken;
        if (in.readNBytes(body, taken, length - taken) < length - taken) {
            throw new IOException("the answer ended too soon");
        }
        return new Answer(status, Transit.read(body, LIMITS));
    }

    private String line() throws IOException {
        int at = from;
        while (true) {
            for (; at < to; at++) {
                if (buffer[at] == '\n') {
                    String line = new String(buffer, from, at - from, StandardCharsets.ISO_8859_1).stripTrailing();
                    from = at + 1;
                    return line;
                }
            }
            at -= from;
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
            int read = in.read(buffer, to, buffer.length - to);
            if (read < 0) {
                throw new IOException("the connection ended");
            }
            to += read;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
