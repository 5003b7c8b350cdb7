package io.stator.server;

import java.io.EOFException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.io.ssl.SslHandshakeListener;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * Ends the HTTP/1.1 connections whose next request has begun, but whose headers do not come to an end, and those whose encryption does not come about: silence alone ends no
 * connection over which a byte comes now and then. Thread-safe.
 */
final class ConnectionWatch {
    private final Map<Connection, State> states = new ConcurrentHashMap<>();
    private final Map<SslConnection, Long> handshakes = new ConcurrentHashMap<>();
    private final long nanosMax;
    private final long handshakeNanosMax;

    /** What is known of a connection: how many requests it has, and since when bytes have come that belong to none. */
    private static final class State {
        final AtomicInteger requests = new AtomicInteger();
        volatile long bytesAtEnd;
        long since;
        boolean waiting;
    }

    ConnectionWatch(long nanosMax, long handshakeNanosMax) {
        this.nanosMax = nanosMax;
        this.handshakeNanosMax = handshakeNanosMax;
    }

    /** Returns the factory of connections that are watched. */
    HttpConnectionFactory factory(HttpConfiguration http) {
        return new HttpConnectionFactory(http) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                Connection connection = super.newConnection(connector, endPoint);
                states.put(connection, new State());
                connection.addEventListener(new Connection.Listener() {
                    @Override
                    public void onClosed(Connection closed) {
                        states.remove(closed);
                    }
                });
                return connection;
            }
        };
    }

    /** Returns the factory of encrypted connections, which are watched until they are encrypted. */
    SslConnectionFactory factory(SslContextFactory.Server certificate, String next) {
        return new SslConnectionFactory(certificate, next) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                Connection connection = super.newConnection(connector, endPoint);
                if (connection instanceof SslConnection encrypted) {
                    watchHandshake(encrypted);
                }
                return connection;
            }
        };
    }

    private void watchHandshake(SslConnection connection) {
        handshakes.put(connection, System.nanoTime());
        connection.addHandshakeListener(new SslHandshakeListener() {
            @Override
            public void handshakeSucceeded(Event event) {
                handshakes.remove(connection);
            }

            @Override
            public void handshakeFailed(Event event, Throwable failure) {
                handshakes.remove(connection);
            }
        });
        connection.addEventListener(new Connection.Listener() {
            @Override
            public void onClosed(Connection closed) {
                handshakes.remove(connection);
            }
        });
    }

    /** Notes that the headers of a request are there, and when it is over. */
    void begin(Request request) {
        Connection connection = request.getConnectionMetaData().getConnection();
        State state = states.get(connection);
        if (state == null) {
            return;
        }
        state.requests.incrementAndGet();
        Request.addCompletionListener(request, failure -> {
            state.bytesAtEnd = connection.getBytesIn();
            state.requests.decrementAndGet();
        });
    }

    /** Looks at all connections, and ends those that take too long. */
    void look(long now) {
        handshakes.forEach((connection, began) -> {
            if (now - began > handshakeNanosMax) {
                connection.getEndPoint().close(new EOFException("the handshake did not come to an end"));
            }
        });
        states.forEach((connection, state) -> {
            if (isLate(connection, state, now)) {
                connection.getEndPoint().close(new EOFException("the headers of a request did not come to an end"));
            }
        });
    }

    private boolean isLate(Connection connection, @Nullable State state, long now) {
        if (state == null) {
            return false;
        }
        synchronized (state) {
            boolean waiting = state.requests.get() == 0 && connection.getBytesIn() > state.bytesAtEnd;
            if (!waiting || !state.waiting) {
                state.since = now;
            }
            state.waiting = waiting;
            return waiting && now - state.since > nanosMax;
        }
    }
}
