/** The database as a program sees it, and EDN. */
module io.stator.api {
    requires static transitive org.jspecify;

    exports io.stator;
    exports io.stator.edn;
    exports io.stator.spi;

    uses io.stator.spi.ClientProvider;
}
