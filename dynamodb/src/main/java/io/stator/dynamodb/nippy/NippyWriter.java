package io.stator.dynamodb.nippy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.MonthDay;
import java.time.Period;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.RandomAccess;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes one value with type ids that every Nippy since 3.0 reads; {@link Nippy} says which Java type becomes what. */
final class NippyWriter implements BiConsumer<@Nullable Object, @Nullable Object> {
    private static final int NONE = -1;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final long SECONDS_OF_DATE_MAX = Long.MAX_VALUE / 1_000;

    private final Output out;
    private final int depthMax;
    private int depth;
    private int pairs;

    NippyWriter(Output out, int depthMax) {
        this.out = out;
        this.depthMax = depthMax;
    }

    void write(@Nullable Object value) {
        if (value == null) {
            out.writeByte(Id.NIL);
        } else if (value instanceof String text) {
            writeString(text);
        } else if (value instanceof Long number) {
            writeLong(number);
        } else if (value instanceof Integer number) {
            out.writeByte(Id.INTEGER);
            out.writeInt(number);
        } else if (value instanceof Keyword keyword) {
            out.writeText(keyword.text(), Id.KEYWORD_SMALL, NONE, Id.KEYWORD_LARGE);
        } else if (value instanceof Boolean truth) {
            out.writeByte(truth ? Id.TRUE : Id.FALSE);
        } else if (value instanceof Double number) {
            out.writeByte(Id.DOUBLE);
            out.writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Map<?, ?> map) {
            writeMap(map);
        } else if (value instanceof Collection<?> collection) {
            writeCollection(collection);
        } else if (value instanceof Number number) {
            writeNumber(number);
        } else {
            writeOther(value);
        }
    }

    private void writeString(String text) {
        if (text.isEmpty()) {
            out.writeByte(Id.STRING_EMPTY);
        } else {
            out.writeText(text, Id.STRING_SMALL, Id.STRING_MEDIUM, Id.STRING_LARGE);
        }
    }

    private void writeLong(long value) {
        if (value == 0) {
            out.writeByte(Id.LONG_ZERO);
        } else if (value == (byte) value) {
            out.writeByte(Id.LONG_SMALL);
            out.writeByte((int) value);
        } else if (value == (short) value) {
            out.writeByte(Id.LONG_MEDIUM);
            out.writeShort((int) value);
        } else if (value == (int) value) {
            out.writeByte(Id.LONG_LARGE);
            out.writeInt((int) value);
        } else {
            out.writeByte(Id.LONG);
            out.writeLong(value);
        }
    }

    private void writeNumber(Number value) {
        if (value instanceof BigDecimal decimal) {
            out.writeByte(Id.BIG_DECIMAL);
            writeInteger(decimal.unscaledValue());
            out.writeInt(decimal.scale());
        } else if (value instanceof BigInteger integer) {
            out.writeByte(Id.BIG_INT);
            writeInteger(integer);
        } else if (value instanceof Float number) {
            out.writeByte(Id.FLOAT);
            out.writeInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Short number) {
            out.writeByte(Id.SHORT);
            out.writeShort(number);
        } else if (value instanceof Byte number) {
            out.writeByte(Id.BYTE);
            out.writeByte(number);
        } else {
            throw new Unwritable(value);
        }
    }

    private void writeInteger(BigInteger value) {
        byte[] digits = value.toByteArray();
        out.writeInt(digits.length);
        out.writeBytes(digits);
    }

    private void writeOther(Object value) {
        if (value instanceof byte[] bytes) {
            writeBytes(bytes);
        } else if (value instanceof Instant instant) {
            writeInstant(instant);
        } else if (value instanceof UUID id) {
            out.writeByte(Id.UUID);
            out.writeLong(id.getMostSignificantBits());
            out.writeLong(id.getLeastSignificantBits());
        } else if (value instanceof Date date) {
            writeDate(date);
        } else if (value instanceof Symbol symbol) {
            out.writeText(symbol.toString(), Id.SYMBOL_SMALL, NONE, Id.SYMBOL_LARGE);
        } else if (value instanceof Character character) {
            out.writeByte(Id.CHARACTER);
            out.writeShort(character);
        } else if (value instanceof Ratio ratio) {
            out.writeByte(Id.RATIO);
            writeInteger(ratio.numerator());
            writeInteger(ratio.denominator());
        } else if (value instanceof Map.Entry<?, ?> entry) {
            writeVector(Arrays.<@Nullable Object>asList(entry.getKey(), entry.getValue()));
        } else if (value instanceof Object[] array) {
            out.writeByte(Id.OBJECT_ARRAY);
            out.writeInt(array.length);
            writeElements(Arrays.asList(array), array.length);
        } else if (value instanceof Opaque opaque) {
            writeOpaque(opaque);
        } else {
            writeRare(value);
        }
    }

    private void writeRare(Object value) {
        if (value instanceof Duration duration) {
            out.writeByte(Id.DURATION);
            out.writeLong(duration.getSeconds());
            out.writeInt(duration.getNano());
        } else if (value instanceof Period period) {
            out.writeByte(Id.PERIOD);
            out.writeInt(period.getYears());
            out.writeInt(period.getMonths());
            out.writeInt(period.getDays());
        } else if (value instanceof Pattern pattern) {
            out.writeByte(Id.REGEX);
            writeString(withFlags(pattern));
        } else if (value instanceof URI uri) {
            out.writeByte(Id.URI);
            writeString(uri.toString());
        } else if (value instanceof Enum<?> constant) {
            writeString(constant.name());
        } else if (value instanceof Temporal || value instanceof MonthDay) {
            writeTemporal(value);
        } else if (value instanceof Optional<?> optional) {
            write(optional.orElse(null));
        } else if (value instanceof OptionalInt optional) {
            write(optional.isPresent() ? optional.getAsInt() : null);
        } else if (value instanceof OptionalLong optional) {
            write(optional.isPresent() ? optional.getAsLong() : null);
        } else if (value instanceof OptionalDouble optional) {
            write(optional.isPresent() ? optional.getAsDouble() : null);
        } else if (value instanceof Record record) {
            writeMap(RecordFields.of(record));
        } else {
            byte[] stream = PrimitiveArrays.serialize(value);
            if (stream == null) {
                throw new Unwritable(value);
            }
            writeSerialized(value.getClass().getName(), stream);
        }
    }

    private void writeInstant(Instant instant) {
        if (instant.getNano() % NANOS_PER_MILLI == 0 && isDate(instant.getEpochSecond())) {
            out.writeByte(Id.DATE);
            out.writeLong(instant.toEpochMilli());
        } else {
            out.writeByte(Id.INSTANT);
            out.writeLong(instant.getEpochSecond());
            out.writeInt(instant.getNano());
        }
    }

    /** Returns whether all milliseconds of a second since the epoch can be counted in a long. */
    private static boolean isDate(long second) {
        return Math.abs(second) < SECONDS_OF_DATE_MAX;
    }

    private void writeDate(Date date) {
        if (date instanceof Timestamp timestamp) {
            writeInstant(timestamp.toInstant());
        } else {
            writeInstant(Instant.ofEpochMilli(date.getTime()));
        }
    }

    /** Writes the ISO 8601 form of a type of {@code java.time} that the format has none for. */
    private void writeTemporal(Object value) {
        if (!value.getClass().getName().startsWith("java.time.")) {
            throw new Unwritable(value);
        }
        writeString(value.toString());
    }

    /** Returns the text of a regular expression, with the flags that text can say in front. */
    private static String withFlags(Pattern pattern) {
        StringBuilder flags = new StringBuilder();
        int[] bits = {
            Pattern.UNIX_LINES,
            Pattern.CASE_INSENSITIVE,
            Pattern.COMMENTS,
            Pattern.MULTILINE,
            Pattern.DOTALL,
            Pattern.UNICODE_CASE,
            Pattern.UNICODE_CHARACTER_CLASS,
        };
        for (int i = 0; i < bits.length; i++) {
            if ((pattern.flags() & bits[i]) != 0) {
                flags.append("dixmsuU".charAt(i));
            }
        }
        String text = (pattern.flags() & Pattern.LITERAL) != 0 ? Pattern.quote(pattern.pattern()) : pattern.pattern();
        return flags.length() == 0 || text.startsWith("(?" + flags + ")") ? text : "(?" + flags + ")" + text;
    }

    private void writeBytes(byte[] bytes) {
        if (bytes.length == 0) {
            out.writeByte(Id.BYTES_EMPTY);
        } else {
            out.writeCount(bytes.length, Id.BYTES_SMALL, Id.BYTES_MEDIUM, Id.BYTES_LARGE);
            out.writeBytes(bytes);
        }
    }

    private void writeMap(Map<?, ?> map) {
        int size = map.size();
        if (size == 0) {
            out.writeByte(Id.MAP_EMPTY);
            return;
        }
        out.writeCount(size, Id.MAP_SMALL, Id.MAP_MEDIUM, Id.MAP_LARGE);
        descend(map);
        int outerPairs = pairs;
        pairs = 0;
        map.forEach(this);
        checkSize(map, size, pairs);
        pairs = outerPairs;
        depth--;
    }

    /** Writes one entry of a map. */
    @Override
    public void accept(@Nullable Object key, @Nullable Object value) {
        int index = pairs;
        try {
            write(key);
        } catch (Unwritable problem) {
            throw problem.under("{key " + index + "}");
        }
        try {
            write(value);
        } catch (Unwritable problem) {
            throw problem.under(key instanceof String || key instanceof Keyword ? "." + key : "{value " + index + "}");
        }
        pairs = index + 1;
    }

    private void writeCollection(Collection<?> collection) {
        if (collection instanceof Set<?> set) {
            int size = set.size();
            if (size == 0) {
                out.writeByte(Id.SET_EMPTY);
            } else {
                out.writeCount(size, Id.SET_SMALL, Id.SET_MEDIUM, Id.SET_LARGE);
                writeElements(set, size);
            }
        } else if (collection instanceof List<?> list && !(collection instanceof Sequence)) {
            writeVector(list);
        } else {
            int size = collection.size();
            if (size == 0) {
                out.writeByte(Id.LIST_EMPTY);
            } else {
                out.writeCount(size, Id.LIST_SMALL, Id.LIST_MEDIUM, Id.LIST_LARGE);
                writeElements(collection, size);
            }
        }
    }

    private void writeVector(List<?> list) {
        int size = list.size();
        if (size == 0) {
            out.writeByte(Id.VECTOR_EMPTY);
        } else {
            out.writeCount(size, Id.VECTOR_SMALL, Id.VECTOR_MEDIUM, Id.VECTOR_LARGE);
            writeElements(list, size);
        }
    }

    private void writeElements(Collection<?> elements, int size) {
        descend(elements);
        int written = 0;
        try {
            if (elements instanceof List<?> list && elements instanceof RandomAccess) {
                for (; written < size; written++) {
                    write(list.get(written));
                }
            } else {
                for (Object element : elements) {
                    write(element);
                    written++;
                }
            }
        } catch (Unwritable problem) {
            throw problem.under("[" + written + "]");
        }
        checkSize(elements, size, written);
        depth--;
    }

    private void descend(Object value) {
        if (++depth > depthMax) {
            throw new Unwritable(
                    "must be at most " + depthMax
                            + " levels deep: it is deeper, or holds itself; raise it by Nippy.withDepthMax, at ",
                    value);
        }
    }

    private static void checkSize(Object value, int size, int written) {
        if (size != written) {
            throw new Unwritable(
                    "must not change while it is frozen: its size was " + size + " and " + written
                            + " elements came; freeze a copy, at ",
                    value);
        }
    }

    private void writeSerialized(String className, byte[] stream) {
        out.writeText(className, Id.SERIALIZED_SMALL, Id.SERIALIZED_MEDIUM, NONE);
        writeBytes(stream);
    }

    private void writeOpaque(Opaque value) {
        if (value instanceof Opaque.Serialized serialized) {
            writeSerialized(serialized.className(), serialized.bytes());
        } else if (value instanceof Opaque.ClojureRecord record) {
            out.writeText(record.className(), Id.RECORD_SMALL, Id.RECORD_MEDIUM, Id.OLD_RECORD_LARGE);
            descend(record);
            writeMap(record.fields());
            depth--;
        } else if (value instanceof Opaque.ClojureType type) {
            out.writeByte(Id.TYPE);
            writeString(type.className());
            out.writeByte(type.values().size() + Byte.MIN_VALUE);
            writeElements(type.values(), type.values().size());
        } else if (value instanceof Opaque.Edn edn) {
            out.writeText(edn.text(), Id.READER_SMALL, Id.READER_MEDIUM, Id.READER_LARGE);
        } else if (value instanceof Opaque.Regex regex) {
            out.writeByte(Id.REGEX);
            writeString(regex.pattern());
        } else if (value instanceof Opaque.Custom custom) {
            out.writeByte(custom.typeId());
            out.writeBytes(custom.bytes());
        }
    }

    /** A value without a form, and on its way out the place where it stands. */
    static final class Unwritable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private static final int SEGMENTS_MAX = 16;

        private final String problem;
        private final String className;
        private final StringBuilder path = new StringBuilder();
        private int segments;

        Unwritable(Object value) {
            this(
                    "must be of a type that Nippy has a form for; convert it to a map, a list or a plain value first, at ",
                    value);
        }

        Unwritable(String problem, Object value) {
            super(problem, null, false, false);
            this.problem = problem;
            this.className = value.getClass().getName();
        }

        private Unwritable under(String segment) {
            if (segments < SEGMENTS_MAX) {
                path.insert(0, segment);
            } else if (segments == SEGMENTS_MAX) {
                path.insert(0, " ... ");
            }
            segments++;
            return this;
        }

        NippyException describe() {
            return new NippyException("value " + problem + "value" + path + ": " + className);
        }
    }
}
