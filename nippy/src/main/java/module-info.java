/** The Nippy format of Clojure. */
module io.stator.nippy {
    requires com.github.luben.zstd_jni;
    requires java.sql;
    requires org.lz4.java;
    requires org.tukaani.xz;
    requires snappy.java;
    requires static org.jspecify;

    exports io.stator.nippy;
}
