package io.stator.engine.query;

import io.stator.engine.datom.Values;

/** A value under the equality of the query language. */
record NaiveKey(Object value) {
    @Override
    public boolean equals(Object other) {
        return other instanceof NaiveKey key && Values.equal(value, key.value);
    }

    @Override
    public int hashCode() {
        return Values.hash(value);
    }

    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
