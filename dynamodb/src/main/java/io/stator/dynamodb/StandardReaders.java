package io.stator.dynamodb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How stored values are read as each type that has one reading of its own. */
final class StandardReaders {
    /** Reads text. */
    static final ValueReader TEXT = new LeafReader(String.class, StandardReaders::text);

    /** Reads points in time as what a codec for dates reads too, if there is one. */
    static final ValueReader TIMESTAMP = new LeafReader(Timestamp.class, value -> timestamp(instant(value)));

    /** Reads points in time. */
    static final ValueReader INSTANT = new LeafReader(Instant.class, StandardReaders::instant);

    /** The readers by class. */
    static final Map<Class<?>, ValueReader> EXACT = Map.ofEntries(
            entry(String.class, TEXT),
            leaf(CharSequence.class, StandardReaders::text),
            entry(Object.class, new PlainReader()),
            entry(AttributeValue.class, new StoredReader()),
            entry(Item.class, new ItemReader()),
            entry(Frozen.class, new FrozenReader()),
            entry(byte[].class, new LeafReader.Binary(byte[].class, SdkBytes::asByteArray)),
            entry(ByteBuffer.class, new LeafReader.Binary(ByteBuffer.class, SdkBytes::asByteBuffer)),
            entry(SdkBytes.class, new LeafReader.Binary(SdkBytes.class, bytes -> bytes)),
            leaf(boolean.class, StandardReaders::bool),
            leaf(Boolean.class, StandardReaders::bool),
            leaf(AtomicBoolean.class, value -> new AtomicBoolean(bool(value))),
            number(long.class, StandardReaders::longValue),
            number(int.class, StandardReaders::intValue),
            number(short.class, StandardReaders::shortValue),
            number(byte.class, StandardReaders::byteValue),
            number(double.class, Numbers::doubleValue),
            number(float.class, Numbers::floatValue),
            number(Long.class, StandardReaders::longValue),
            number(Integer.class, StandardReaders::intValue),
            number(Short.class, StandardReaders::shortValue),
            number(Byte.class, StandardReaders::byteValue),
            number(Double.class, Numbers::doubleValue),
            number(Float.class, Numbers::floatValue),
            number(BigInteger.class, Numbers::integer),
            number(BigDecimal.class, Numbers::decimal),
            number(Number.class, Numbers::plain),
            number(AtomicInteger.class, text -> new AtomicInteger(intValue(text))),
            number(AtomicLong.class, text -> new AtomicLong(longValue(text))),
            entry(OptionalInt.class, optional(int.class, OptionalInt.empty(), value -> OptionalInt.of((int) value))),
            entry(
                    OptionalLong.class,
                    optional(long.class, OptionalLong.empty(), value -> OptionalLong.of((long) value))),
            entry(
                    OptionalDouble.class,
                    optional(double.class, OptionalDouble.empty(), value -> OptionalDouble.of((double) value))),
            leaf(char.class, value -> character(text(value))),
            leaf(Character.class, value -> character(text(value))),
            entry(Instant.class, INSTANT),
            leaf(Date.class, value -> date(instant(value))),
            parsed(UUID.class, StandardReaders::uuid, "a UUID"),
            parsed(URI.class, URI::create, "a URI"),
            parsed(LocalDate.class, LocalDate::parse, "a date, like 2026-01-31"),
            parsed(LocalDateTime.class, LocalDateTime::parse, "a date and time, like 2026-01-31T12:00"),
            parsed(LocalTime.class, LocalTime::parse, "a time, like 12:00"),
            leaf(OffsetDateTime.class, StandardReaders::offsetDateTime),
            parsed(OffsetTime.class, OffsetTime::parse, "a time, like 12:00+01:00"),
            leaf(ZonedDateTime.class, StandardReaders::zonedDateTime),
            parsed(Year.class, text -> Year.of(Integer.parseInt(text)), "a year"),
            parsed(YearMonth.class, StandardReaders::yearMonth, "a month, like 2026-01"),
            parsed(MonthDay.class, MonthDay::parse, "a day, like --01-31"),
            parsed(Duration.class, Duration::parse, "a duration, like PT1M"),
            parsed(Period.class, Period::parse, "a period, like P1M"),
            parsed(ZoneId.class, ZoneId::of, "a time zone"),
            parsed(ZoneOffset.class, ZoneOffset::of, "a time zone offset"));

    private StandardReaders() {}

    /** Returns the text of a value. */
    static String text(AttributeValue value) {
        if (value.type() != AttributeValue.Type.S) {
            throw wrong("text", value);
        }
        return value.s();
    }

    /** Returns what is wrong with a value of another type than the one expected. */
    static Mismatch wrong(String expected, AttributeValue value) {
        return new Mismatch("must be " + expected + ": it is " + Values.typeName(value)
                + (value.n() == null && value.s() == null
                        ? ""
                        : ", " + Mismatch.shown(value.n() == null ? value.s() : value.n())));
    }

    private static String numberText(AttributeValue value) {
        if (value.type() != AttributeValue.Type.N) {
            throw wrong("a number", value);
        }
        return value.n();
    }

    private static boolean bool(AttributeValue value) {
        if (value.type() != AttributeValue.Type.BOOL) {
            throw wrong("a boolean", value);
        }
        return value.bool();
    }

    private static Instant instant(AttributeValue value) {
        if (value.type() == AttributeValue.Type.N) {
            return Instants.ofEpochSeconds(value.n());
        }
        return parse(text(value), Instant::parse, "a point in time, like 2026-01-31T12:00:00Z");
    }

    private static Date date(Instant instant) {
        try {
            return Date.from(instant);
        } catch (IllegalArgumentException cause) {
            throw new Mismatch("must be a point in time that Date has: " + Mismatch.shown(instant), cause);
        }
    }

    private static Timestamp timestamp(Instant instant) {
        try {
            return Timestamp.from(instant);
        } catch (IllegalArgumentException cause) {
            throw new Mismatch("must be a point in time that Timestamp has: " + Mismatch.shown(instant), cause);
        }
    }

    private static OffsetDateTime offsetDateTime(AttributeValue value) {
        return value.type() == AttributeValue.Type.N
                ? instant(value).atOffset(ZoneOffset.UTC)
                : parse(text(value), OffsetDateTime::parse, "a date and time, like 2026-01-31T12:00+01:00");
    }

    private static ZonedDateTime zonedDateTime(AttributeValue value) {
        return value.type() == AttributeValue.Type.N
                ? instant(value).atZone(ZoneOffset.UTC)
                : parse(
                        text(value),
                        ZonedDateTime::parse,
                        "a date and time, like 2026-01-31T12:00+01:00[Europe/Paris]");
    }

    /** Returns the UUID; {@link UUID#fromString} alone takes shortened text, too. */
    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return uuid;
    }

    /** Returns the month; {@link YearMonth#parse} alone does not take what {@code toString} writes of years past 9999. */
    private static YearMonth yearMonth(String text) {
        boolean isFar = text.length() > "9999-12".length() && Character.isDigit(text.charAt(0));
        return YearMonth.parse(isFar ? "+" + text : text);
    }

    private static char character(String text) {
        if (text.length() != 1) {
            throw new Mismatch("must be one character: " + Mismatch.shown(text));
        }
        return text.charAt(0);
    }

    private static long longValue(String text) {
        return Numbers.integer(text, Long.MIN_VALUE, Long.MAX_VALUE, "long");
    }

    private static int intValue(String text) {
        return (int) Numbers.integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE, "int");
    }

    private static short shortValue(String text) {
        return (short) Numbers.integer(text, Short.MIN_VALUE, Short.MAX_VALUE, "short");
    }

    private static byte byteValue(String text) {
        return (byte) Numbers.integer(text, Byte.MIN_VALUE, Byte.MAX_VALUE, "byte");
    }

    private static <T> T parse(String text, Function<String, T> parse, String expected) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException | DateTimeException cause) {
            throw new Mismatch("must be " + expected + ": " + Mismatch.shown(text), cause);
        }
    }

    /** Returns the keyword of Clojure with this text. */
    static Object keyword(AttributeValue value) {
        return parse(text(value), FrozenNippyFormat::keyword, "a keyword, like a/b");
    }

    private static Map.Entry<Class<?>, ValueReader> parsed(Class<?> type, Function<String, ?> parse, String expected) {
        return leaf(type, value -> parse(text(value), parse, expected));
    }

    private static Map.Entry<Class<?>, ValueReader> number(Class<?> type, Function<String, ?> read) {
        return leaf(type, value -> read.apply(numberText(value)));
    }

    /** Returns a reader of an optional number, which is read as the primitive type. */
    private static ValueReader optional(Class<?> primitive, Object absent, Function<Object, ?> present) {
        return new ValueReader() {
            @Override
            Object nothing(boolean isThere) {
                return absent;
            }

            @Override
            Object stored(Codecs codecs, AttributeValue value) {
                return present.apply(
                        Objects.requireNonNull(codecs.reader(primitive).read(codecs, value)));
            }

            @Override
            Object thawed(Codecs codecs, @Nullable Object value) {
                return value == null
                        ? absent
                        : present.apply(
                                Objects.requireNonNull(codecs.reader(primitive).thawed(codecs, value)));
            }
        };
    }

    private static Map.Entry<Class<?>, ValueReader> leaf(Class<?> type, Function<AttributeValue, ?> read) {
        return entry(type, new LeafReader(type, read));
    }

    private static Map.Entry<Class<?>, ValueReader> entry(Class<?> type, ValueReader reader) {
        return Map.entry(type, reader);
    }

    /** Reads a value as the plain Java value that it is. */
    private static final class PlainReader extends ValueReader {
        @Override
        @Nullable
        Object stored(Codecs codecs, AttributeValue value) {
            return Values.plain(codecs, value);
        }

        @Override
        @Nullable
        Object thawed(Codecs codecs, @Nullable Object value) {
            return value;
        }
    }

    /** Reads a value as it is stored, null and what was frozen too. */
    private static final class StoredReader extends ValueReader {
        @Override
        @Nullable
        Object nothing(boolean isThere) {
            return isThere ? Values.NULL : null;
        }

        @Override
        Object binary(Codecs codecs, AttributeValue value) {
            return value;
        }

        @Override
        Object stored(Codecs codecs, AttributeValue value) {
            return value;
        }

        @Override
        Object thawed(Codecs codecs, @Nullable Object value) {
            return new FrozenThawed(value).write(codecs, 0);
        }
    }

    /** Reads a map as an item. */
    private static final class ItemReader extends ValueReader {
        @Override
        Object stored(Codecs codecs, AttributeValue value) {
            if (value.type() != AttributeValue.Type.M) {
                throw wrong("a map", value);
            }
            return Item.read(value.m(), codecs);
        }

        @Override
        @Nullable
        Object thawed(Codecs codecs, @Nullable Object value) {
            return value == null ? null : FrozenThawed.item(codecs, value);
        }
    }

    /** Reads binary as a value to be frozen again, also where nothing else is thawed. */
    private static final class FrozenReader extends ValueReader {
        @Override
        Object binary(Codecs codecs, AttributeValue value) {
            Object thawed = codecs.thawedAlways(value.b());
            return Frozen.freeze(thawed == FrozenThawed.NOT_FROZEN ? value.b().asByteArray() : thawed);
        }

        @Override
        Object stored(Codecs codecs, AttributeValue value) {
            throw wrong("binary", value);
        }

        @Override
        Object thawed(Codecs codecs, @Nullable Object value) {
            return Frozen.freeze(value);
        }
    }
}
