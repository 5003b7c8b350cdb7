package io.stator.edn;

import org.jspecify.annotations.Nullable;

/**
 * A tagged literal {@code #tag value} that nothing in the reader knew how to turn into another value. Safe to share between threads as far as its value is.
 *
 * <p>Its methods never wait.
 *
 * @param tag the symbol after the hash sign
 * @param value the form after the tag
 */
public record Tagged(Symbol tag, @Nullable Object value) {
    /**
     * Makes a tagged literal.
     *
     * @throws io.stator.Anomaly.Incorrect when the tag is null
     */
    public Tagged {
        Given.present(tag, "tag");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return DeepValues.equal(this, other);
    }

    @Override
    public int hashCode() {
        return DeepValues.hash(this);
    }

    /** Returns the literal as EDN text. Never fails. */
    @Override
    public String toString() {
        return Printer.shown(this);
    }
}
