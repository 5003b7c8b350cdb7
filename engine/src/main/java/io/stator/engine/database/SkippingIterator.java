package io.stator.engine.database;

import java.util.Iterator;

/** An iterator that can pass over items without making them. */
public interface SkippingIterator<T> extends Iterator<T> {
    /** Passes over so many items, or over all that are left when they are fewer. */
    void skip(long count);
}
