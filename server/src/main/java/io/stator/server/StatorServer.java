package io.stator.server;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.spi.Require;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the databases of any {@link Client} over HTTP to Datomic's clients and to Stator's own.
 *
 * <p>What queries and transactions that come in may call by name is nothing but the functions of the library, and what {@link ServerConfig#withFunctions} names of those that the system was opened with.
 *
 * <p>Thread-safe. The client stays the program's: it is not closed with the server, and may be used beside it.
 */
public final class StatorServer implements AutoCloseable {
    private static final long SWEEP_SECONDS = 10;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int STREAMS_MAX = 256;
    private static final long LOOKS_PER_LIMIT = 4;

    private final ServerConfig config;
    private final ServerParts parts;
    private final Server server;
    private final ServerConnector connector;
    private final ConnectionWatch watch;
    private volatile int port;

    private StatorServer(Client client, ServerConfig config) {
        this.config = config;
        this.parts = new ServerParts(config.limited(client), config);
        this.watch = new ConnectionWatch(
                TimeUnit.MILLISECONDS.toNanos(config.limit(ServerLimit.HEADER_MILLIS)),
                TimeUnit.MILLISECONDS.toNanos(config.limit(ServerLimit.HANDSHAKE_MILLIS)));
        QueuedThreadPool threads = new QueuedThreadPool(
                config.intLimit(ServerLimit.NETWORK_THREADS) + config.intLimit(ServerLimit.WORKING_REQUESTS));
        threads.setName("stator-server");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, factories().toArray(new ConnectionFactory[0]));
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(config.limit(ServerLimit.IDLE_MILLIS));
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(config.intLimit(ServerLimit.CONNECTIONS), connector));
        server.setHandler(new WireHandler(parts, watch));
        server.setErrorHandler(new PlainErrors());
        parts.metrics()
                .gauge(
                        "connections",
                        "Connections that are open",
                        () -> connector.getConnectedEndPoints().size());
    }

    private List<ConnectionFactory> factories() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(config.intLimit(ServerLimit.HEADER_BYTES));
        http.setIdleTimeout(config.limit(ServerLimit.IDLE_MILLIS));
        http.setHeaderCacheSize(0); // of no use where each request has another signature, at 80 KB a connection
        if (config.tls().isEmpty()) {
            return List.of(watch.factory(http));
        }
        SecureRequestCustomizer secure = new SecureRequestCustomizer();
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(STREAMS_MAX);
        HttpConnectionFactory http1 = watch.factory(http);
        ALPNServerConnectionFactory choice = new ALPNServerConnectionFactory();
        choice.setDefaultProtocol(http1.getProtocol());
        return List.of(watch.factory(certificate(config.tls().get()), choice.getProtocol()), choice, http2, http1);
    }

    private static SslContextFactory.Server certificate(Tls tls) {
        SslContextFactory.Server certificate = new SslContextFactory.Server();
        certificate.setKeyStore(tls.load());
        certificate.setKeyStorePassword(new String(tls.password()));
        certificate.setKeyManagerPassword(new String(tls.password()));
        certificate.setIncludeProtocols("TLSv1.2", "TLSv1.3");
        certificate.setSniRequired(false);
        return certificate;
    }

    /**
     * Starts a server.
     *
     * <p>Waits until it listens.
     *
     * @throws Anomaly.Unavailable when the port is taken
     * @throws Anomaly.Incorrect when the certificate cannot be used
     * @throws Anomaly.Unsupported when it cannot be limited what the client calls, see {@link ServerConfig#withAllFunctions}
     */
    public static StatorServer start(Client client, ServerConfig config) {
        StatorServer started = new StatorServer(Require.present(client, "client"), Require.present(config, "config"));
        try {
            started.server.start();
            started.port = started.connector.getLocalPort();
            started.repeat(started.parts::sweep, TimeUnit.SECONDS.toMillis(SWEEP_SECONDS));
            started.repeat(
                    () -> started.watch.look(System.nanoTime()),
                    Math.max(
                            1,
                            Math.min(
                                            config.limit(ServerLimit.HEADER_MILLIS),
                                            config.limit(ServerLimit.HANDSHAKE_MILLIS))
                                    / LOOKS_PER_LIMIT));
            return started;
        } catch (Exception failure) {
            started.stopNow();
            throw new Anomaly.Unavailable(
                    "the server cannot listen on " + config.host() + ":" + config.port() + ": " + failure.getMessage(),
                    Map.of(),
                    failure);
        }
    }

    /** Does something again and again while the server runs, whatever comes of a single time. */
    private void repeat(Runnable task, long pauseMillis) {
        connector.getScheduler().schedule(() -> once(task, pauseMillis), pauseMillis, TimeUnit.MILLISECONDS);
    }

    private void once(Runnable task, long pauseMillis) {
        if (!connector.isRunning()) {
            return;
        }
        try {
            task.run();
        } catch (Throwable failure) {
            System.getLogger(StatorServer.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "what the server does now and then failed, and is tried again",
                            failure);
        } finally {
            repeat(task, pauseMillis);
        }
    }

    /** Returns the port it listens on. Never waits and never fails. */
    public int port() {
        return port;
    }

    /** Returns where clients on this machine find it. Never waits and never fails. */
    public URI uri() {
        return URI.create((config.tls().isPresent() ? "https" : "http") + "://localhost:" + port());
    }

    /**
     * Stops: finishes the requests it has accepted, as far as {@link ServerLimit#STOP_MILLIS} allow, and refuses others as unavailable.
     *
     * <p>Waits for them no longer than that, or until its thread is interrupted. To close what is closed does nothing. Never fails.
     */
    @Override
    public void close() {
        parts.stopAccepting();
        long start = System.nanoTime();
        long most = TimeUnit.MILLISECONDS.toNanos(config.limit(ServerLimit.STOP_MILLIS));
        while (parts.active().get() > 0
                && System.nanoTime() - start < most
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        stopNow();
    }

    private void stopNow() {
        try {
            server.stop();
        } catch (Exception failure) {
            System.getLogger(StatorServer.class.getName())
                    .log(System.Logger.Level.WARNING, "the server did not stop as it should", failure);
        }
        parts.workers().stop();
        parts.clear();
    }
}
