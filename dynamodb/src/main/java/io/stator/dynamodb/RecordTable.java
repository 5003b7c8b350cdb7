package io.stator.dynamodb;

import io.stator.dynamodb.RecordWrites.Change;
import io.stator.dynamodb.RecordWrites.Write;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * A table whose items are the records of one class.
 *
 * <p>A component with {@link Version} locks optimistically: a put, update or delete requires that the stored version is that of the
 * record, and stores the next one. When it differs, {@link DynamoException.ConditionFailed} says so and holds the item as it is.
 *
 * <p>Immutable and thread-safe. Each method that asks the service has a twin that ends in {@code Async}, blocks no thread and gives its
 * failures in the future.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/records.md}, or {@code stator help manual dynamodb/records}.
 *
 * <p>Waits and failures: a method with such a twin waits for the service, and fails with {@link DynamoException.NotFound} if there
 * is no such table, with what {@linkplain DynamoException any call} may fail with, and with what it names itself. All others wait
 * for nothing.
 *
 * @param <T> the record class
 */
public final class RecordTable<T extends Record> {
    private final Table table;
    private final Class<T> type;
    private final RecordWrites<T> writes;
    private final GetOptions reading;
    private final boolean expiredIsAbsent;

    private RecordTable(
            Table table, Class<T> type, RecordWrites<T> writes, GetOptions reading, boolean expiredIsAbsent) {
        this.table = table;
        this.type = type;
        this.writes = writes;
        this.reading = reading;
        this.expiredIsAbsent = expiredIsAbsent;
    }

    static <T extends Record> RecordTable<T> of(Table table, Class<T> type) {
        RecordWrites<T> writes = new RecordWrites<>(type, table.service().codecs());
        return new RecordTable<>(table, type, writes, GetOptions.standard(), false);
    }

    /** Returns the table of items. */
    public Table table() {
        return table;
    }

    /** Returns the record class. */
    public Class<T> type() {
        return type;
    }

    /** Returns this table with reads that see every write acknowledged before. */
    public RecordTable<T> consistent() {
        return new RecordTable<>(table, type, writes, GetOptions.standard().consistent(), expiredIsAbsent);
    }

    /**
     * Returns this table where items past their {@link TimeToLive} count as absent, also while the service has not deleted them yet,
     * which it does within days.
     */
    public RecordTable<T> withoutExpired() {
        return new RecordTable<>(table, type, writes, reading, true);
    }

    /**
     * Returns the record with this key, or nothing: the value of its {@link PartitionKey}, a record that has the same key, or an
     * {@link Item} with the key.
     */
    public Optional<T> get(Object key) {
        return read(table.get(key(() -> writes.key(key)), reading));
    }

    /** Returns the record with these values of {@link PartitionKey} and {@link SortKey}, or nothing. */
    public Optional<T> get(Object partition, Object sort) {
        return get(writes.key(partition, sort));
    }

    /** The asynchronous twin of {@link #get(Object)}. */
    public CompletableFuture<Optional<T>> getAsync(Object key) {
        return Futures.started(() -> Futures.map(table.getAsync(key(() -> writes.key(key)), reading), this::read));
    }

    /** The asynchronous twin of {@link #get(Object, Object)}. */
    public CompletableFuture<Optional<T>> getAsync(Object partition, Object sort) {
        return Futures.started(() -> getAsync(writes.key(partition, sort)));
    }

    private Optional<T> read(ItemResult result) {
        return read(result.item().orElse(null));
    }

    /**
     * Returns for each key, as {@link #get(Object)} takes it, the record or nothing, in the order of the keys; any number of them;
     * throws {@link DynamoException.Incomplete} if not all was done in time.
     */
    public List<Optional<T>> getAll(Iterable<?> keys) {
        return new Batches(table.service())
                .get(BatchReads.empty().get(this, keys))
                .all(this);
    }

    /** The asynchronous twin of {@link #getAll}. */
    public CompletableFuture<List<Optional<T>>> getAllAsync(Iterable<?> keys) {
        return Futures.started(() -> Futures.map(
                new Batches(table.service()).getAsync(BatchReads.empty().get(this, keys)), found -> found.all(this)));
    }

    /** Returns the record that an item is, or nothing where it counts as absent. */
    Optional<T> read(@Nullable Item item) {
        return item == null || expiredIsAbsent && writes.isExpired(item, now())
                ? Optional.empty()
                : Optional.of(item.as(type));
    }

    GetOptions reading() {
        return reading;
    }

    /** Returns the key of a record, as the item with just its key attributes. */
    public Item key(T record) {
        return writes.key(record);
    }

    /** Returns the records for which a condition on the key holds: the partition key equal to a value, the sort key compared. */
    public Results<T> query(Expression keyCondition) {
        return found(table.query(writes.seconds(keyCondition)));
    }

    /** Returns all records. */
    public Results<T> scan() {
        return found(table.scan());
    }

    private Results<T> found(Results<Item> items) {
        Results<Item> all = reading.isConsistent() ? items.consistent() : items;
        Expression living = expiredIsAbsent ? writes.unexpired(now()) : null;
        return (living == null ? all : all.filter(living))
                .expiring(writes.expiry())
                .as(type);
    }

    /** Puts a record in place of any that has its key, and returns it as it is stored: with the next version, if it has one. */
    public T put(T record) {
        return putWhere(record, null);
    }

    /**
     * Puts a record where a condition holds for the present one, and returns it as it is stored.
     *
     * @throws DynamoException.ConditionFailed if the condition does not hold, or the version is another
     * @throws DynamoException.Conflict if a transaction is writing the item
     */
    public T put(T record, Expression condition) {
        return putWhere(record, Objects.requireNonNull(condition, "condition"));
    }

    private T putWhere(T record, @Nullable Expression condition) {
        Write<T> write = named("PutItem", () -> writes.put(record, expiry()));
        return finished(write, () -> table.put(write.item(), options(write, condition)));
    }

    /** The asynchronous twin of {@link #put(Record)}. */
    public CompletableFuture<T> putAsync(T record) {
        return startPut(record, null);
    }

    /** The asynchronous twin of {@link #put(Record, Expression)}. */
    public CompletableFuture<T> putAsync(T record, Expression condition) {
        return startPut(record, Objects.requireNonNull(condition, "condition"));
    }

    private CompletableFuture<T> startPut(T record, @Nullable Expression condition) {
        return Futures.started(() -> {
            Write<T> write = named("PutItem", () -> writes.put(record, expiry()));
            return finishing(write, table.putAsync(write.item(), options(write, condition)));
        });
    }

    /**
     * Sets the attributes of the item to the components of the record, removes those whose components are null, leaves others as they
     * are, and returns the record as it is stored. The item is made if there is none, unless the record has a version above 0.
     */
    public T update(T record) {
        return updateWhere(record, null);
    }

    /**
     * Updates the item as {@link #update(Record)} does where a condition holds for it. If the expression is an update and no condition,
     * the record is only a key, as for {@link #update(Object, Expression)}.
     *
     * @throws DynamoException.ConditionFailed if the condition does not hold, or the version is another
     * @throws DynamoException.Conflict if a transaction is writing the item
     */
    public T update(T record, Expression condition) {
        return condition.isUpdate() ? changeWhere(record, condition, null) : updateWhere(record, condition);
    }

    /**
     * Changes the item with a key, as {@link #get(Object)} takes it, or makes one, and returns it as it is then. An item with a
     * {@link Version} gets the next one; if the key is given as a record, the item must still have the version of the record.
     */
    public T update(Object key, Expression update) {
        return changeWhere(key, update, null);
    }

    /** Changes the item with a key as {@link #update(Object, Expression)} does where a condition holds for it. */
    public T update(Object key, Expression update, Expression condition) {
        return changeWhere(key, update, Objects.requireNonNull(condition, "condition"));
    }

    private T changeWhere(Object key, Expression update, @Nullable Expression condition) {
        Change change = named("UpdateItem", () -> writes.change(key, update, condition, expiry()));
        try {
            return table.update(change.key(), change.update(), options(change.condition()))
                    .orElseThrow()
                    .as(type);
        } catch (DynamoException.ConditionFailed failure) {
            throw writes.explained(failure, key);
        }
    }

    /** The asynchronous twin of {@link #update(Object, Expression)}. */
    public CompletableFuture<T> updateAsync(Object key, Expression update) {
        return startChange(key, update, null);
    }

    /** The asynchronous twin of {@link #update(Object, Expression, Expression)}. */
    public CompletableFuture<T> updateAsync(Object key, Expression update, Expression condition) {
        return startChange(key, update, Objects.requireNonNull(condition, "condition"));
    }

    private CompletableFuture<T> startChange(Object key, Expression update, @Nullable Expression condition) {
        return Futures.started(() -> {
            Change change = named("UpdateItem", () -> writes.change(key, update, condition, expiry()));
            return Futures.mapped(
                    table.updateAsync(change.key(), change.update(), options(change.condition())),
                    result -> result.orElseThrow().as(type),
                    failure -> failure instanceof DynamoException.ConditionFailed failed
                            ? writes.explained(failed, key)
                            : failure);
        });
    }

    private T updateWhere(T record, @Nullable Expression condition) {
        Write<T> write = named("UpdateItem", () -> writes.update(record, expiry()));
        Expression update = write.update();
        return finished(write, () -> {
            if (update == null) {
                table.service().run(Operations.UPDATE_ITEM, table.name(), () -> touch(write.item(), condition));
            } else {
                table.update(write.item(), update, options(write, condition).returning(Returning.NOTHING));
            }
        });
    }

    /** The asynchronous twin of {@link #update(Record)}. */
    public CompletableFuture<T> updateAsync(T record) {
        return startUpdate(record, null);
    }

    /** The asynchronous twin of {@link #update(Record, Expression)}. */
    public CompletableFuture<T> updateAsync(T record, Expression condition) {
        return condition.isUpdate() ? startChange(record, condition, null) : startUpdate(record, condition);
    }

    private CompletableFuture<T> startUpdate(T record, @Nullable Expression condition) {
        return Futures.started(() -> {
            Write<T> write = named("UpdateItem", () -> writes.update(record, expiry()));
            Expression update = write.update();
            return finishing(
                    write,
                    update == null
                            ? table.service()
                                    .start(Operations.UPDATE_ITEM, table.name(), () -> touch(write.item(), condition))
                            : table.updateAsync(
                                    write.item(),
                                    update,
                                    options(write, condition).returning(Returning.NOTHING)));
        });
    }

    /** Returns the update of an item that is nothing but a key. */
    private UpdateItemRequest touch(Item key, @Nullable Expression condition) {
        ExpressionWriter writer = new ExpressionWriter(
                table.service().codecs(), table.service().expiries().of(table.name()));
        UpdateItemRequest.Builder request = UpdateItemRequest.builder()
                .tableName(table.name())
                .key(key.attributes(table.service().codecs()));
        if (condition != null) {
            request.conditionExpression(writer.writeCondition(writes.seconds(condition)))
                    .expressionAttributeNames(writer.names())
                    .expressionAttributeValues(writer.values());
        }
        return request.build();
    }

    /**
     * Puts any number of records, each in place of any item that has its key. A batch has no conditions, so records with a
     * {@link Version} are refused: put them one by one, or in a transaction; throws {@link DynamoException.Incomplete} if not all
     * was done in time.
     */
    public BatchResult putAll(Iterable<? extends T> records) {
        return new Batches(table.service()).write(BatchWrites.empty().put(this, records));
    }

    /** The asynchronous twin of {@link #putAll}. */
    public CompletableFuture<BatchResult> putAllAsync(Iterable<? extends T> records) {
        return Futures.started(() ->
                new Batches(table.service()).writeAsync(BatchWrites.empty().put(this, records)));
    }

    /**
     * Deletes any number of items by their keys, as {@link #get(Object)} takes them; records with a {@link Version} are refused;
     * throws {@link DynamoException.Incomplete} if not all was done in time.
     */
    public BatchResult deleteAll(Iterable<?> keys) {
        return new Batches(table.service()).write(BatchWrites.empty().delete(this, keys));
    }

    /** The asynchronous twin of {@link #deleteAll}. */
    public CompletableFuture<BatchResult> deleteAllAsync(Iterable<?> keys) {
        return Futures.started(() ->
                new Batches(table.service()).writeAsync(BatchWrites.empty().delete(this, keys)));
    }

    /** Returns the item that a batch puts for a record. */
    Item inBatch(T record) {
        checkUnversioned();
        return Item.over(Objects.requireNonNull(record, "record"));
    }

    /** Returns the key that a batch deletes. */
    Item keyInBatch(Object key) {
        if (type.isInstance(key)) {
            checkUnversioned();
        }
        return named(Operations.BATCH_WRITE_ITEM.name(), () -> writes.key(key));
    }

    private void checkUnversioned() {
        if (writes.isVersioned()) {
            throw new DynamoException.InvalidRequest(
                            "records with a @Version must not be written in a batch, which cannot check it: "
                                    + type.getName()
                                    + "; put or delete them one by one or in a transaction, or write items")
                    .in(Operations.BATCH_WRITE_ITEM.name(), table.name());
        }
    }

    /** Deletes the item of a record; without a {@link Version}, whether or not there is one. */
    public void delete(T record) {
        deleteWhere(record, null);
    }

    /**
     * Deletes the item of a record where a condition holds for it; throws {@link DynamoException.ConditionFailed} if the condition
     * does not hold, or the version is another.
     */
    public void delete(T record, Expression condition) {
        deleteWhere(record, Objects.requireNonNull(condition, "condition"));
    }

    private void deleteWhere(T record, @Nullable Expression condition) {
        Write<T> write = named("DeleteItem", () -> writes.delete(record, expiry()));
        finished(write, () -> table.delete(write.item(), options(write, condition)));
    }

    /** The asynchronous twin of {@link #delete(Record)}. */
    public CompletableFuture<@Nullable Void> deleteAsync(T record) {
        return startDelete(record, null);
    }

    /** The asynchronous twin of {@link #delete(Record, Expression)}. */
    public CompletableFuture<@Nullable Void> deleteAsync(T record, Expression condition) {
        return startDelete(record, Objects.requireNonNull(condition, "condition"));
    }

    private CompletableFuture<@Nullable Void> startDelete(T record, @Nullable Expression condition) {
        CompletableFuture<T> deleted = Futures.started(() -> {
            Write<T> write = named("DeleteItem", () -> writes.delete(record, expiry()));
            return finishing(write, table.deleteAsync(write.item(), options(write, condition)));
        });
        CompletableFuture<@Nullable Void> done = Futures.<@Nullable Void>linkedTo(deleted);
        deleted.whenComplete((stored, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(Futures.cause(failure));
            }
        });
        return done;
    }

    /**
     * Returns a record as a put or an update stores it, with the next version; after a transaction that wrote the record this is how
     * it is stored.
     */
    public T withNextVersion(T record) {
        return named("PutItem", () -> writes.put(record, null)).record();
    }

    /** Returns how records are written. */
    RecordWrites<T> writes() {
        return writes;
    }

    /** Returns what a transaction has to change by an update. */
    Change changeInTransaction(Object key, Expression update, @Nullable Expression condition) {
        return named("TransactWriteItems", () -> writes.change(key, update, condition, expiry()));
    }

    /** Returns what a transaction has to write. */
    Write<T> inTransaction(Function<@Nullable Instant, Write<T>> building) {
        return named("TransactWriteItems", () -> building.apply(expiry()));
    }

    private WriteOptions options(Write<?> write, @Nullable Expression condition) {
        return options(both(write.condition(), condition == null ? null : writes.seconds(condition)));
    }

    private static WriteOptions options(@Nullable Expression condition) {
        return condition == null
                ? WriteOptions.standard()
                : WriteOptions.standard().condition(condition);
    }

    private static @Nullable Expression both(@Nullable Expression one, @Nullable Expression other) {
        return one == null ? other : other == null ? one : one.and(other);
    }

    private Instant now() {
        return table.service().config().clock().instant();
    }

    private @Nullable Instant expiry() {
        return expiredIsAbsent ? now() : null;
    }

    private Item key(Supplier<Item> key) {
        return named("GetItem", key);
    }

    private <R> R named(String operation, Supplier<R> building) {
        try {
            return building.get();
        } catch (DynamoException failure) {
            throw failure.in(operation, table.name());
        } catch (Mismatch mismatch) {
            throw mismatch.invalid().in(operation, table.name());
        }
    }

    private T finished(Write<T> write, Runnable call) {
        try {
            call.run();
            return write.record();
        } catch (DynamoException.ConditionFailed failure) {
            throw writes.explained(failure, write);
        }
    }

    private CompletableFuture<T> finishing(Write<T> write, CompletableFuture<?> call) {
        return Futures.mapped(
                call,
                answer -> write.record(),
                failure -> failure instanceof DynamoException.ConditionFailed condition
                        ? writes.explained(condition, write)
                        : failure);
    }

    @Override
    public String toString() {
        return "RecordTable[" + table.name() + ", " + type.getName() + "]";
    }
}
