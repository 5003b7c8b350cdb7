/** The stator command. */
module io.stator.cli {
    requires static org.jspecify;
    requires com.fasterxml.jackson.core;
    requires de.siegmar.fastcsv;
    requires info.picocli;
    requires io.stator.api;
    requires io.stator.fulltext;
    requires io.stator.server;
    requires io.stator.storage.dynamodb;
    requires io.stator.storage.jdbc;
    requires java.logging;
    requires org.jline;

    opens io.stator.cli to
            info.picocli;
}
