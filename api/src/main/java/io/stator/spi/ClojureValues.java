package io.stator.spi;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Reads the values of Clojure that are not Java's own, by the names of their classes: there need be no Clojure. */
final class ClojureValues {
    private static final String PACKAGE = "clojure.lang.";

    /** How to read the instances of each class. */
    private static final ClassValue<Reader> READERS = new ClassValue<>() {
        @Override
        protected Reader computeValue(Class<?> type) {
            return reader(type);
        }
    };

    /** Returns what a value means here. */
    private interface Reader {
        @Nullable
        Object read(@Nullable Object value) throws Throwable;
    }

    private ClojureValues() {}

    /** Returns whether a collection is a list or sequence of Clojure, no vector or set. */
    static boolean isSequence(Collection<?> collection) {
        return collection instanceof List
                && !(collection instanceof RandomAccess)
                && collection.getClass().getName().startsWith(PACKAGE);
    }

    /** Returns whether a collection is a vector of Clojure. */
    static boolean isVector(Collection<?> collection) {
        return collection instanceof RandomAccess
                && collection.getClass().getName().startsWith(PACKAGE);
    }

    /** Returns our value for a keyword, symbol or integer of Clojure; anything else as it is. */
    static @Nullable Object read(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        try {
            return READERS.get(value.getClass()).read(value);
        } catch (Throwable failed) {
            throw new IllegalStateException("a value of Clojure cannot be read: " + failed, failed);
        }
    }

    private static Reader reader(Class<?> type) {
        try {
            switch (type.getName()) {
                case PACKAGE + "Keyword" -> {
                    MethodHandle namespace = method(type, "getNamespace", String.class);
                    MethodHandle name = method(type, "getName", String.class);
                    return value -> Keyword.of((@Nullable String) namespace.invoke(value), text(name.invoke(value)));
                }
                case PACKAGE + "Symbol" -> {
                    MethodHandle namespace = method(type, "getNamespace", String.class);
                    MethodHandle name = method(type, "getName", String.class);
                    return value -> Symbol.of((@Nullable String) namespace.invoke(value), text(name.invoke(value)));
                }
                case PACKAGE + "BigInt" -> {
                    MethodHandle integer = method(type, "toBigInteger", BigInteger.class);
                    return value -> integer.invoke(value);
                }
                default -> {
                    return value -> value;
                }
            }
        } catch (ReflectiveOperationException anotherClojure) {
            return value -> value;
        }
    }

    private static String text(@Nullable Object name) {
        return (String) Objects.requireNonNull(name);
    }

    private static MethodHandle method(Class<?> type, String name, Class<?> result)
            throws ReflectiveOperationException {
        return MethodHandles.publicLookup().findVirtual(type, name, MethodType.methodType(result));
    }
}
