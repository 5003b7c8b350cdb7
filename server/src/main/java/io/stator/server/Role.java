package io.stator.server;

import io.stator.Anomaly;
import io.stator.spi.Require;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key may do; immutable. As text: {@code admin}, {@code catalog-read}, {@code db-read:films}, {@code db-write:films}, and {@code *} for all databases.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with {@link io.stator.Anomaly.Incorrect} for a null that must not be one.
 *
 * @param right what it allows
 * @param database the name of the database it is about; null for all
 */
public record Role(Right right, @Nullable String database) {
    /** What a role allows. */
    public enum Right {
        /** Everything: databases can be created and deleted too. */
        ADMIN,
        /** The names of all databases. */
        CATALOG_READ,
        /** To read a database, and to speculate about it. */
        DB_READ,
        /** To write to a database, and to read it. */
        DB_WRITE;

        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        boolean isOfDatabase() {
            return this == DB_READ || this == DB_WRITE;
        }
    }

    private static final String ALL = "*";

    /**
     * Creates one.
     *
     * @throws Anomaly.Incorrect when the right is not about one database, and a database is named
     */
    public Role {
        Require.present(right, "right");
        if (database != null && !right.isOfDatabase()) {
            throw refused(right.key() + ":" + database);
        }
    }

    /**
     * Returns the role that text names.
     *
     * @throws Anomaly.Incorrect when there is none
     */
    public static Role parse(String text) {
        int colon = Require.present(text, "text").indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String database = colon < 0 ? null : text.substring(colon + 1);
        for (Right right : Right.values()) {
            if (right.key().equals(name) && right.isOfDatabase() == (database != null)) {
                if (database != null && database.isEmpty()) {
                    throw refused(text);
                }
                return new Role(right, ALL.equals(database) ? null : database);
            }
        }
        throw refused(text);
    }

    private static Anomaly.Incorrect refused(String text) {
        return new Anomaly.Incorrect(
                "a role must be admin, catalog-read, db-read:NAME or db-write:NAME, with * for all databases: role="
                        + text,
                Map.of(),
                null);
    }

    boolean allowsRead(String name) {
        return right == Right.ADMIN || (right.isOfDatabase() && (database == null || database.equals(name)));
    }

    boolean allowsWrite(String name) {
        return right == Right.ADMIN || (right == Right.DB_WRITE && (database == null || database.equals(name)));
    }

    @Override
    public String toString() {
        return right.isOfDatabase() ? right.key() + ":" + (database == null ? ALL : database) : right.key();
    }
}
