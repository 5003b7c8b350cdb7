package io.stator.dynamodb;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient;
import software.amazon.awssdk.http.crt.ConnectionHealthConfiguration;
import software.amazon.awssdk.http.crt.TcpKeepAliveConfiguration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * The HTTP clients under the SDK's: Apache 5 for blocking calls, CRT or else Netty for asynchronous ones.
 *
 * <p>The proxy that a machine has for others is not on the way to an endpoint on the machine itself.
 */
final class HttpClients {
    private static final long SHUTDOWN_QUIET_MILLIS = 50;
    private static final long SHUTDOWN_MILLIS_MAX = 2_000;
    private static final String CRT = "software.amazon.awssdk.http.crt.AwsCrtAsyncHttpClient";

    private HttpClients() {}

    private static <T> void ifSet(@Nullable T setting, Consumer<T> taker) {
        if (setting != null) {
            taker.accept(setting);
        }
    }

    /** Returns a new blocking client. */
    static SdkHttpClient blocking(DynamoConfig config) {
        Apache5HttpClient.Builder builder = Apache5HttpClient.builder();
        ifSet(config.connectTimeout, builder::connectionTimeout);
        ifSet(config.readTimeout, builder::socketTimeout);
        ifSet(config.connectionsMax, builder::maxConnections);
        ifSet(config.keepAlive, builder::tcpKeepAlive);
        if (config.proxy != null) {
            HttpProxy proxy = config.proxy;
            var proxied = software.amazon.awssdk.http.apache5.ProxyConfiguration.builder()
                    .endpoint(URI.create("http://" + proxy.host() + ":" + proxy.port()))
                    .nonProxyHosts(proxy.directHosts());
            if (proxy.username() != null) {
                proxied.username(proxy.username()).password(proxy.password());
            }
            builder.proxyConfiguration(proxied.build());
        } else if (config.isLocal()) {
            builder.proxyConfiguration(software.amazon.awssdk.http.apache5.ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build());
        }
        return builder.build();
    }

    /** Returns a new asynchronous client; what else is to be closed, before it, goes to {@code toClose}. */
    static SdkAsyncHttpClient async(DynamoConfig config, Consumer<AutoCloseable> toClose) {
        return hasCrt() ? Crt.client(config) : netty(config, toClose);
    }

    /** Returns whether the CRT client is on the class path, with its native part. */
    static boolean hasCrt() {
        try {
            Class.forName(CRT, true, HttpClients.class.getClassLoader());
            Class.forName("software.amazon.awssdk.crt.CRT", true, HttpClients.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    static SdkAsyncHttpClient netty(DynamoConfig config, Consumer<AutoCloseable> toClose) {
        // The client would wait two seconds for the end of threads of its own.
        SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();
        toClose.accept(() -> threads.eventLoopGroup()
                .shutdownGracefully(SHUTDOWN_QUIET_MILLIS, SHUTDOWN_MILLIS_MAX, TimeUnit.MILLISECONDS));
        NettyNioAsyncHttpClient.Builder builder =
                NettyNioAsyncHttpClient.builder().eventLoopGroup(threads);
        ifSet(config.connectTimeout, builder::connectionTimeout);
        ifSet(config.readTimeout, builder::readTimeout);
        ifSet(config.connectionsMax, builder::maxConcurrency);
        ifSet(config.keepAlive, builder::tcpKeepAlive);
        if (config.proxy != null) {
            HttpProxy proxy = config.proxy;
            var proxied = software.amazon.awssdk.http.nio.netty.ProxyConfiguration.builder()
                    .host(proxy.host())
                    .port(proxy.port())
                    .nonProxyHosts(proxy.directHosts());
            if (proxy.username() != null) {
                proxied.username(proxy.username()).password(proxy.password());
            }
            builder.proxyConfiguration(proxied.build());
        } else if (config.isLocal()) {
            builder.proxyConfiguration(software.amazon.awssdk.http.nio.netty.ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build());
        }
        return builder.build();
    }

    /** Loaded only where the CRT client is on the class path. */
    private static final class Crt {
        private static final long BYTES_PER_SECOND_MIN = 1;
        private static final int KEEP_ALIVE_SECONDS = 30;

        static SdkAsyncHttpClient client(DynamoConfig config) {
            AwsCrtAsyncHttpClient.Builder builder = AwsCrtAsyncHttpClient.builder();
            ifSet(config.connectTimeout, builder::connectionTimeout);
            if (config.readTimeout != null) {
                builder.connectionHealthConfiguration(ConnectionHealthConfiguration.builder()
                        .minimumThroughputInBps(BYTES_PER_SECOND_MIN)
                        .minimumThroughputTimeout(config.readTimeout)
                        .build());
            }
            ifSet(config.connectionsMax, builder::maxConcurrency);
            if (Boolean.TRUE.equals(config.keepAlive)) {
                builder.tcpKeepAliveConfiguration(TcpKeepAliveConfiguration.builder()
                        .keepAliveInterval(java.time.Duration.ofSeconds(KEEP_ALIVE_SECONDS))
                        .keepAliveTimeout(java.time.Duration.ofSeconds(KEEP_ALIVE_SECONDS))
                        .build());
            }
            if (config.proxy != null) {
                HttpProxy proxy = config.proxy;
                var proxied = software.amazon.awssdk.http.crt.ProxyConfiguration.builder()
                        .host(proxy.host())
                        .port(proxy.port())
                        .nonProxyHosts(proxy.directHosts());
                if (proxy.username() != null) {
                    proxied.username(proxy.username()).password(proxy.password());
                }
                builder.proxyConfiguration(proxied.build());
            } else if (config.isLocal()) {
                builder.proxyConfiguration(software.amazon.awssdk.http.crt.ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build());
            }
            return builder.build();
        }
    }
}
