package io.stator.cli;

import org.jspecify.annotations.Nullable;

/** The forms that a file says, one after the other. Not safe for use by several threads. */
interface FormSource extends AutoCloseable {
    /** Returns the next form, a map or a list form, or null at the end. */
    @Nullable
    Object next();

    /** Returns the line of the last form, counted from 1. */
    int line();

    /** Returns the number of the whole transaction that the last form is a part of, or 0 when it stands by itself. */
    long transaction();

    /** Returns about how many characters were read so far. */
    long characters();

    @Override
    void close();
}
