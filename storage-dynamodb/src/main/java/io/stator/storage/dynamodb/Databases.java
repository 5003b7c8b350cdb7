package io.stator.storage.dynamodb;

import static io.stator.dynamodb.Expression.expression;

import io.stator.dynamodb.Expression;
import io.stator.dynamodb.Item;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The items of databases; thread-safe. */
final class Databases {
    /** How often a change is made again because somebody else changed the same item. */
    private static final int ATTEMPTS_MAX = 50;

    private final Calls calls;
    private final UUID system;

    /** What this process wrote last; a database is in it from its first change here until it is deleted. */
    private final Map<String, DatabaseItem> written = new ConcurrentHashMap<>();

    Databases(Calls calls, UUID system) {
        this.calls = calls;
        this.system = system;
    }

    /** Returns a database as it is stored, or one that is {@linkplain DatabaseItem#isAbsent absent}. */
    DatabaseItem read(String database) {
        Optional<Item> found =
                calls.get(Call.STATE_READ, "read the item of database " + database, Place.database(database), true);
        return found.map(item -> DatabaseItem.of(calls, system, database, item))
                .orElseGet(() -> DatabaseItem.absent(database));
    }

    /** Makes sure that what this process wrote last has something; asks nothing if it has. */
    void require(String database, UnaryOperator<DatabaseItem> change) {
        DatabaseItem last = written.get(database);
        if (last == null || !change.apply(last).equals(last)) {
            change(database, change);
        }
    }

    /** Changes a database if there is one, and does nothing otherwise: who was taken over must not make anew what the next one deleted. */
    void note(String database, UnaryOperator<DatabaseItem> change) {
        DatabaseItem last = written.get(database);
        if (last != null && change.apply(last).equals(last)) {
            return;
        }
        if (!read(database).isAbsent()) {
            DatabaseItem unused = change(database, change, true);
        }
    }

    /** Changes a database, which is made if there never was one here, unless it is being deleted, or was. */
    DatabaseItem change(String database, UnaryOperator<DatabaseItem> change) {
        return change(database, change, written.containsKey(database));
    }

    private DatabaseItem change(String database, UnaryOperator<DatabaseItem> change, boolean isThere) {
        DatabaseItem before = written.get(database);
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            DatabaseItem present = before == null ? read(database) : before;
            if (present.deleting() || present.isAbsent() && isThere) {
                throw new StorageException(
                        Kind.FENCED,
                        "database " + database + " is being deleted, or was; nothing is added to it any more");
            }
            DatabaseItem next = change.apply(present);
            if (!present.isAbsent() && next.equals(present)) {
                written.put(database, present);
                return present;
            }
            DatabaseItem put = put(present, next.withVersion(present.version() + 1));
            if (put != null) {
                written.put(database, put);
                return put;
            }
            before = null;
        }
        throw new StorageException(
                Kind.FENCED,
                "the item of database " + database + " in " + calls.name() + " is changed by others all the time");
    }

    private @Nullable DatabaseItem put(DatabaseItem before, DatabaseItem after) {
        Expression condition =
                before.isAbsent() ? Calls.ABSENT : expression(DatabaseItem.VERSION + " = ?", before.version());
        Item item = after.item(system);
        boolean done = calls.put(
                        Call.STATE_PUT,
                        "change the item of database " + after.database(),
                        item,
                        condition,
                        found -> Fields.number(found, DatabaseItem.CHECK, -1)
                                        == Fields.number(item, DatabaseItem.CHECK, -1)
                                && Fields.number(found, DatabaseItem.VERSION, 0) == after.version())
                .done();
        return done ? after : null;
    }

    /** Marks a database as one that is being deleted; returns null if there is none. */
    @Nullable
    DatabaseItem delete(String database) {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            DatabaseItem present = read(database);
            if (present.isAbsent()) {
                written.remove(database);
                return null;
            }
            DatabaseItem marked = present.deleting()
                    ? present
                    : put(present, present.toDelete().withVersion(present.version() + 1));
            if (marked != null) {
                written.put(database, marked);
                return marked;
            }
        }
        throw new StorageException(
                Kind.FENCED,
                "the item of database " + database + " in " + calls.name() + " is changed by others all the time");
    }

    /** Removes the item of a database, of which nothing else is left. */
    void remove(String database) {
        calls.deleteAll(
                "delete the item of database " + database,
                List.of(Place.database(database).key()));
        written.remove(database);
    }

    /** Returns whether there are any, those that are being deleted among them. */
    static boolean hasAny(Calls calls) {
        return !calls.some(
                        Call.STATE_READ,
                        "look for databases",
                        calls.prefix(Place.SYSTEM, Place.DATABASE_PREFIX).limit(1))
                .isEmpty();
    }

    /** Returns all there are, those among them that are being deleted. */
    List<DatabaseItem> all() {
        List<DatabaseItem> all = new ArrayList<>();
        for (Item item :
                calls.list(Call.STATE_READ, "list the databases", calls.prefix(Place.SYSTEM, Place.DATABASE_PREFIX))) {
            String database = String.valueOf(Fields.text(item, Place.SORT)).substring(Place.DATABASE_PREFIX.length());
            all.add(DatabaseItem.of(calls, system, database, item));
        }
        return all;
    }
}
