package io.stator.dynamodb;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Elements of the chunks of a blocking walk, each chunk read when its first element is asked for. */
final class WalkIterator<E extends @Nullable Object> implements Iterator<E> {
    private final Walk walk;
    private final BiFunction<? super Walk, ? super WalkChunk, ? extends Iterator<? extends E>> elements;
    private @Nullable Iterator<? extends E> current;
    private @Nullable Throwable failure;

    WalkIterator(Walk walk, BiFunction<? super Walk, ? super WalkChunk, ? extends Iterator<? extends E>> elements) {
        this.walk = walk;
        this.elements = elements;
    }

    @Override
    public boolean hasNext() {
        Iterator<? extends E> iterator = current;
        while (iterator == null || !iterator.hasNext()) {
            if (failure != null) {
                throw Futures.unchecked(failure);
            }
            if (!walk.hasMore()) {
                walk.close();
                return false;
            }
            iterator = elements.apply(walk, nextChunk());
            current = iterator;
        }
        return true;
    }

    private WalkChunk nextChunk() {
        try {
            return Futures.join(walk.next());
        } catch (RuntimeException | Error problem) {
            failure = problem;
            walk.close();
            throw problem;
        }
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more results");
        }
        Iterator<? extends E> iterator = current;
        if (iterator == null) {
            throw new NoSuchElementException("there are no more results");
        }
        return iterator.next();
    }

    /** Returns a stream of the elements; closing it closes the walk. */
    static <E extends @Nullable Object> Stream<E> stream(
            Walk walk, Function<? super Walk, ? extends Iterator<E>> iterator) {
        Spliterator<E> source = Spliterators.spliteratorUnknownSize(iterator.apply(walk), Spliterator.ORDERED);
        return StreamSupport.stream(source, false).onClose(walk::close);
    }
}
