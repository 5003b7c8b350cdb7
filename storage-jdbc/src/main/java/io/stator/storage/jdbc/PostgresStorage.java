package io.stator.storage.jdbc;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.net.URI;
import java.sql.SQLException;

/**
 * Opens storages that keep a whole system in a schema of a PostgreSQL database, for which its driver must be on the class path.
 *
 * <p>All methods wait for the server.
 */
public final class PostgresStorage {

    private PostgresStorage() {}

    /**
     * Opens the storage that a {@code jdbc:postgresql:} URI names, see {@link io.stator.Stator#open(String)}; its tables are made if there
     * are none. Another opening that wants to write is refused as long as this one is alive, or takes over from it if its URI says so: then
     * nothing that is written here is acknowledged any more.
     *
     * @throws StorageException of kind LOCKED if it is open to write already; FOREIGN if the URI is malformed, or the tables are
     *     something else or of a newer format; CORRUPT if they are damaged; READ_ONLY or NOT_ALLOWED if this user may not write there;
     *     IO if the server cannot be reached
     */
    public static Storage open(URI uri) {
        return openJdbc(uri);
    }

    static JdbcStorage openJdbc(URI uri) {
        PostgresPlace place = PostgresPlace.of(uri);
        PostgresServer server = new PostgresServer(place);
        try {
            Session writer = server.openWriter();
            boolean opened = false;
            try {
                PostgresTables.ensure(writer, place);
                PostgresOwner owner = PostgresOwner.take(writer, place);
                Contents contents = writer.run(session -> PostgresReading.contents(session, place.toString()));
                JdbcStorage storage = new JdbcStorage(new PostgresDialect(server, owner, writer), contents, () -> {});
                opened = true;
                return storage;
            } finally {
                if (!opened) {
                    writer.abandon();
                }
            }
        } catch (SQLException failure) {
            throw PostgresFailures.notOpened(place, failure);
        } catch (java.io.IOException never) {
            throw new StorageException(Kind.IO, "could not open " + place + ": " + never, never);
        }
    }

    /**
     * Opens the storage that a URI names to read it, also while another process has it open; nothing is written.
     *
     * @throws StorageException of kind FOREIGN if there is none, as {@link #open} does as all else
     */
    public static Storage openReadOnly(URI uri) {
        return PostgresReading.open(PostgresPlace.of(uri));
    }

    /**
     * Reads and checks everything in the storage that a URI names, as it is at one moment, also while another process has it open.
     * Changes nothing.
     *
     * @throws StorageException as {@link #openReadOnly} does; of kind CORRUPT, naming the first thing that is not what was written
     */
    public static StorageReport checkReadOnly(URI uri) {
        try (ReadingStorage storage = PostgresReading.open(PostgresPlace.of(uri))) {
            return storage.check();
        }
    }

    /** Returns whether a URI names a place of this kind. It fails with none that is not null. */
    public static boolean isOne(URI uri) {
        return PostgresPlace.isOne(uri);
    }

    /**
     * Returns whether there is a system where a URI says; its tables may be damaged.
     *
     * @throws StorageException as {@link #openReadOnly} does if that cannot be looked at
     */
    public static boolean isThere(URI uri) {
        PostgresPlace place = PostgresPlace.of(uri);
        try (Session session = new PostgresServer(place).openReader()) {
            return PostgresTables.isThere(session, place);
        } catch (SQLException failure) {
            throw PostgresFailures.notOpened(place, failure);
        }
    }
}
