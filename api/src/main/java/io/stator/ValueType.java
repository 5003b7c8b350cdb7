package io.stator;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * The value types of attributes, each with the Java class its values have.
 *
 * <p>Its methods never wait.
 *
 * <p>In the manual: {@code docs/manual/reference.md}, or {@code stator help manual reference}.
 */
@Namespace("db.type")
public enum ValueType {
    /** Text. */
    STRING(String.class),
    /** A keyword. */
    KEYWORD(Keyword.class),
    /** A symbol. */
    SYMBOL(Symbol.class),
    /** True or false. */
    BOOLEAN(Boolean.class),
    /** A 64-bit integer. */
    LONG(Long.class),
    /** An integer of any size. */
    BIGINT(BigInteger.class),
    /** A 32-bit floating point number. */
    FLOAT(Float.class),
    /** A 64-bit floating point number. */
    DOUBLE(Double.class),
    /** A decimal number of any size, with its scale. */
    BIGDEC(BigDecimal.class),
    /** A point in time, in milliseconds; a finer {@code Instant} is the millisecond it lies in. */
    INSTANT(Instant.class),
    /** A UUID. */
    UUID(UUID.class),
    /** A URI. */
    URI(URI.class),
    /** A reference to an entity. */
    REF(Long.class),
    /** Two to eight values. */
    TUPLE(List.class),
    /** Bytes. */
    BYTES(byte[].class);

    private final Class<?> javaClass;
    private final Keyword ident = Keyword.of("db.type", name().toLowerCase(Locale.ROOT));

    ValueType(Class<?> javaClass) {
        this.javaClass = javaClass;
    }

    /** Returns the class of the values. Never fails. */
    public Class<?> javaClass() {
        return javaClass;
    }

    /** Returns the ident of this type, such as {@code :db.type/string}. Never fails. */
    public Keyword ident() {
        return ident;
    }
}
