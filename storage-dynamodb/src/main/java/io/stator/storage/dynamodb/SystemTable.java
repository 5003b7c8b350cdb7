package io.stator.storage.dynamodb;

import io.stator.dynamodb.Billing;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.KeyType;
import io.stator.dynamodb.TableDescription;
import io.stator.dynamodb.TableDifference;
import io.stator.dynamodb.TableSpec;
import io.stator.dynamodb.TimeToLiveDescription;
import io.stator.dynamodb.Waiting;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The table that a system is in: how it must be, and the item that says what it is. */
final class SystemTable {
    /** The format of the items; a program reads those it knows. */
    static final int FORMAT = 1;

    private static final String FORMAT_ATTRIBUTE = "format";
    private static final String SYSTEM = "system";
    private static final String CHECK = "c";

    private static final System.Logger LOGGER = System.getLogger(SystemTable.class.getName());

    private SystemTable() {}

    /** Returns how a table for a system is made: on demand, with two keys of text and nothing else. */
    static TableSpec spec(String table) {
        return TableSpec.named(table)
                .partitionKey(Place.PARTITION, KeyType.TEXT)
                .sortKey(Place.SORT, KeyType.TEXT)
                .billing(Billing.ON_DEMAND);
    }

    /**
     * Makes a table for a system, and waits until it can be used. What was asked for without an answer is asked for again, and a table that
     * is there then is the one that was made.
     *
     * @throws StorageException of kind EXISTS if it was there before
     */
    static void make(DynamoDb dynamo, Calls calls, String table) {
        if (describe(dynamo, calls, table).isPresent()) {
            throw isThere(calls);
        }
        boolean[] asked = {false};
        boolean unused = calls.repeat(Call.STATE_PUT, "make " + calls.name(), () -> {
            try {
                dynamo.createTable(spec(table), Waiting.none());
            } catch (DynamoException.InUse there) {
                if (!asked[0]) {
                    throw isThere(calls);
                }
            } catch (DynamoException failure) {
                asked[0] |= calls.mayHaveWorked(failure);
                throw failure;
            }
            return true;
        });
        TableDescription unusedState = calls.repeat(
                Call.STATE_READ, "wait for " + calls.name(), () -> dynamo.awaitActive(table, Waiting.standard()));
    }

    private static StorageException isThere(Calls calls) {
        return new StorageException(
                Kind.EXISTS, calls.name() + " is there already; 'stator storage describe' tells what it is");
    }

    /**
     * Deletes the table of a system, and waits until it is gone. What was asked for without an answer is asked for again, and a table that
     * is gone then was deleted.
     *
     * @throws StorageException of kind FOREIGN if there is no such table, or it holds something that is no system of ours
     */
    static void delete(DynamoDb dynamo, Calls calls, String table) {
        TableDescription description = describe(dynamo, calls, table).orElseThrow(() -> missing(calls));
        requireOurs(dynamo, calls, table, description);
        boolean[] asked = {false};
        boolean unused = calls.repeat(Call.STATE_PUT, "delete " + calls.name(), () -> {
            try {
                TableDescription unusedLast = dynamo.deleteTable(table, Waiting.none());
            } catch (DynamoException failure) {
                boolean isDone =
                        failure instanceof DynamoException.NotFound || failure instanceof DynamoException.InUse;
                if (!asked[0] || !isDone) {
                    asked[0] |= calls.mayHaveWorked(failure);
                    throw failure;
                }
            }
            return true;
        });
        boolean unusedEnd = calls.repeat(Call.STATE_READ, "wait until nothing is left of " + calls.name(), () -> {
            dynamo.awaitDeleted(table, Waiting.standard());
            return true;
        });
    }

    /** Returns what the service says of a table, or nothing if there is none. */
    static Optional<TableDescription> describe(DynamoDb dynamo, Calls calls, String table) {
        return calls.repeat(Call.STATE_READ, "describe " + calls.name(), () -> dynamo.describeTable(table));
    }

    /**
     * Makes sure that a table is as it must be.
     *
     * @throws StorageException of kind FOREIGN, with all that differs, if it is not
     */
    static void check(DynamoDb dynamo, Calls calls, String table, TableDescription description) {
        if (!description.isActive()) {
            throw new StorageException(
                    Kind.BUSY,
                    calls.name() + " is not ready: its status is " + description.status() + "; try again later");
        }
        List<String> wrong = new ArrayList<>();
        List<String> odd = new ArrayList<>();
        for (TableDifference difference : spec(table).differences(description)) {
            boolean billing =
                    description.billing() == Billing.PROVISIONED && difference.kind() == TableDifference.Kind.BILLING;
            boolean globalIndex = description.globalIndexes().stream()
                    .anyMatch(index -> index.name().equals(difference.name()));
            (billing || globalIndex ? odd : wrong).add(difference.toString());
        }
        timeToLive(dynamo, calls, table).ifPresent(wrong::add);
        if (!wrong.isEmpty()) {
            throw new StorageException(
                    Kind.FOREIGN,
                    calls.name() + " cannot hold a system, because it is not as 'stator storage create' makes it: "
                            + String.join("; ", wrong));
        }
        if (!odd.isEmpty()) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    calls.name() + " is not as 'stator storage create' makes it, which costs time or money: "
                            + String.join("; ", odd));
        }
    }

    static StorageException missing(Calls calls) {
        return new StorageException(
                Kind.FOREIGN,
                "there is no " + calls.name()
                        + ": make it with 'stator --data PLACE storage create', or DynamoDbStorage.create");
    }

    /** Returns what is wrong with the expiry of items, if anything is. */
    private static Optional<String> timeToLive(DynamoDb dynamo, Calls calls, String table) {
        try {
            return calls.repeat(Call.STATE_READ, "describe the expiry of items", () -> dynamo.describeTimeToLive(table))
                    .filter(found -> found.status().isOn())
                    .flatMap(TimeToLiveDescription::attribute)
                    .map(attribute -> "items must not expire: the time to live is on, by " + attribute);
        } catch (StorageException failure) {
            boolean unable =
                    failure.kind() == Kind.NOT_ALLOWED || failure.getCause() instanceof DynamoException.Unsupported;
            if (!unable) {
                throw failure;
            }
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "could not look whether items of " + calls.name() + " expire, which they must not",
                    failure);
            return Optional.empty();
        }
    }

    /**
     * Makes sure that a table has the keys of ours and, unless it is empty, a system; damage does not matter.
     *
     * @throws StorageException of kind FOREIGN if it has not
     */
    private static void requireOurs(DynamoDb dynamo, Calls calls, String table, TableDescription description) {
        boolean keys = hasKeys(table, description);
        boolean empty = keys
                && calls.repeat(
                                Call.STATE_READ,
                                "look whether there is anything",
                                () -> dynamo.table(table).scan().limit(1).list())
                        .isEmpty();
        if (!keys
                || !empty
                        && calls.get(Call.STATE_READ, holds(calls), Place.HEADER, true)
                                .isEmpty()) {
            throw new StorageException(
                    Kind.FOREIGN,
                    calls.name()
                            + " holds something that is no system of ours: delete it by other means if that is meant");
        }
    }

    /** Returns whether a table has the keys that one for a system has; without them no item of it can be asked for. */
    static boolean hasKeys(String table, TableDescription description) {
        return spec(table).differences(description).stream()
                .noneMatch(difference -> difference.kind() == TableDifference.Kind.KEYS);
    }

    /** Returns how a table differs from what it should be. */
    static List<String> differences(DynamoDb dynamo, Calls calls, String table, TableDescription description) {
        List<String> all = new ArrayList<>();
        spec(table).differences(description).forEach(difference -> all.add(difference.toString()));
        timeToLive(dynamo, calls, table).ifPresent(all::add);
        return all;
    }

    /**
     * Returns the system that is in a table, or nothing if there is none yet.
     *
     * @throws StorageException of kind FOREIGN if the table has something else
     */
    static Optional<UUID> find(Calls calls) {
        return calls.get(Call.STATE_READ, holds(calls), Place.HEADER, true).map(item -> system(calls, item));
    }

    /** Returns what there is to say of a table without a system that has items. */
    static String holdsOther(long items) {
        return String.format(Locale.ROOT, "which holds about %,d items of something else", items);
    }

    private static String holds(Calls calls) {
        return "read what " + calls.name() + " holds";
    }

    private static UUID system(Calls calls, Item header) {
        int format = Fields.integer(header, FORMAT_ATTRIBUTE, 0);
        if (format > FORMAT) {
            throw new StorageException(
                    Kind.FOREIGN,
                    calls.name() + " has format " + format + ", and this program reads up to " + FORMAT
                            + ": use a newer one");
        }
        UUID system = Fields.uuid(header, SYSTEM);
        if (system == null || format < 1 || check(system, format) != Fields.number(header, CHECK, -1)) {
            throw calls.damaged("the item that says what the table holds", "its checksum is not that of what it says");
        }
        return system;
    }

    private static long check(UUID system, int format) {
        return Check.of(system, Place.HEADER).add(format).value();
    }

    /**
     * Returns the system that is in a table, which begins to be there now if there was none.
     *
     * @param items how many items the service counted, as it does every six hours
     * @throws StorageException of kind FOREIGN if the table has something else
     */
    static UUID ensure(Calls calls, long items) {
        Optional<UUID> present = find(calls);
        if (present.isPresent()) {
            return present.get();
        }
        if (items > 0) {
            throw new StorageException(
                    Kind.FOREIGN,
                    "no system begins in " + calls.name() + ", " + holdsOther(items)
                            + ": make another table; one whose items were deleted can be used when the service has counted them"
                            + " again, which it does every six hours");
        }
        UUID system = UUID.randomUUID();
        Item header = Place.HEADER
                .key()
                .with(FORMAT_ATTRIBUTE, FORMAT)
                .with(SYSTEM, system)
                .with(CHECK, check(system, FORMAT));
        Put put = calls.put(
                Call.STATE_PUT,
                "begin a system",
                header,
                Calls.ABSENT,
                found -> system.equals(Fields.uuid(found, SYSTEM)));
        return put.done()
                ? system
                : put.other().map(item -> system(calls, item)).orElse(system);
    }
}
