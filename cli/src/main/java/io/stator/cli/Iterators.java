package io.stator.cli;

import java.util.Iterator;
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
}
