/** Serves a system of databases to clients over the network. */
module io.stator.server {
    requires static org.jspecify;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.eclipse.jetty.alpn.server;
    requires org.eclipse.jetty.http2.server;
    requires org.eclipse.jetty.server;
    requires transitive io.stator.api;
    requires io.stator.client;

    exports io.stator.server;
}
