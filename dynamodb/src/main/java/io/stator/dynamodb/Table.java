package io.stator.dynamodb;

import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * A table by its name, and the calls about its items. Nothing is asked of the service before a call.
 *
 * <p>Immutable and thread-safe; usable as long as the {@link DynamoDb} it came from is open. Each method has a twin that ends in
 * {@code Async}, blocks no thread and gives its failures in the future.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/items.md}, or {@code stator help manual dynamodb/items}.
 *
 * <p>Waits and failures: a method with such a twin waits for the service, and fails with {@link DynamoException.NotFound} if there
 * is no such table, with what {@linkplain DynamoException any call} may fail with, and with what it names itself. All others wait
 * for nothing.
 */
public final class Table {
    private static final int NAME_LENGTH_MIN = 3;
    private static final int NAME_LENGTH_MAX = 2048;
    private static final WriteOptions NEW = WriteOptions.standard().returning(Returning.NEW);

    private final Service service;
    private final String name;
    private final ItemRequests items;

    Table(Service service, String name) {
        this.service = service;
        this.name = checkName(name);
        this.items = new ItemRequests(service, name);
    }

    /** Returns the name of the table, or the Amazon resource name it was given by. */
    public String name() {
        return name;
    }

    /** Returns the item with this key, or a result without an item. */
    public ItemResult get(Item key) {
        return get(key, GetOptions.standard());
    }

    /** Returns the item with this key, or a result without an item. */
    public ItemResult get(Item key, GetOptions options) {
        return items.got(service.run(Operations.GET_ITEM, name, () -> items.get(key, options)));
    }

    /** The asynchronous twin of {@link #get(Item)}. */
    public CompletableFuture<ItemResult> getAsync(Item key) {
        return getAsync(key, GetOptions.standard());
    }

    /** The asynchronous twin of {@link #get(Item, GetOptions)}. */
    public CompletableFuture<ItemResult> getAsync(Item key, GetOptions options) {
        return Futures.map(service.start(Operations.GET_ITEM, name, () -> items.get(key, options)), items::got);
    }

    /** Puts an item in place of any that has its key. */
    public ItemResult put(Item item) {
        return put(item, WriteOptions.standard());
    }

    /** Puts an item in place of any that has its key, where a condition holds for the present one. */
    public ItemResult put(Item item, Expression condition) {
        return put(item, WriteOptions.standard().condition(condition));
    }

    /**
     * Puts an item in place of any that has its key; the result holds the old one if the options ask for it.
     *
     * @throws DynamoException.ConditionFailed if the condition does not hold
     * @throws DynamoException.Conflict if a transaction is writing the item
     * @throws DynamoException.LimitExceeded if the items that share its partition key outgrow a local index
     */
    public ItemResult put(Item item, WriteOptions options) {
        return items.put(service.run(Operations.PUT_ITEM, name, () -> items.put(item, options)));
    }

    /** The asynchronous twin of {@link #put(Item)}. */
    public CompletableFuture<ItemResult> putAsync(Item item) {
        return putAsync(item, WriteOptions.standard());
    }

    /** The asynchronous twin of {@link #put(Item, Expression)}. */
    public CompletableFuture<ItemResult> putAsync(Item item, Expression condition) {
        return putAsync(item, WriteOptions.standard().condition(condition));
    }

    /** The asynchronous twin of {@link #put(Item, WriteOptions)}. */
    public CompletableFuture<ItemResult> putAsync(Item item, WriteOptions options) {
        return Futures.map(service.start(Operations.PUT_ITEM, name, () -> items.put(item, options)), items::put);
    }

    /** Changes the item with this key, or makes one, and returns it as it is then. */
    public Item update(Item key, Expression update) {
        return update(key, update, NEW).orElseThrow();
    }

    /** Changes the item with this key where a condition holds, and returns it as it is then. */
    public Item update(Item key, Expression update, Expression condition) {
        return update(key, update, NEW.condition(condition)).orElseThrow();
    }

    /**
     * Changes the item with this key; the result holds it as it is then unless the options ask for something else.
     *
     * @throws DynamoException.ConditionFailed if the condition does not hold
     * @throws DynamoException.Conflict if a transaction is writing the item
     * @throws DynamoException.LimitExceeded if the items that share its partition key outgrow a local index
     */
    public ItemResult update(Item key, Expression update, WriteOptions options) {
        try {
            return items.updated(service.run(Operations.UPDATE_ITEM, name, () -> items.update(key, update, options)));
        } catch (DynamoException.InvalidRequest failure) {
            throw Futures.unchecked(Errors.explained(failure, update));
        }
    }

    /** The asynchronous twin of {@link #update(Item, Expression)}. */
    public CompletableFuture<Item> updateAsync(Item key, Expression update) {
        return Futures.map(updateAsync(key, update, NEW), ItemResult::orElseThrow);
    }

    /** The asynchronous twin of {@link #update(Item, Expression, Expression)}. */
    public CompletableFuture<Item> updateAsync(Item key, Expression update, Expression condition) {
        return Futures.map(updateAsync(key, update, NEW.condition(condition)), ItemResult::orElseThrow);
    }

    /** The asynchronous twin of {@link #update(Item, Expression, WriteOptions)}. */
    public CompletableFuture<ItemResult> updateAsync(Item key, Expression update, WriteOptions options) {
        return Futures.mapped(
                service.start(Operations.UPDATE_ITEM, name, () -> items.update(key, update, options)),
                items::updated,
                failure -> Errors.explained(failure, update));
    }

    /** Deletes the item with this key, if there is one. */
    public ItemResult delete(Item key) {
        return delete(key, WriteOptions.standard());
    }

    /** Deletes the item with this key where a condition holds. */
    public ItemResult delete(Item key, Expression condition) {
        return delete(key, WriteOptions.standard().condition(condition));
    }

    /**
     * Deletes the item with this key, if there is one; the result holds the old one if the options ask for it.
     *
     * @throws DynamoException.ConditionFailed if the condition does not hold
     * @throws DynamoException.Conflict if a transaction is writing the item
     */
    public ItemResult delete(Item key, WriteOptions options) {
        return items.deleted(service.run(Operations.DELETE_ITEM, name, () -> items.delete(key, options)));
    }

    /** The asynchronous twin of {@link #delete(Item)}. */
    public CompletableFuture<ItemResult> deleteAsync(Item key) {
        return deleteAsync(key, WriteOptions.standard());
    }

    /** The asynchronous twin of {@link #delete(Item, Expression)}. */
    public CompletableFuture<ItemResult> deleteAsync(Item key, Expression condition) {
        return deleteAsync(key, WriteOptions.standard().condition(condition));
    }

    /** The asynchronous twin of {@link #delete(Item, WriteOptions)}. */
    public CompletableFuture<ItemResult> deleteAsync(Item key, WriteOptions options) {
        return Futures.map(
                service.start(Operations.DELETE_ITEM, name, () -> items.delete(key, options)), items::deleted);
    }

    /**
     * Returns the items with these keys, any number of them.
     *
     * @throws DynamoException.Incomplete if not all was done in time; it has what was done and what was not
     */
    public BatchItems getAll(Iterable<Item> keys) {
        return new Batches(service).get(BatchReads.empty().get(this, keys));
    }

    /** The asynchronous twin of {@link #getAll}. */
    public CompletableFuture<BatchItems> getAllAsync(Iterable<Item> keys) {
        return new Batches(service).getAsync(BatchReads.empty().get(this, keys));
    }

    /**
     * Puts any number of items, each in place of any that has its key.
     *
     * @throws DynamoException.Incomplete if not all was done in time; it has what was done and what was not
     */
    public BatchResult putAll(Iterable<Item> items) {
        return new Batches(service).write(BatchWrites.empty().put(this, items));
    }

    /** The asynchronous twin of {@link #putAll}. */
    public CompletableFuture<BatchResult> putAllAsync(Iterable<Item> items) {
        return new Batches(service).writeAsync(BatchWrites.empty().put(this, items));
    }

    /**
     * Deletes any number of items by their keys, as far as there are such.
     *
     * @throws DynamoException.Incomplete if not all was done in time; it has what was done and what was not
     */
    public BatchResult deleteAll(Iterable<Item> keys) {
        return new Batches(service).write(BatchWrites.empty().delete(this, keys));
    }

    /** The asynchronous twin of {@link #deleteAll}. */
    public CompletableFuture<BatchResult> deleteAllAsync(Iterable<Item> keys) {
        return new Batches(service).writeAsync(BatchWrites.empty().delete(this, keys));
    }

    /** Returns the items for which a condition on the key holds: the partition key equal to a value, the sort key compared. */
    public Results<Item> query(Expression keyCondition) {
        return Results.of(service, Selection.query(name, Objects.requireNonNull(keyCondition, "keyCondition")));
    }

    /** Returns all items. */
    public Results<Item> scan() {
        return Results.of(service, Selection.scan(name));
    }

    /** Returns a secondary index by its name, whether or not it exists. */
    public Index index(String name) {
        return new Index(this, Objects.requireNonNull(name, "name"));
    }

    /** Returns this table with its items as records of a class. */
    public <T extends Record> RecordTable<T> records(Class<T> type) {
        return RecordTable.of(this, type);
    }

    Service service() {
        return service;
    }

    private static String checkName(String name) {
        Objects.requireNonNull(name, "name");
        if (name.length() < NAME_LENGTH_MIN || name.length() > NAME_LENGTH_MAX) {
            throw new DynamoException.InvalidRequest("the name of a table must have from " + NAME_LENGTH_MIN + " to 255"
                    + " characters, and as a resource name at most " + NAME_LENGTH_MAX + ": \"" + name + "\"");
        }
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Table table && table.service == service && table.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "Table[" + name + "]";
    }
}
