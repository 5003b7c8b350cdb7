package io.stator.nippy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.MonthDay;
import java.time.Period;
import java.time.temporal.Temporal;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes one value with type ids that every Nippy since 3.0 reads; {@link Nippy} says which Java type becomes what.
 *
 * <p>Values that are begun and not complete lie on a stack of their own, so that writing needs the same stack of the thread at any
 * depth, also where a value holds itself.
 */
final class NippyWriter {
    private static final int NONE = -1;
    private static final int NANOS_PER_MILLI = 1_000_000;

    private final Output out;
    private final int depthMax;
    private final Deque<Parts> open = new ArrayDeque<>();

    NippyWriter(Output out, int depthMax) {
        this.out = out;
        this.depthMax = depthMax;
    }

    /** Writes a value and all it holds. */
    void write(@Nullable Object value) {
        try {
            begin(value);
            for (Parts parts = open.peek(); parts != null; parts = open.peek()) {
                if (parts.hasNext()) {
                    begin(parts.next());
                } else {
                    parts.checkSize();
                    open.pop();
                }
            }
        } catch (Unwritable problem) {
            open.forEach(parts -> problem.under(parts.place()));
            throw problem;
        }
    }

    /** Writes a value that holds no others, or what stands before those of one that does. */
    private void begin(@Nullable Object given) {
        Object value = given;
        while (value instanceof Optional<?> optional) {
            value = optional.orElse(null);
        }
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
        } else if (value instanceof OptionalInt optional) {
            begin(optional.isPresent() ? optional.getAsInt() : null);
        } else if (value instanceof OptionalLong optional) {
            begin(optional.isPresent() ? optional.getAsLong() : null);
        } else if (value instanceof OptionalDouble optional) {
            begin(optional.isPresent() ? optional.getAsDouble() : null);
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
        out.writeByte(Id.INSTANT);
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private void writeDate(Date date) {
        if (date instanceof Timestamp timestamp && timestamp.getNanos() % NANOS_PER_MILLI != 0) {
            writeInstant(timestamp.toInstant());
        } else {
            out.writeByte(date instanceof java.sql.Date ? Id.SQL_DATE : Id.DATE);
            out.writeLong(date.getTime());
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
        descend(new Parts.Entries(map, size));
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
        descend(new Parts.Elements(elements, size));
    }

    private void descend(Parts parts) {
        if (open.size() >= depthMax) {
            throw new Unwritable(
                    NippyException.Kind.LIMIT,
                    "must be at most " + depthMax
                            + " levels deep: it is deeper, or holds itself; raise it by Nippy.withDepthMax, at ",
                    parts.whole());
        }
        open.push(parts);
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
            descend(new Parts.Single(record, record.fields()));
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

        private final NippyException.Kind kind;
        private final String problem;
        private final String className;
        private final StringBuilder path = new StringBuilder();
        private int segments;

        Unwritable(Object value) {
            this(
                    NippyException.Kind.VALUE,
                    "must be of a type that Nippy has a form for; convert it to a map, a list or a plain value first, at ",
                    value);
        }

        Unwritable(String problem, Object value) {
            this(NippyException.Kind.VALUE, problem, value);
        }

        Unwritable(NippyException.Kind kind, String problem, Object value) {
            super(problem, null, false, false);
            this.kind = kind;
            this.problem = problem;
            this.className = value.getClass().getName();
        }

        private Unwritable under(String segment) {
            if (segment.isEmpty()) {
                return this;
            }
            if (segments < SEGMENTS_MAX) {
                path.insert(0, segment);
            } else if (segments == SEGMENTS_MAX) {
                path.insert(0, " ... ");
            }
            segments++;
            return this;
        }

        NippyException describe() {
            return new NippyException(kind, "value " + problem + "value" + path + ": " + className);
        }
    }
}
