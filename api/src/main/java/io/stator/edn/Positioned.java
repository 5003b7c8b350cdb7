package io.stator.edn;

/**
 * An unmodifiable collection that knows where in the text it was read.
 *
 * <p>Its methods never wait.
 */
public sealed interface Positioned permits EdnSequence, EdnMap, EdnSet {
    /** Returns the line of the opening bracket, counted from 1, or 0 when the value was made in Java. Never fails. */
    int line();

    /** Returns the column of the opening bracket in UTF-16 units, counted from 1, or 0 when the value was made in Java. Never fails. */
    int column();
}
