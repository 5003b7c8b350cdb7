package io.stator.dynamodb;

import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How values of one Java type become values DynamoDB has, and come back.
 *
 * <pre>{@code
 * Codec<Date> dates = Codec.of(Date.class, Date::getTime, value -> new Date((Long) value));
 * }</pre>
 *
 * <p>A codec also writes subtypes of its type that have no codec of their own. It reads where its type is asked for: in
 * {@code item.get("at", Date.class)} and for components of records. A codec for a type that the library converts itself
 * ({@code Instant}, an enum, a record) takes the place of that conversion. Collections and maps are copied when they are given
 * to an {@link Item}, so a codec for one of their classes works for components of records only.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is an {@link IllegalArgumentException} at once.
 *
 * @param <T> the Java type
 */
public final class Codec<T> {
    private final Class<T> type;
    private final Function<? super T, ?> write;
    private final Function<Object, ? extends @Nullable T> read;

    private Codec(Class<T> type, Function<? super T, ?> write, Function<Object, ? extends @Nullable T> read) {
        this.type = type;
        this.write = write;
        this.read = read;
    }

    /**
     * Returns a codec for {@code type}. {@code write} gives any value the library can store: text, numbers, byte arrays, lists,
     * maps, records. {@code read} gets the stored value as {@link Item#get(String)} would return it: numbers as {@code Long},
     * {@code BigInteger} or {@code BigDecimal}, binary as {@code byte[]} or as what was frozen, unless that is of the type already;
     * never null.
     */
    public static <T> Codec<T> of(
            Class<T> type, Function<? super T, ?> write, Function<Object, ? extends @Nullable T> read) {
        Objects.requireNonNull(type, "type");
        if (type == Object.class || type.isPrimitive()) {
            throw new IllegalArgumentException("type must be a class or interface of its own: " + type.getName());
        }
        return new Codec<>(type, Objects.requireNonNull(write, "write"), Objects.requireNonNull(read, "read"));
    }

    /** Returns the Java type. */
    public Class<T> type() {
        return type;
    }

    /** Returns what to store for a value. */
    @Nullable
    Object write(Object value) {
        try {
            return write.apply(type.cast(value));
        } catch (RuntimeException cause) {
            throw new Mismatch(
                    "must be a value that the codec for " + type.getName() + " can write: " + Mismatch.shown(value)
                            + ", " + cause,
                    cause);
        }
    }

    /** Returns the value for what is stored. */
    @Nullable
    T read(Object stored) {
        try {
            return type.cast(read.apply(stored));
        } catch (RuntimeException cause) {
            throw new Mismatch(
                    "must be a value that the codec for " + type.getName() + " can read: " + Mismatch.shown(stored)
                            + ", " + cause,
                    cause);
        }
    }

    @Override
    public String toString() {
        return "Codec[" + type.getName() + "]";
    }
}
