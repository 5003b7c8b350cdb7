import io.stator.spi.ClientProvider;
import io.stator.storage.jdbc.FileProvider;

/** Storage in an SQLite file. */
module io.stator.storage.jdbc {
    requires static org.jspecify;
    requires transitive io.stator.engine;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports io.stator.storage.jdbc;

    provides ClientProvider with
            FileProvider;
}
