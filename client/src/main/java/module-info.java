/** The client of a system that a server has open, and the wire protocol of Datomic's clients. */
module io.stator.client {
    requires java.net.http;
    requires static org.jspecify;
    requires msgpack.core;
    requires org.apache.httpcomponents.core5.httpcore5;
    requires transit.java;
    requires transitive io.stator.api;

    exports io.stator.client.wire;

    provides io.stator.spi.ClientProvider with
            io.stator.client.RemoteClients;
}
