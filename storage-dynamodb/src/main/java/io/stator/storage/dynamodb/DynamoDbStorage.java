package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.TableDescription;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens storages that keep a whole system in a table of DynamoDB, which is named by a URI, {@code dynamodb://REGION/TABLE} or
 * {@code dynamodb+http://HOST:PORT/TABLE}, or by a {@link DynamoDb} and a name.
 *
 * <p>All methods wait for the service.
 */
public final class DynamoDbStorage {
    private DynamoDbStorage() {}

    /**
     * Opens the storage in the table that a URI names; the table must be there. Takes it over from another process that has it open to
     * write: nothing that one writes from then on is acknowledged.
     *
     * @throws StorageException of kind FOREIGN if the URI is malformed, or there is no such table, or it is not as it must be; CORRUPT if
     *     it is damaged; NOT_ALLOWED if these credentials may not do what is needed; BUSY if the service cannot be reached
     */
    public static Storage open(URI uri) {
        return open(uri, false);
    }

    /**
     * Opens the storage in the table that a URI names to read it, also while another process has it open; nothing is written.
     *
     * @throws StorageException of kind FOREIGN if there is no system, as {@link #open(URI)} does as all else
     */
    public static Storage openReadOnly(URI uri) {
        return open(uri, true);
    }

    private static Storage open(URI uri, boolean readOnly) {
        return Objects.requireNonNull(
                opened(uri, (calls, dynamo, table) -> open(dynamo, calls, table, readOnly, dynamo, System::nanoTime)));
    }

    /**
     * Opens the storage in the table that a URI names to read it, or returns nothing if there is no such table, or no system in it.
     *
     * @throws StorageException as {@link #openReadOnly(URI)} does as all else
     */
    static Optional<Storage> openIfThere(URI uri) {
        return Optional.ofNullable(opened(uri, (calls, dynamo, table) -> {
            TableDescription description =
                    SystemTable.describe(dynamo, calls, table).orElse(null);
            if (description == null) {
                return null;
            }
            SystemTable.check(dynamo, calls, table, description);
            UUID system = SystemTable.find(calls).orElse(null);
            return system == null ? null : reading(calls, Blobs.ITEM_BYTES_MAX, system, dynamo);
        }));
    }

    /** Opens a storage with a client of its own, or returns null. */
    private interface Opening {
        @Nullable
        Storage open(Calls calls, DynamoDb dynamo, String table);
    }

    private static @Nullable Storage opened(URI uri, Opening opening) {
        DynamoDbPlace place = DynamoDbPlace.of(uri);
        DynamoDb dynamo = DynamoDb.open(place.config());
        Storage storage = null;
        try {
            Calls calls = new Calls(dynamo, place.table(), place.toString(), true, Calls.PATIENCE);
            storage = opening.open(calls, dynamo, place.table());
            return storage;
        } finally {
            if (storage == null) {
                dynamo.close();
            }
        }
    }

    /**
     * Opens the storage in a table of a client, which stays the caller's to close.
     *
     * @throws StorageException as {@link #open(URI)} does
     */
    public static Storage open(DynamoDb dynamo, String table) {
        return open(dynamo, table, false, Calls.PATIENCE);
    }

    /**
     * Opens the storage in a table of a client, which stays the caller's to close, to read it.
     *
     * @throws StorageException as {@link #openReadOnly(URI)} does
     */
    public static Storage openReadOnly(DynamoDb dynamo, String table) {
        return open(dynamo, table, true, Calls.PATIENCE);
    }

    static TableStorage open(DynamoDb dynamo, String table, boolean readOnly, Duration patience) {
        return open(dynamo, table, readOnly, patience, System::nanoTime);
    }

    static TableStorage open(
            DynamoDb dynamo, String table, boolean readOnly, Duration patience, LongSupplier nanoTime) {
        Calls calls = new Calls(dynamo, table, "table " + table, false, patience);
        return open(dynamo, calls, table, readOnly, null, nanoTime);
    }

    static TableStorage open(
            DynamoDb dynamo,
            Calls calls,
            String table,
            boolean readOnly,
            @Nullable DynamoDb own,
            LongSupplier nanoTime) {
        return open(dynamo, calls, table, readOnly, own, nanoTime, Blobs.ITEM_BYTES_MAX);
    }

    /** As the others, with fewer bytes in each item. */
    static TableStorage open(
            DynamoDb dynamo,
            Calls calls,
            String table,
            boolean readOnly,
            @Nullable DynamoDb own,
            LongSupplier nanoTime,
            int itemBytesMax) {
        TableDescription description =
                SystemTable.describe(dynamo, calls, table).orElseThrow(() -> SystemTable.missing(calls));
        SystemTable.check(dynamo, calls, table, description);
        if (readOnly) {
            UUID system = SystemTable.find(calls)
                    .orElseThrow(
                            () -> new StorageException(Kind.FOREIGN, "there is no system to read in " + calls.name()));
            return reading(calls, itemBytesMax, system, own);
        }
        UUID system = SystemTable.ensure(calls, description.itemCount());
        String now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        TableStorage storage = new TableStorage(
                system(calls, itemBytesMax, system, Owner.take(calls, system, nanoTime, holder(), now)), own);
        storage.begin();
        return storage;
    }

    private static TableStorage reading(Calls calls, int itemBytesMax, UUID system, @Nullable DynamoDb own) {
        return new TableStorage(system(calls, itemBytesMax, system, null), own);
    }

    private static TableSystem system(Calls calls, int itemBytesMax, UUID system, @Nullable Owner owner) {
        long epoch = owner == null ? 0 : owner.epoch();
        return new TableSystem(
                calls, new Blobs(calls, itemBytesMax, epoch), system, new Databases(calls, system), owner);
    }

    /** Returns who this process is, for people who look. */
    private static String holder() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            host = "an unknown host";
        }
        return "process " + ProcessHandle.current().pid() + " on " + host;
    }

    /** Returns whether a URI names a place of this kind. It fails with none that is not null. */
    public static boolean isOne(URI uri) {
        return DynamoDbPlace.isOne(uri);
    }

    /**
     * Returns whether there is a system where a URI says, or a table that can hold none, of which opening it tells what is wrong.
     *
     * @throws StorageException as {@link #openReadOnly(URI)} does if that cannot be looked at
     */
    public static boolean isThere(URI uri) {
        DynamoDbPlace place = DynamoDbPlace.of(uri);
        try (DynamoDb dynamo = DynamoDb.open(place.config())) {
            Calls calls = new Calls(dynamo, place.table(), place.toString(), true, Calls.PATIENCE);
            return SystemTable.describe(dynamo, calls, place.table())
                    .filter(table -> !SystemTable.hasKeys(place.table(), table)
                            || SystemTable.find(calls).isPresent())
                    .isPresent();
        }
    }

    /**
     * Makes the table that a URI names, and waits until it can be used.
     *
     * @throws StorageException of kind EXISTS if there is a table of that name, as {@link #open(URI)} does as all else
     */
    public static void create(URI uri) {
        DynamoDbPlace place = DynamoDbPlace.of(uri);
        try (DynamoDb dynamo = DynamoDb.open(place.config())) {
            create(dynamo, place.table(), place.toString());
        }
    }

    /**
     * Makes a table for a system, and waits until it can be used.
     *
     * @throws StorageException of kind EXISTS if there is a table of that name, as {@link #open(URI)} does as all else
     */
    public static void create(DynamoDb dynamo, String table) {
        create(dynamo, table, "table " + table);
    }

    private static void create(DynamoDb dynamo, String table, String name) {
        SystemTable.make(dynamo, new Calls(dynamo, table, name, false, Calls.PATIENCE), table);
    }

    /**
     * Returns a client that reaches the table a URI names, to be closed by the caller.
     *
     * @throws StorageException of kind FOREIGN if the URI is malformed
     */
    public static DynamoDb client(URI uri) {
        return DynamoDb.open(DynamoDbPlace.of(uri).config());
    }

    /**
     * Returns the name of the table that a URI names.
     *
     * @throws StorageException of kind FOREIGN if the URI is malformed
     */
    public static String table(URI uri) {
        return DynamoDbPlace.of(uri).table();
    }

    /**
     * Returns what there is to know about a table and the system in it, line by line: its status and size, how it differs from what it
     * should be, who writes, and its databases.
     *
     * @throws StorageException of kind FOREIGN if there is no such table, as {@link #open(URI)} does as all else
     */
    public static List<String> describe(DynamoDb dynamo, String table) {
        return Description.of(dynamo, new Calls(dynamo, table, "table " + table, false, Calls.PATIENCE), table);
    }

    /**
     * Deletes a table with all that is in it, and waits until it is gone.
     *
     * @throws StorageException of kind FOREIGN if there is no such table, or it holds something that is no system of ours, as
     *     {@link #open(URI)} does as all else
     */
    public static void delete(DynamoDb dynamo, String table) {
        SystemTable.delete(dynamo, new Calls(dynamo, table, "table " + table, false, Calls.PATIENCE), table);
    }

    /**
     * Reads and checks everything in the system that a URI names, also while another process has it open, and returns what it found
     * undamaged. Changes nothing.
     *
     * @throws StorageException as {@link #openReadOnly(URI)} does; of kind CORRUPT, naming the first thing that is not what was written
     */
    public static DynamoDbReport checkReadOnly(URI uri) {
        try (Storage storage = openReadOnly(uri)) {
            return ((TableStorage) storage).check();
        }
    }

    /**
     * Returns what the calls of a storage that was opened here came to, by their kinds, such as {@code append}, {@code segment-get} and
     * {@code root-put}; nothing for a storage of another sort. It never waits, and fails with no storage.
     */
    public static Map<String, DynamoDbUsage> usage(Storage storage) {
        return storage instanceof TableStorage table ? table.usage() : Map.of();
    }
}
