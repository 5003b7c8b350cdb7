package io.stator.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The connections to a server over which threads that wait do their exchanges: at most one for each exchange on its way, used again, those that were used last first, and
 * ended when they are idle for some time. Thread-safe.
 */
final class DirectConnections {
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final URI address;
    private final String host;
    private final int port;
    private final @Nullable SSLSocketFactory encryption;
    private final Executor network;
    private final ScheduledExecutorService timers;

    // guarded by this
    private final Deque<DirectConnection> idle = new ArrayDeque<>();
    private boolean sweeps;
    private boolean closed;

    /**
     * Creates the connections to a server, none at first.
     *
     * @param port the port, which may go without saying in the address
     * @param encryption null for connections without
     */
    DirectConnections(
            URI address,
            int port,
            @Nullable SSLSocketFactory encryption,
            Executor network,
            ScheduledExecutorService timers) {
        this.address = address;
        this.host = host(address);
        this.port = port;
        this.encryption = encryption;
        this.network = network;
        this.timers = timers;
    }

    /** Returns the host without the brackets that an address of IPv6 has in a URI. */
    private static String host(URI address) {
        String host = address.getHost();
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Returns whether the way to the server is a direct one, and not through a proxy that this Java is told to use. */
    boolean isDirect() {
        ProxySelector selector = ProxySelector.getDefault();
        if (selector == null) {
            return true;
        }
        List<Proxy> proxies = selector.select(address);
        return proxies == null || proxies.isEmpty() || proxies.get(0).type() != Proxy.Type.HTTP;
    }

    /**
     * Sends a request, and returns its answer; waits for it.
     *
     * @param call ends the exchange when it is completed by another thread
     * @throws io.stator.Anomaly.Unsupported when the answer is longer than it may be
     * @throws IOException when it fails, or was ended
     */
    Received exchange(Map<String, String> headers, byte[] body, int bytesMax, CompletableFuture<Received> call)
            throws IOException {
        DirectConnection connection = idle();
        boolean fresh = connection == null;
        if (connection == null) {
            connection = new DirectConnection(address.getRawPath());
        }
        DirectConnection used = connection;
        call.whenComplete((received, failure) -> {
            if (failure != null) {
                used.close();
            }
        });
        boolean done = false;
        try {
            if (fresh) {
                used.connect(resolved(call), encryption, host);
            }
            Received received = used.exchange(headers, body, bytesMax);
            done = call.complete(received); // or else it was ended meanwhile, and so was the connection
            return received;
        } finally {
            if (done) {
                rest(used);
            } else {
                used.close();
            }
        }
    }

    /** Returns the address of the host; to ask for it cannot be interrupted, so another thread does. */
    private InetSocketAddress resolved(CompletableFuture<?> call) throws IOException {
        CompletableFuture<InetAddress> asked = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return InetAddress.getByName(host);
                    } catch (UnknownHostException unknown) {
                        throw new CompletionException(unknown);
                    }
                },
                network);
        call.whenComplete((received, failure) -> asked.cancel(true));
        try {
            return new InetSocketAddress(asked.get(), port);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } catch (CancellationException | ExecutionException failure) {
            if (failure.getCause() instanceof UnknownHostException unknown) {
                throw unknown;
            }
            throw new IOException("the name of the host was not found out", failure);
        }
    }

    private @Nullable DirectConnection idle() {
        while (true) {
            DirectConnection last;
            synchronized (this) {
                last = idle.pollLast();
            }
            if (last == null || last.isUsable()) {
                return last;
            }
            last.close();
        }
    }

    private void rest(DirectConnection connection) {
        if (!connection.isOpen()) {
            return;
        }
        connection.rest(System.nanoTime());
        synchronized (this) {
            if (!closed) {
                idle.addLast(connection);
                if (!sweeps) {
                    sweeps = true;
                    timers.schedule(this::sweep, IDLE_NANOS, TimeUnit.NANOSECONDS);
                }
                return;
            }
        }
        connection.close();
    }

    /** Ends those that have been idle for long, and looks again while there are others. */
    private void sweep() {
        List<DirectConnection> old = new ArrayList<>();
        synchronized (this) {
            long now = System.nanoTime();
            while (!idle.isEmpty() && now - idle.getFirst().idleSince() >= IDLE_NANOS) {
                old.add(idle.removeFirst());
            }
            sweeps = !idle.isEmpty();
            if (sweeps) {
                timers.schedule(this::sweep, IDLE_NANOS, TimeUnit.NANOSECONDS);
            }
        }
        old.forEach(DirectConnection::close);
    }

    /** Ends the idle ones now, and each of the others when its exchange is over. */
    void close() {
        List<DirectConnection> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(idle);
            idle.clear();
        }
        all.forEach(DirectConnection::close);
    }
}
