package io.stator.cli;

import org.jspecify.annotations.Nullable;

/** The forms of a file with their number and the hash of them. Not safe for use by several threads. */
final class FormStream implements AutoCloseable {
    private final FormSource source;
    private final FormChain chain;
    private long count;

    /**
     * Makes a stream.
     *
     * @param seed makes the {@link #chain} another one
     */
    FormStream(FormSource source, String seed) {
        this.source = source;
        this.chain = FormChain.start(seed);
    }

    /** Returns the next form, a map or a list form, or null at the end of the file. */
    @Nullable
    Object next() {
        Object form = source.next();
        if (form != null) {
            count++;
        }
        return form;
    }

    /** Reads a form and adds it to the chain; returns whether there was one. */
    boolean advance() {
        Object form = next();
        if (form != null) {
            chain.add(form);
        }
        return form != null;
    }

    /** Returns the line of the last form, counted from 1. */
    int line() {
        return source.line();
    }

    /** Returns the number of the whole transaction that the last form is a part of, or 0 when it stands by itself. */
    long transaction() {
        return source.transaction();
    }

    /** Returns about how many characters were read so far. */
    long characters() {
        return source.characters();
    }

    /** Returns the number of forms so far. */
    long count() {
        return count;
    }

    /** Returns the hash of the forms that were added to it by those who read them. */
    FormChain chain() {
        return chain;
    }

    @Override
    public void close() {
        source.close();
    }
}
