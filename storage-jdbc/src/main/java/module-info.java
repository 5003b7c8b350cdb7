import io.stator.engine.storage.StorageProvider;
import io.stator.spi.ClientProvider;
import io.stator.storage.jdbc.FileProvider;
import io.stator.storage.jdbc.PostgresProvider;

/** Storage in an SQLite file, or in PostgreSQL. */
module io.stator.storage.jdbc {
    requires static org.jspecify;
    requires transitive io.stator.engine;
    requires java.sql;
    requires static org.postgresql.jdbc;
    requires org.xerial.sqlitejdbc;

    exports io.stator.storage.jdbc;

    provides ClientProvider with
            FileProvider,
            PostgresProvider;
    provides StorageProvider with
            FileProvider,
            PostgresProvider;
}
