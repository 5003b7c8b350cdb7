import io.stator.engine.MemoryProvider;
import io.stator.spi.ClientProvider;

/** The embedded database. */
module io.stator.engine {
    requires com.github.benmanes.caffeine;
    requires static org.jspecify;
    requires transitive io.stator.api;

    exports io.stator.engine;
    exports io.stator.engine.storage;

    provides ClientProvider with
            MemoryProvider;
}
