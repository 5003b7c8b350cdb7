package io.stator.dynamodb;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;

/**
 * The answer to a call about one item: the item, if there is one, and what the call cost, if that was asked for.
 *
 * <p>Waits and failures: nothing here asks the service; {@link #as} and {@link #orElseThrow} fail as they say.
 */
public final class ItemResult {
    private final @Nullable Item item;
    private final @Nullable ConsumedCapacity capacity;
    private final @Nullable ItemCollectionMetrics metrics;
    private final Codecs codecs;

    ItemResult(
            @Nullable Item item,
            @Nullable ConsumedCapacity capacity,
            @Nullable ItemCollectionMetrics metrics,
            Codecs codecs) {
        this.item = item;
        this.capacity = capacity;
        this.metrics = metrics;
        this.codecs = codecs;
    }

    /** Returns the item, or nothing: there was none, or the call returns none. */
    public Optional<Item> item() {
        return Optional.ofNullable(item);
    }

    /** Returns whether there is an item. */
    public boolean isPresent() {
        return item != null;
    }

    /** Returns whether there is no item. */
    public boolean isEmpty() {
        return item == null;
    }

    /** Returns the item, or throws {@link NoSuchElementException} if there is none. */
    public Item orElseThrow() {
        if (item == null) {
            throw new NoSuchElementException("there is no item");
        }
        return item;
    }

    /** Returns a function of the item, or nothing if there is no item or the function gives null. */
    public <T> Optional<T> map(Function<? super Item, ? extends @Nullable T> function) {
        return item == null ? Optional.empty() : Optional.ofNullable(function.apply(item));
    }

    /** Returns the item as a record, or nothing if there is no item. */
    public <R> Optional<R> as(Class<R> type) {
        return item == null ? Optional.empty() : Optional.of(item.as(type));
    }

    /** Hands the item, if there is one, to an action. */
    public void ifPresent(Consumer<? super Item> action) {
        if (item != null) {
            action.accept(item);
        }
    }

    /** Returns the consumed capacity if it was asked for, whether or not there is an item. */
    public Optional<Capacity> capacity() {
        return Capacity.of(capacity);
    }

    /** Returns the size of the item collection if it was asked for and the table has local indexes. */
    public Optional<CollectionMetrics> collectionMetrics() {
        return CollectionMetrics.of(metrics, codecs);
    }

    @Override
    public String toString() {
        return item == null ? "ItemResult[]" : "ItemResult[" + item + "]";
    }
}
