package io.stator.engine.segment;

import io.stator.engine.datom.Fact;
import java.util.UUID;

/** How the values of some facts are kept in a segment. Codes are never given another meaning. */
public enum ValueKind {
    /** A long or a reference: the number itself. */
    LONG(0),
    /** An instant: its milliseconds. */
    INSTANT(1),
    /** A boolean: 0 or 1. */
    BOOLEAN(2),
    /** A double: its bits. */
    DOUBLE(3),
    /** A float: its bits. */
    FLOAT(4),
    /** A string: its position in the pool of texts. */
    TEXT(5),
    /** A UUID: its position in the pool of UUIDs. */
    ID(6),
    /** A value of any other class: its position in the pool of those. */
    OTHER(7);

    private static final ValueKind[] ALL = values();

    private final int code;

    ValueKind(int code) {
        this.code = code;
    }

    /** Returns the number that stands for it in bytes. */
    int code() {
        return code;
    }

    /** Returns the kind of a code, or throws {@link IllegalArgumentException}. */
    static ValueKind ofCode(int code) {
        if (code < 0 || code >= ALL.length) {
            throw new IllegalArgumentException("kind of value must be 0 to " + (ALL.length - 1) + ": kind=" + code);
        }
        return ALL[code];
    }

    /** Returns the kind of a fact's value. */
    static ValueKind of(Fact fact) {
        if (fact.isLong()) {
            return LONG;
        }
        if (fact.isInstant()) {
            return INSTANT;
        }
        Object value = fact.stored();
        if (value instanceof String) {
            return TEXT;
        }
        if (value instanceof Boolean) {
            return BOOLEAN;
        }
        if (value instanceof Double) {
            return DOUBLE;
        }
        if (value instanceof Float) {
            return FLOAT;
        }
        return value instanceof UUID ? ID : OTHER;
    }

    /** Returns whether values of this kind are in a pool. */
    boolean isPooled() {
        return this == TEXT || this == ID || this == OTHER;
    }

    /** Returns what stands for a value of a kind that needs no pool. */
    static long bits(Fact fact) {
        if (fact.isLong() || fact.isInstant()) {
            return fact.bits;
        }
        Object value = fact.stored();
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        return value instanceof Double number
                ? Double.doubleToRawLongBits(number)
                : Float.floatToRawIntBits((Float) value) & 0xffffffffL;
    }
}
