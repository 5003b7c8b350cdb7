/** Storage in an SQLite file. */
module io.stator.storage.jdbc {
    requires static org.jspecify;
    requires transitive io.stator.engine;
    requires java.sql;
    requires org.xerial.sqlitejdbc;

    exports io.stator.storage.jdbc;
}
