/** The embedded database. */
module io.stator.engine {
    requires static org.jspecify;
    requires transitive io.stator.api;

    exports io.stator.engine;
    exports io.stator.engine.storage;
}
