/** The wire protocol of Datomic's clients. */
module io.stator.client {
    requires static org.jspecify;
    requires msgpack.core;
    requires transit.java;
    requires transitive io.stator.api;

    exports io.stator.client.wire;
}
