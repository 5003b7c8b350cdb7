package io.stator.nippy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that only the program which wrote it can rebuild: its parts, never executed.
 *
 * <p>Opaque values are immutable, and frozen again as they were read.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 */
public sealed interface Opaque {
    /**
     * An object written by Java serialisation.
     *
     * @param className the name of its class
     * @param bytes the object stream
     */
    record Serialized(String className, byte[] bytes) implements Opaque {
        /** An object of this class and with this object stream. */
        public Serialized {
            Objects.requireNonNull(className, "className");
            bytes = bytes.clone();
        }

        /** Returns a copy of the object stream. */
        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        /** Returns whether class and object stream are the same. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Serialized serialized
                    && className.equals(serialized.className)
                    && Arrays.equals(bytes, serialized.bytes);
        }

        /** Returns a hash of class and object stream. */
        @Override
        public int hashCode() {
            return 31 * className.hashCode() + Arrays.hashCode(bytes);
        }

        /** Returns the name of the class and the number of bytes. */
        @Override
        public String toString() {
            return "serialized " + className + " (" + bytes.length + " bytes)";
        }
    }

    /**
     * A record of Clojure.
     *
     * @param className the name of its class
     * @param fields its fields, by {@link Keyword}
     */
    record ClojureRecord(String className, Map<? extends @Nullable Object, ? extends @Nullable Object> fields)
            implements Opaque {
        /** A record of this class and with these fields. */
        public ClojureRecord {
            Objects.requireNonNull(className, "className");
            fields = Collections.unmodifiableMap(new LinkedHashMap<@Nullable Object, @Nullable Object>(fields));
        }
    }

    /**
     * An instance of a type made by {@code deftype}. Nippy reads it since 3.7.
     *
     * @param className the name of its class
     * @param values its fields in their order
     */
    record ClojureType(String className, List<? extends @Nullable Object> values) implements Opaque {
        /** The most fields there can be. */
        public static final int VALUES_MAX = 255;

        /**
         * An instance of this class and with these fields.
         *
         * @throws IllegalArgumentException if there are more than {@value #VALUES_MAX}
         */
        public ClojureType {
            Objects.requireNonNull(className, "className");
            values = Collections.unmodifiableList(new ArrayList<@Nullable Object>(values));
            if (values.size() > VALUES_MAX) {
                throw new IllegalArgumentException("values must be at most " + VALUES_MAX + ": " + values.size());
            }
        }
    }

    /**
     * Text for the reader of Clojure.
     *
     * @param text the text, in EDN or with tags of its own
     */
    record Edn(String text) implements Opaque {
        /** This text. */
        public Edn {
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * A regular expression that is not compiled, because it is wrong or very long.
     *
     * @param pattern its text
     */
    record Regex(String pattern) implements Opaque {
        /** A regular expression with this text. */
        public Regex {
            Objects.requireNonNull(pattern, "pattern");
        }
    }

    /**
     * A value of a type that only its writer knows, everything that follows the type id included.
     *
     * @param typeId the type id: 82, whose bytes begin with an id of two bytes, or one below 0, for types of a program's own
     * @param bytes what follows the type id
     */
    record Custom(int typeId, byte[] bytes) implements Opaque {
        /**
         * A value of this type.
         *
         * @throws IllegalArgumentException if the type id is in no byte
         */
        public Custom {
            if (typeId < Byte.MIN_VALUE || typeId > Byte.MAX_VALUE) {
                throw new IllegalArgumentException("typeId must be in a byte: " + typeId);
            }
            bytes = bytes.clone();
        }

        /** Returns a copy of what follows the type id. */
        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        /** Returns whether type and bytes are the same. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Custom custom && typeId == custom.typeId && Arrays.equals(bytes, custom.bytes);
        }

        /** Returns a hash of type and bytes. */
        @Override
        public int hashCode() {
            return 31 * typeId + Arrays.hashCode(bytes);
        }

        /** Returns the type and the bytes in hexadecimal digits. */
        @Override
        public String toString() {
            return "custom type " + typeId + ": " + HexFormat.of().formatHex(bytes);
        }
    }
}
