package io.stator.spi;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Conversion;
import io.stator.Conversions;
import io.stator.EntityData;
import io.stator.PulledEntity;
import io.stator.TxForm;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Positioned;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.chrono.ChronoZonedDateTime;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the Java values mean that a program gives, and that functions return: every door of the library takes them in through
 * {@link #take}, and lets out what could be changed through {@link #give}.
 *
 * <p>A value of the language is null, text, a character, a boolean, a number, a keyword, a symbol, an instant, a UUID, a URI, a
 * pattern, bytes, or a list, set or map of such. What means one of them plainly becomes it: integers of other classes, dates
 * that name an instant, any {@code CharSequence}, arrays, the data of Clojure, attributes for their names, constants of enums for keywords, and
 * whatever there is a {@link Conversion} for. Everything else (an
 * {@code Optional}, a {@code LocalDate} of which nobody said what it means) stays what it is: functions may be given it, but it is nothing that a database
 * could hold, and {@link #notAValue} refuses it where it is compared with what a database holds.
 *
 * <p>Its methods never wait.
 */
public final class GivenValues {
    /** How deep values may be nested: as deep as text may be. */
    public static final int DEPTH_MAX = EdnOptions.MAX_DEPTH;

    /** How many elements the sequences of Clojure in a value may have; they may be endless. */
    public static final int SEQUENCE_ELEMENTS_MAX = 2_000_000;

    /** The greatest distance of an instant from 1970: beyond it the milliseconds may be no long. */
    public static final long INSTANT_SECONDS_MAX = Long.MAX_VALUE / 1_000 - 1;

    /** The depth from which on collections that are shared within a value are looked for. */
    private static final int SHARED_DEPTH_MIN = 2;

    private static final Symbol PLACEHOLDER = Symbol.of("_");
    private static final int NANOS_OF_MILLI = 1_000_000;
    private static final int SHOWN_CHARACTERS_MAX = 300;
    private static final Keyword VALUE = Keyword.of("value");
    private static final Keyword CLASS = Keyword.of("class");

    private GivenValues() {}

    /**
     * Returns the value of the language that a given one means, as a copy that nothing the giver does can change.
     *
     * @throws Anomaly.Incorrect when it is nested too deeply, or a collection that cannot be read
     */
    public static @Nullable Object take(@Nullable Object given) {
        return isPlain(given) ? given : take(given, new Taking(false, null));
    }

    /**
     * As {@link #take}, for queries and rules: a list of Java that starts with the name of a function or rule is a call.
     *
     * @throws Anomaly.Incorrect when it is nested too deeply, or a collection that cannot be read
     */
    public static @Nullable Object takeQuery(@Nullable Object given) {
        return take(given, new Taking(true, null));
    }

    /**
     * As {@link #take}, for forms of transactions: a record stands for the map form that a function makes of it.
     *
     * @throws Anomaly.Incorrect when it is nested too deeply, or a collection that cannot be read
     */
    public static @Nullable Object takeForm(@Nullable Object given, Function<Record, Map<?, ?>> records) {
        return isPlain(given) ? given : take(given, new Taking(false, records));
    }

    private static @Nullable Object take(@Nullable Object given, Taking taking) {
        try {
            return taking.taken(given, 0);
        } catch (Anomaly anomaly) {
            throw anomaly;
        } catch (RuntimeException unreadable) {
            throw new Anomaly.Incorrect(
                    "a value that is given must not change or fail while it is read: class="
                            + (given == null ? null : given.getClass().getName()) + " failure=" + unreadable,
                    Map.of(),
                    unreadable);
        }
    }

    /** Returns whether a value is one of the frequent ones that are taken as they are. */
    static boolean isPlain(@Nullable Object given) {
        return given == null
                || given instanceof String
                || given instanceof Long
                || given instanceof Keyword
                || given instanceof Symbol
                || given instanceof Double
                || given instanceof Boolean
                || given instanceof UUID
                || (given instanceof Instant instant && instant.getNano() % NANOS_OF_MILLI == 0 && isInRange(instant));
    }

    private static @Nullable Object single(@Nullable Object given) {
        if (given instanceof CharSequence text) {
            return text.toString();
        }
        if (given instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (given instanceof Calendar calendar) {
            return Instant.ofEpochMilli(calendar.getTimeInMillis());
        }
        if (given instanceof OffsetDateTime time) {
            return inMillis(time.toInstant());
        }
        if (given instanceof ChronoZonedDateTime<?> time) {
            return inMillis(time.toInstant());
        }
        if (given instanceof Instant instant) {
            return inMillis(instant);
        }
        return ClojureValues.read(given);
    }

    /** Returns whether the milliseconds of an instant are a long. */
    private static boolean isInRange(Instant instant) {
        return Math.abs(instant.getEpochSecond()) <= INSTANT_SECONDS_MAX;
    }

    /** Returns an instant in milliseconds, as instants are in the language; the nearest when their number is no long. */
    private static Instant inMillis(Instant instant) {
        if (isInRange(instant)) {
            return Instant.ofEpochMilli(instant.toEpochMilli());
        }
        return Instant.ofEpochMilli(instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE);
    }

    private static @Nullable Object number(Number number) {
        if (WholeNumbers.isSmall(number) || number instanceof AtomicLong || number instanceof AtomicInteger) {
            return number.longValue();
        }
        if (number instanceof BigInteger big && big.getClass() != BigInteger.class) {
            return new BigInteger(big.toByteArray());
        }
        if (number instanceof BigDecimal big && big.getClass() != BigDecimal.class) {
            return new BigDecimal(new BigInteger(big.unscaledValue().toByteArray()), big.scale());
        }
        return number instanceof BigInteger || number instanceof BigDecimal || number instanceof Float
                ? number
                : (Object) ClojureValues.read(number);
    }

    /** The taking of one value. */
    private static final class Taking {
        private final boolean calls;
        private final @Nullable Function<Record, Map<?, ?>> records;
        private final Map<Object, Object> shared = new IdentityHashMap<>(0);
        private int sequenceElements;

        Taking(boolean calls, @Nullable Function<Record, Map<?, ?>> records) {
            this.calls = calls;
            this.records = records;
        }

        private @Nullable Object taken(@Nullable Object given, int depth) {
            if (isPlain(given)) {
                return given;
            }
            if (depth > DEPTH_MAX) {
                throw new Anomaly.Incorrect("forms must be nested at most " + DEPTH_MAX + " deep");
            }
            Object converted = given == null ? null : converted(given);
            if (converted != null) {
                return converted;
            }
            if (given instanceof Number number) {
                return number(number);
            }
            if (given instanceof Collection || given instanceof Map) {
                return nested(given, depth);
            }
            if (given instanceof EntityData data) {
                return taken(data.form(), depth);
            }
            if (given instanceof TxForm form) {
                return taken(form.form(), depth);
            }
            if (given instanceof Attribute<?> attribute) {
                return attribute.ident();
            }
            if (given instanceof Map.Entry<?, ?> entry) {
                return EdnVector.of(taken(entry.getKey(), depth + 1), taken(entry.getValue(), depth + 1));
            }
            if (given instanceof Tagged tagged) {
                Object value = taken(tagged.value(), depth + 1);
                return value == tagged.value() ? tagged : new Tagged(tagged.tag(), value);
            }
            if (records != null && given instanceof Record record && isEntity(record)) {
                return map(records.apply(record), depth);
            }
            return given != null && given.getClass().isArray() ? array(given, depth) : single(given);
        }

        /** Returns what a value means by a conversion, or as the constant of an enum; null when it is neither. */
        private static @Nullable Object converted(Object given) {
            Conversion<?> conversion = Conversions.of(given.getClass()).orElse(null);
            if (conversion != null) {
                return conversion.toValue(given);
            }
            return given instanceof Enum<?> constant ? JavaNames.keyword(constant) : null;
        }

        private Object array(Object array, int depth) {
            if (array instanceof byte[] bytes) {
                return bytes.clone();
            }
            if (array instanceof char[]) {
                return array;
            }
            int length = Array.getLength(array);
            @Nullable Object[] elements = new Object[length];
            for (int i = 0; i < length; i++) {
                elements[i] = taken(Array.get(array, i), depth + 1);
            }
            return EdnVector.of(elements);
        }

        /** Returns what a collection or a map means; one that is shared deep within a value is read once. */
        private Object nested(Object given, int depth) {
            if (depth < SHARED_DEPTH_MIN) {
                return given instanceof Map<?, ?> map ? map(map, depth) : collection((Collection<?>) given, depth);
            }
            Object known = shared.get(given);
            if (known == null) {
                known = given instanceof Map<?, ?> map ? map(map, depth) : collection((Collection<?>) given, depth);
                shared.put(given, known);
            }
            return known;
        }

        /** Returns an unmodifiable collection itself when all its elements are taken as they are: so it keeps its place in a text. */
        private Object collection(Collection<?> collection, int depth) {
            boolean sequence = ClojureValues.isSequence(collection);
            boolean same = collection instanceof Positioned;
            Collection<@Nullable Object> copy = same ? List.of() : copyOf(collection, 0);
            int count = 0;
            for (Object element : collection) {
                if (sequence && ++sequenceElements > SEQUENCE_ELEMENTS_MAX) {
                    throw new Anomaly.Incorrect(
                            "the sequences of a value must have at most " + SEQUENCE_ELEMENTS_MAX + " elements");
                }
                Object taken = taken(element, depth + 1);
                if (same && taken != element) {
                    same = false;
                    copy = copyOf(collection, count);
                }
                if (!same) {
                    copy.add(taken);
                }
                count++;
            }
            if (same) {
                return collection;
            }
            if (copy instanceof Set<@Nullable Object> set) {
                return Collections.unmodifiableSet(set);
            }
            boolean round = sequence || collection instanceof EdnList || (calls && isCall(collection, copy));
            return round ? EdnList.copyOf(copy) : EdnVector.copyOf(copy);
        }

        /** Returns a new collection of the same kind with the first elements of one. */
        private Collection<@Nullable Object> copyOf(Collection<?> collection, int count) {
            Collection<@Nullable Object> copy = collection instanceof Set ? new LinkedHashSet<>() : new ArrayList<>();
            if (count > 0) {
                for (Object element : collection) {
                    if (copy.size() == count) {
                        break;
                    }
                    copy.add(element);
                }
            }
            return copy;
        }

        private Object map(Map<?, ?> map, int depth) {
            boolean same = map instanceof Positioned;
            Map<@Nullable Object, @Nullable Object> copy = same ? Map.of() : new LinkedHashMap<>();
            int count = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object key = taken(entry.getKey(), depth + 1);
                Object value = taken(entry.getValue(), depth + 1);
                if (same && (key != entry.getKey() || value != entry.getValue())) {
                    same = false;
                    copy = firstOf(map, count);
                }
                count++;
                if (!same) {
                    copy.put(key, value);
                    if (copy.size() < count) {
                        throw new Anomaly.Incorrect("the keys of a map must not mean the same: key=" + show(key));
                    }
                }
            }
            return same ? map : Collections.unmodifiableMap(copy);
        }

        /** Returns a new map with the first entries of one. */
        private static Map<@Nullable Object, @Nullable Object> firstOf(Map<?, ?> map, int count) {
            Map<@Nullable Object, @Nullable Object> first = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (first.size() == count) {
                    break;
                }
                first.put(entry.getKey(), entry.getValue());
            }
            return first;
        }
    }

    /** Returns whether a list that is no vector starts with a symbol that is neither variable nor source nor blank. */
    private static boolean isCall(Collection<?> given, Collection<?> taken) {
        return !(given instanceof EdnVector)
                && !ClojureValues.isVector(given)
                && !taken.isEmpty()
                && taken.iterator().next() instanceof Symbol name
                && "?$%".indexOf(name.qualifiedName().charAt(0)) < 0
                && !name.equals(PLACEHOLDER);
    }

    /**
     * Returns a value to be let out: itself, or a copy when it is or has bytes, which could be changed.
     *
     * @throws Anomaly.Incorrect when a value with bytes is nested too deep
     */
    public static @Nullable Object give(@Nullable Object kept) {
        if (isPlain(kept)) {
            return kept;
        }
        if (kept instanceof PulledEntity || kept == null) {
            return kept;
        }
        if (kept instanceof byte[] bytes) {
            return bytes.clone();
        }
        boolean nested = kept instanceof Collection || kept instanceof Map || kept instanceof Tagged;
        return nested && new Giving().hasBytes(kept) ? new Giving().copy(kept, 0) : kept;
    }

    /** Returns whether a record says facts in a transaction: it means nothing else, as text, a collection or a literal with a tag does. It fails with no record that is not null. */
    public static boolean isEntity(Record given) {
        return !(given instanceof CharSequence)
                && !(given instanceof Collection)
                && !(given instanceof Map)
                && !(given instanceof Map.Entry)
                && !(given instanceof Tagged)
                && Conversions.of(given.getClass()).isEmpty();
    }

    /** Returns whether a value that was taken is one of the language, whatever its elements are. Never fails. */
    public static boolean isValue(@Nullable Object taken) {
        return isPlain(taken)
                || taken instanceof Float
                || taken instanceof BigDecimal
                || taken instanceof BigInteger
                || taken instanceof Collection
                || taken instanceof Map
                || taken instanceof URI
                || taken instanceof Instant
                || taken instanceof byte[]
                || taken instanceof Character
                || taken instanceof Pattern
                || taken instanceof Tagged;
    }

    /**
     * Returns the refusal of something that is no value of the language.
     *
     * @param where what it was given for, the beginning of a sentence such as {@code "the value of :a/b"}
     * @throws Anomaly.Incorrect when an argument is null; otherwise the refusal is returned, to be thrown
     */
    public static Anomaly.Incorrect notAValue(Object given, String where) {
        return Anomaly.incorrect(
                "not-a-value",
                where + " must be a value that a database can hold: value=" + show(given) + " class="
                        + given.getClass().getName() + advice(given),
                Map.of(VALUE, given, CLASS, given.getClass().getName()));
    }

    /** Returns what to do instead of giving something, as the end of a message; empty when there is nothing to say. It fails with no value that is not null. */
    public static String advice(Object given) {
        if (given instanceof java.util.Optional<?>) {
            return " (give what it holds)";
        }
        if (given instanceof java.time.temporal.Temporal) {
            return " (it names no instant: give an Instant, or register a Conversion)";
        }
        if (given instanceof Record) {
            return " (a record is an entity in a transaction, and a value with a Conversion)";
        }
        if (given instanceof Character || given instanceof char[]) {
            return " (give a String)";
        }
        return "";
    }

    private static String show(@Nullable Object value) {
        String text = value instanceof String string ? string : Edn.describe(value);
        return text.length() <= SHOWN_CHARACTERS_MAX ? text : text.substring(0, SHOWN_CHARACTERS_MAX) + "...";
    }

    /** Returns whether text stands for a keyword where one is meant: it begins with a colon and goes on. Never fails. */
    public static boolean isKeyword(@Nullable Object text) {
        return text instanceof String string && string.length() > 1 && string.charAt(0) == ':';
    }

    /**
     * Returns the keyword that something means where one is meant: a keyword, text such as {@code ":a/b"}, a constant of an enum, an attribute; or null.
     *
     * @throws Anomaly.Incorrect when it is text that begins with a colon and is no keyword, such as {@code ":a/"}
     */
    public static @Nullable Keyword keyword(@Nullable Object name) {
        if (name instanceof Keyword keyword) {
            return keyword;
        }
        if (name instanceof String text && isKeyword(text)) {
            try {
                return Keyword.parse(text);
            } catch (Anomaly malformed) {
                throw Anomaly.incorrect(
                        "not-a-keyword",
                        "Cannot interpret as a keyword: " + show(text) + " of class: " + String.class,
                        Map.of(VALUE, text));
            }
        }
        if (name instanceof Enum<?> constant) {
            return JavaNames.keyword(constant);
        }
        return name instanceof Attribute<?> attribute ? attribute.ident() : null;
    }
}
