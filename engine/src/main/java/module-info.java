import io.stator.engine.MemoryProvider;
import io.stator.engine.clojure.ClojureBridge;
import io.stator.engine.program.FunctionBridge;
import io.stator.engine.query.function.FunctionModule;
import io.stator.engine.storage.StorageProvider;
import io.stator.spi.ClientProvider;

/** The embedded database. */
module io.stator.engine {
    requires com.github.benmanes.caffeine;
    requires org.lz4.java;
    requires static com.github.luben.zstd_jni;
    requires static org.jspecify;
    requires transitive io.stator.api;

    exports io.stator.engine;
    exports io.stator.engine.copies;
    exports io.stator.engine.storage;
    exports io.stator.engine.database to
            io.stator.fulltext;
    exports io.stator.engine.datom to
            io.stator.fulltext;
    exports io.stator.engine.index to
            io.stator.fulltext;
    exports io.stator.engine.query.function to
            io.stator.fulltext;
    exports io.stator.engine.schema to
            io.stator.fulltext;

    uses FunctionBridge;
    uses FunctionModule;
    uses StorageProvider;

    provides ClientProvider with
            MemoryProvider;
    provides FunctionBridge with
            ClojureBridge;
}
