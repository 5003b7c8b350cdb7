package io.stator.cli;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Iterators made from others. */
final class Iterators {
    private Iterators() {}

    /** The items of an iterator, each changed by a function. */
    record Mapping<T, R>(Iterator<T> items, Function<? super T, ? extends R> function) implements Iterator<R> {
        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public R next() {
            return function.apply(items.next());
        }
    }

    /** The items of the iterators that a function makes of items. */
    static final class Flat<T, R> implements Iterator<R> {
        private final Iterator<T> items;
        private final Function<? super T, ? extends Iterator<? extends R>> function;
        private Iterator<? extends R> inner = Collections.emptyIterator();

        Flat(Iterator<T> items, Function<? super T, ? extends Iterator<? extends R>> function) {
            this.items = items;
            this.function = function;
        }

        @Override
        public boolean hasNext() {
            while (!inner.hasNext() && items.hasNext()) {
                inner = function.apply(items.next());
            }
            return inner.hasNext();
        }

        @Override
        public R next() {
            if (!hasNext()) {
                throw new NoSuchElementException("there are no more items");
            }
            return inner.next();
        }
    }
}
