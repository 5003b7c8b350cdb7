package io.stator.server;

import java.io.EOFException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Ends the HTTP/1.1 connections whose next request has begun, but whose headers do not come to an end: silence alone ends no connection over which a byte comes now and
 * then. Thread-safe.
 */
final class ConnectionWatch {
    private final Map<Connection, State> states = new ConcurrentHashMap<>();
    private final long nanosMax;

    /** What is known of a connection: how many requests it has, and since when bytes have come that belong to none. */
    private static final class State {
        final AtomicInteger requests = new AtomicInteger();
        volatile long bytesAtEnd;
        long since;
        boolean waiting;
    }

    ConnectionWatch(long nanosMax) {
        this.nanosMax = nanosMax;
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
