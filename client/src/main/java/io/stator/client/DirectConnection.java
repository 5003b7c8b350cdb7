package io.stator.client;

import io.stator.Anomaly;
import io.stator.client.wire.HttpNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/1.1 to the server, over which a thread exchanges a request for its answer, and waits. Any other thread may {@link #close} it, and so end the
 * wait; so does an interrupt, since its socket is that of a channel.
 */
final class DirectConnection implements AutoCloseable {
    private static final Http1Config HTTP =
            Http1Config.custom().setBufferSize(1 << 14).build();
    private static final int FIRST_BYTES_MAX = 1 << 20;
    private static final int MORE_BYTES_MIN = 1 << 12;

    private final String path;
    private final SocketChannel channel;
    private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(HTTP);
    private long idleSince;

    /** Creates one that is not connected, so that it can be closed while it is being connected. */
    DirectConnection(String path) throws IOException {
        this.path = path;
        this.channel = SocketChannel.open();
    }

    /**
     * Connects.
     *
     * @param encryption null for a connection without
     * @param host the name that the certificate of the server must be for
     */
    void connect(InetSocketAddress to, @Nullable SSLSocketFactory encryption, String host) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(to);
        Socket plain = channel.socket();
        if (encryption == null) {
            http.bind(plain);
            return;
        }
        SSLSocket socket = (SSLSocket) encryption.createSocket(plain, host, to.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // whether the name counts is for Trust to say
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        http.bind(socket, plain);
    }

    /**
     * Sends a request, and returns its answer.
     *
     * @throws Anomaly.Unsupported when the answer is longer than it may be
     * @throws IOException when the connection is lost, closed by another thread or by an interrupt, or the server does not keep to the rules of HTTP
     */
    Received exchange(Map<String, String> headers, byte[] body, int bytesMax) throws IOException {
        ClassicHttpRequest request = new BasicClassicHttpRequest("POST", path);
        headers.forEach(request::addHeader);
        request.addHeader("content-length", body.length);
        request.setEntity(new ByteArrayEntity(body, null));
        try {
            http.sendRequestHeader(request);
            http.sendRequestEntity(request);
            http.flush();
            ClassicHttpResponse response = http.receiveResponseHeader();
            while (response.getCode() < HttpStatus.SC_SUCCESS) {
                response = http.receiveResponseHeader();
            }
            http.receiveResponseEntity(response);
            Received received = Received.of(
                    response.getCode(),
                    value(response, HttpNames.CONTENT_TYPE),
                    value(response, HttpNames.DIALECT),
                    value(response, HttpNames.REQUEST_BYTES),
                    body(response.getEntity(), bytesMax));
            if (!DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, HttpCoreContext.create())) {
                close();
            }
            return received;
        } catch (HttpException malformed) {
            ProtocolException failure = new ProtocolException("the answer is not one of HTTP: " + malformed);
            failure.initCause(malformed);
            throw failure;
        }
    }

    private static @Nullable String value(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    /** Reads a body as it comes, so that a length that is only declared takes no memory. */
    private static byte[] body(@Nullable HttpEntity entity, int bytesMax) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        long declared = entity.getContentLength();
        if (declared > bytesMax) {
            throw Received.tooLong(bytesMax);
        }
        InputStream in = entity.getContent();
        byte[] bytes = new byte[declared < 0 ? MORE_BYTES_MIN : (int) Math.min(declared, FIRST_BYTES_MAX)];
        int length = 0;
        while (true) {
            int read =
                    length == bytes.length && length == declared ? -1 : in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
            }
            length += read;
            if (length > bytesMax) {
                throw Received.tooLong(bytesMax);
            }
            if (length == bytes.length && length != declared) {
                long more = Math.min(Math.max(2L * length, MORE_BYTES_MIN), bytesMax + 1L);
                bytes = Arrays.copyOf(bytes, (int) (declared < 0 ? more : Math.min(more, declared)));
            }
        }
    }

    /** Returns whether another request may be sent over it: the server has neither ended it nor said anything that nobody asked for. */
    boolean isUsable() {
        if (!channel.isOpen() || !http.isOpen()) {
            return false;
        }
        try {
            channel.configureBlocking(false);
            int read = channel.read(ByteBuffer.allocate(1));
            channel.configureBlocking(true);
            return read == 0;
        } catch (IOException lost) {
            return false;
        }
    }

    /** Returns whether it is open, as far as this side knows. */
    boolean isOpen() {
        return channel.isOpen();
    }

    /** Notes that nobody uses it from now on. */
    void rest(long now) {
        idleSince = now;
    }

    /** Returns since when nobody uses it. */
    long idleSince() {
        return idleSince;
    }

    /** Ends it; the channel alone, because an encrypted socket would wait for whoever uses it. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ended) {
            return; // it is of no use any more, which is what was wanted
        }
    }
}
