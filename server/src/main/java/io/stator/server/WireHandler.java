package io.stator.server;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The doors of a server: that of peer-server clients, that of cloud clients, and those that tell how it does. */
final class WireHandler extends Handler.Abstract {
    private static final String PEER_SERVER_DOOR = "/";
    private static final String CLOUD_DOOR = "/api";
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final String TEXT = "text/plain;charset=utf-8";
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final ServerParts parts;
    private final ConnectionWatch watch;

    WireHandler(ServerParts parts, ConnectionWatch watch) {
        this.parts = parts;
        this.watch = watch;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        watch.begin(request);
        String path = request.getHttpURI().getPath();
        String method = request.getMethod();
        boolean door = PEER_SERVER_DOOR.equals(path) || CLOUD_DOOR.equals(path);
        if (method.equals("POST") && door) {
            new Exchange(parts, request, response, callback).begin();
        } else if (READING.contains(method)) {
            tell(path == null ? "" : path, response, callback);
        } else {
            send(response, callback, door ? NOT_ALLOWED : NOT_FOUND, TEXT, "");
        }
        return true;
    }

    private void tell(String path, Response response, Callback callback) {
        switch (path) {
            case PEER_SERVER_DOOR ->
                send(
                        response,
                        callback,
                        OK,
                        "application/edn",
                        Edn.print(Map.of(
                                Keyword.of("s3-auth-path"), parts.config().s3AuthPath())));
            case "/health" -> send(response, callback, OK, TEXT, "ok\n");
            case "/ready" ->
                send(
                        response,
                        callback,
                        parts.isStopping() ? UNAVAILABLE : OK,
                        TEXT,
                        parts.isStopping() ? "stopping\n" : "ready\n");
            case "/metrics" ->
                send(
                        response,
                        callback,
                        OK,
                        "text/plain;version=0.0.4;charset=utf-8",
                        parts.metrics().text());
            default -> send(response, callback, CLOUD_DOOR.equals(path) ? NOT_ALLOWED : NOT_FOUND, TEXT, "");
        }
    }

    private static void send(Response response, Callback callback, int status, String type, String text) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
    }
}
