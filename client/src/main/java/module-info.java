/** The wire protocol of Datomic's clients. */
module io.stator.client {
    requires static org.jspecify;
    requires transit.java;
    requires transitive io.stator.api;

    exports io.stator.client.wire;
}
