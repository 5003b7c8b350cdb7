package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Up to 100 writes and checks of items, in any tables, of which all happen or none. Immutable; each
 * method returns the transaction with one more action or another setting.
 *
 * <pre>{@code
 * dynamo.transact(writes -> writes.check(albums, key, expression("plays < ?", 5))
 *         .update(counters, counter, expression("SET total = total + ?", 1))
 *         .delete(albums, other));
 * }</pre>
 *
 * <p>An item may be the subject of one action only. Each call of {@code transact} has an idempotency token of its own, which stays
 * the same when the call is tried again, so an answer that is lost makes nothing happen twice.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/transactions.md}, or {@code stator help manual dynamodb/transactions}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class TransactWrites {
    private static final TransactWrites EMPTY = new TransactWrites(List.of(), TransactSettings.STANDARD);

    private final List<Action> actions;
    private final TransactSettings settings;

    /** What an action does. */
    enum Verb {
        PUT,
        UPDATE,
        DELETE,
        CHECK;

        String shown() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One action; {@code item} is the item to put, or the key, and {@code expiry} the attribute by which a record expires. */
    record Action(
            Verb verb,
            Table table,
            Item item,
            @Nullable Expression update,
            @Nullable Expression condition,
            @Nullable String expiry) {
        Action(Verb verb, Table table, Item item, @Nullable Expression update, @Nullable Expression condition) {
            this(verb, table, item, update, condition, null);
        }

        Action {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(item, "item");
        }

        /** Returns the verb and the table. */
        String shown() {
            return verb.shown() + " on " + table.name();
        }
    }

    private TransactWrites(List<Action> actions, TransactSettings settings) {
        this.actions = actions;
        this.settings = settings;
    }

    /** Returns the transaction without actions. */
    public static TransactWrites empty() {
        return EMPTY;
    }

    /** Puts an item in place of any that has its key. */
    public TransactWrites put(Table table, Item item) {
        return with(new Action(Verb.PUT, table, item, null, null));
    }

    /** Puts an item in place of any that has its key, if a condition holds for the present one. */
    public TransactWrites put(Table table, Item item, Expression condition) {
        return with(new Action(Verb.PUT, table, item, null, Objects.requireNonNull(condition, "condition")));
    }

    /** Changes the item with this key, or makes one. */
    public TransactWrites update(Table table, Item key, Expression update) {
        return with(new Action(Verb.UPDATE, table, key, Objects.requireNonNull(update, "update"), null));
    }

    /** Changes the item with this key if a condition holds. */
    public TransactWrites update(Table table, Item key, Expression update, Expression condition) {
        return with(new Action(
                Verb.UPDATE,
                table,
                key,
                Objects.requireNonNull(update, "update"),
                Objects.requireNonNull(condition, "condition")));
    }

    /** Deletes the item with this key, if there is one. */
    public TransactWrites delete(Table table, Item key) {
        return with(new Action(Verb.DELETE, table, key, null, null));
    }

    /** Deletes the item with this key if a condition holds. */
    public TransactWrites delete(Table table, Item key, Expression condition) {
        return with(new Action(Verb.DELETE, table, key, null, Objects.requireNonNull(condition, "condition")));
    }

    /** Leaves the item with this key as it is, but lets the transaction happen only if a condition holds for it. */
    public TransactWrites check(Table table, Item key, Expression condition) {
        return with(new Action(Verb.CHECK, table, key, null, Objects.requireNonNull(condition, "condition")));
    }

    /** Puts a record, if its {@link Version} is that of the present item; {@link RecordTable#withNextVersion} is what is stored. */
    public <T extends Record> TransactWrites put(RecordTable<T> table, T record) {
        return with(table, Verb.PUT, table.inTransaction(now -> table.writes().put(record, now)), null);
    }

    /** Puts a record as {@link #put(RecordTable, Record)} does, if a condition holds for the present item. */
    public <T extends Record> TransactWrites put(RecordTable<T> table, T record, Expression condition) {
        return with(
                table,
                Verb.PUT,
                table.inTransaction(now -> table.writes().put(record, now)),
                Objects.requireNonNull(condition, "condition"));
    }

    /** Updates the item of a record as {@link RecordTable#update(Record)} does, if its {@link Version} is that of the present item. */
    public <T extends Record> TransactWrites update(RecordTable<T> table, T record) {
        return updateWhere(table, record, null);
    }

    /**
     * Updates the item of a record as {@link #update(RecordTable, Record)} does, if a condition holds for it. If the expression is an
     * update and no condition, the record is only a key, as for {@link #update(RecordTable, Object, Expression)}.
     */
    public <T extends Record> TransactWrites update(RecordTable<T> table, T record, Expression condition) {
        return condition.isUpdate() ? change(table, record, condition, null) : updateWhere(table, record, condition);
    }

    private <T extends Record> TransactWrites updateWhere(
            RecordTable<T> table, T record, @Nullable Expression condition) {
        RecordWrites.Write<T> write = table.inTransaction(now -> table.writes().update(record, now));
        if (write.update() == null) {
            throw new DynamoException.InvalidRequest("a record in an update must have more than a key: "
                    + table.type().getName() + "; put it");
        }
        return with(table, Verb.UPDATE, write, condition);
    }

    /** Changes the item with a key as {@link RecordTable#update(Object, Expression)} does. */
    public <T extends Record> TransactWrites update(RecordTable<T> table, Object key, Expression update) {
        return change(table, key, update, null);
    }

    /** Changes the item with a key as {@link RecordTable#update(Object, Expression)} does, if a condition holds for it. */
    public <T extends Record> TransactWrites update(
            RecordTable<T> table, Object key, Expression update, Expression condition) {
        return change(table, key, update, Objects.requireNonNull(condition, "condition"));
    }

    private <T extends Record> TransactWrites change(
            RecordTable<T> table, Object key, Expression update, @Nullable Expression condition) {
        RecordWrites.Change change = table.changeInTransaction(key, update, condition);
        return with(new Action(Verb.UPDATE, table.table(), change.key(), change.update(), change.condition()));
    }

    /** Deletes the item of a record, if its {@link Version} is that of the present item. */
    public <T extends Record> TransactWrites delete(RecordTable<T> table, T record) {
        return with(
                table, Verb.DELETE, table.inTransaction(now -> table.writes().delete(record, now)), null);
    }

    /** Deletes the item of a record as {@link #delete(RecordTable, Record)} does, if a condition holds for it. */
    public <T extends Record> TransactWrites delete(RecordTable<T> table, T record, Expression condition) {
        return with(
                table,
                Verb.DELETE,
                table.inTransaction(now -> table.writes().delete(record, now)),
                Objects.requireNonNull(condition, "condition"));
    }

    /** Lets the transaction happen only if the {@link Version} of a record is still that of its item. */
    public <T extends Record> TransactWrites check(RecordTable<T> table, T record) {
        RecordWrites.Write<T> write = table.inTransaction(now -> table.writes().delete(record, now));
        if (write.condition() == null) {
            throw new DynamoException.InvalidRequest("a record to check must have a component with @Version: "
                    + table.type().getName());
        }
        return with(table, Verb.CHECK, write, null);
    }

    /** Lets the transaction happen only if a condition holds for the item with a key, as {@link RecordTable#get(Object)} takes it. */
    public <T extends Record> TransactWrites check(RecordTable<T> table, Object key, Expression condition) {
        return with(new Action(
                Verb.CHECK,
                table.table(),
                table.writes().key(key),
                null,
                Objects.requireNonNull(condition, "condition"),
                table.writes().expiry()));
    }

    private <T extends Record> TransactWrites with(
            RecordTable<T> table, Verb verb, RecordWrites.Write<T> write, @Nullable Expression condition) {
        Expression locked = write.condition();
        Expression both = locked == null ? condition : condition == null ? locked : locked.and(condition);
        return with(new Action(
                verb,
                table.table(),
                write.item(),
                write.update(),
                both,
                table.writes().expiry()));
    }

    /** Returns this transaction with the actions of another behind its own. */
    public TransactWrites and(TransactWrites others) {
        List<Action> all = new ArrayList<>(actions);
        all.addAll(others.actions);
        return new TransactWrites(List.copyOf(all), settings);
    }

    /**
     * Returns this transaction with an idempotency token of the caller's, of at most 36 characters: for ten minutes the service
     * does the same actions with the same token only once, even in different calls.
     */
    public TransactWrites token(String token) {
        return new TransactWrites(actions, settings.token(token));
    }

    /**
     * Returns this transaction with the longest time during which it is tried again when it conflicts with others or is throttled;
     * 20 seconds unless set, at most 5 minutes, zero for never.
     */
    public TransactWrites timeout(Duration timeout) {
        return new TransactWrites(actions, settings.timeout(timeout));
    }

    /** Returns this transaction with the consumed capacity in the result. */
    public TransactWrites capacity(CapacityDetail detail) {
        return new TransactWrites(actions, settings.capacity(detail));
    }

    /** Returns this transaction with the sizes of the item collections in the result. */
    public TransactWrites collectionMetrics() {
        return new TransactWrites(actions, settings.withCollectionMetrics());
    }

    /** Returns this transaction without the present items in the reasons when a condition does not hold. */
    public TransactWrites withoutItemsOnFailure() {
        return new TransactWrites(actions, settings.withoutItemsOnFailure());
    }

    /** Returns how many actions there are. */
    public int size() {
        return actions.size();
    }

    List<Action> actions() {
        return actions;
    }

    TransactSettings settings() {
        return settings;
    }

    private TransactWrites with(Action action) {
        List<Action> more = new ArrayList<>(actions.size() + 1);
        more.addAll(actions);
        more.add(action);
        return new TransactWrites(more, settings);
    }

    @Override
    public String toString() {
        return "TransactWrites" + actions.stream().map(Action::shown).toList();
    }
}
