package io.stator.dynamodb;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
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
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
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
    static final Reader TEXT = Readers.orNull((codecs, value) -> text(value));

    /** Reads points in time. */
    static final Reader INSTANT = Readers.orNull((codecs, value) -> instant(value));

    /** The types that are read from binary. */
    static final Set<Class<?>> BINARY =
            Set.of(byte[].class, ByteBuffer.class, SdkBytes.class, Frozen.class, AttributeValue.class);

    /** The readers by class. */
    static final Map<Class<?>, Reader> EXACT = Map.ofEntries(
            entry(String.class, TEXT),
            entry(CharSequence.class, TEXT),
            entry(Object.class, Readers.orNull(Values::plain)),
            entry(AttributeValue.class, (codecs, value) -> value),
            entry(Item.class, Readers.orNull((codecs, value) -> item(codecs, value))),
            entry(Frozen.class, Readers.orNull((codecs, value) -> Frozen.freeze(codecs.binary(binary(value))))),
            entry(byte[].class, Readers.orNull((codecs, value) -> binary(value).asByteArray())),
            entry(
                    ByteBuffer.class,
                    Readers.orNull((codecs, value) -> binary(value).asByteBuffer())),
            entry(SdkBytes.class, Readers.orNull((codecs, value) -> binary(value))),
            entry(boolean.class, (codecs, value) -> bool(present(value, "boolean"))),
            entry(Boolean.class, Readers.orNull((codecs, value) -> bool(value))),
            entry(AtomicBoolean.class, Readers.orNull((codecs, value) -> new AtomicBoolean(bool(value)))),
            primitive(long.class, StandardReaders::longValue),
            primitive(int.class, StandardReaders::intValue),
            primitive(short.class, StandardReaders::shortValue),
            primitive(byte.class, StandardReaders::byteValue),
            primitive(double.class, Numbers::doubleValue),
            primitive(float.class, Numbers::floatValue),
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
            entry(OptionalInt.class, optional(OptionalInt.empty(), text -> OptionalInt.of(intValue(text)))),
            entry(OptionalLong.class, optional(OptionalLong.empty(), text -> OptionalLong.of(longValue(text)))),
            entry(
                    OptionalDouble.class,
                    optional(OptionalDouble.empty(), text -> OptionalDouble.of(Numbers.doubleValue(text)))),
            entry(char.class, (codecs, value) -> character(text(present(value, "char")))),
            entry(Character.class, Readers.orNull((codecs, value) -> character(text(value)))),
            entry(Instant.class, INSTANT),
            parsed(UUID.class, StandardReaders::uuid, "a UUID"),
            parsed(URI.class, URI::create, "a URI"),
            parsed(LocalDate.class, LocalDate::parse, "a date, like 2026-01-31"),
            parsed(LocalDateTime.class, LocalDateTime::parse, "a date and time, like 2026-01-31T12:00"),
            parsed(LocalTime.class, LocalTime::parse, "a time, like 12:00"),
            parsed(OffsetDateTime.class, OffsetDateTime::parse, "a date and time, like 2026-01-31T12:00+01:00"),
            parsed(OffsetTime.class, OffsetTime::parse, "a time, like 12:00+01:00"),
            parsed(
                    ZonedDateTime.class,
                    ZonedDateTime::parse,
                    "a date and time, like 2026-01-31T12:00+01:00[Europe/Paris]"),
            parsed(Year.class, Year::parse, "a year"),
            parsed(YearMonth.class, YearMonth::parse, "a month, like 2026-01"),
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

    private static AttributeValue present(@Nullable AttributeValue value, String type) {
        if (value == null || Values.isNull(value)) {
            throw new Mismatch("must be there to be read as " + type + ": it is " + (value == null ? "absent" : "null")
                    + "; give a default, or read it as an object type");
        }
        return value;
    }

    private static String numberText(AttributeValue value) {
        if (value.type() != AttributeValue.Type.N) {
            throw wrong("a number", value);
        }
        return value.n();
    }

    private static SdkBytes binary(AttributeValue value) {
        if (value.type() != AttributeValue.Type.B) {
            throw wrong("binary", value);
        }
        return value.b();
    }

    private static boolean bool(AttributeValue value) {
        if (value.type() != AttributeValue.Type.BOOL) {
            throw wrong("a boolean", value);
        }
        return value.bool();
    }

    private static Item item(Codecs codecs, AttributeValue value) {
        if (value.type() != AttributeValue.Type.M) {
            throw wrong("a map", value);
        }
        return Item.read(value.m(), codecs);
    }

    private static Instant instant(AttributeValue value) {
        if (value.type() == AttributeValue.Type.N) {
            return Instants.ofEpochSeconds(value.n());
        }
        return parse(text(value), Instant::parse, "a point in time, like 2026-01-31T12:00:00Z");
    }

    /** Returns the UUID; {@link UUID#fromString} alone takes shortened text, too. */
    private static UUID uuid(String text) {
        UUID uuid = UUID.fromString(text);
        if (!uuid.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return uuid;
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

    private static Map.Entry<Class<?>, Reader> parsed(Class<?> type, Function<String, ?> parse, String expected) {
        return entry(type, Readers.orNull((codecs, value) -> parse(text(value), parse, expected)));
    }

    private static Map.Entry<Class<?>, Reader> primitive(Class<?> type, Function<String, ?> read) {
        return entry(type, (codecs, value) -> read.apply(numberText(present(value, type.getName()))));
    }

    private static Map.Entry<Class<?>, Reader> number(Class<?> type, Function<String, ?> read) {
        return entry(type, Readers.orNull((codecs, value) -> read.apply(numberText(value))));
    }

    private static Reader optional(Object absent, Function<String, ?> read) {
        return (codecs, value) -> value == null || Values.isNull(value) ? absent : read.apply(numberText(value));
    }

    private static Map.Entry<Class<?>, Reader> entry(Class<?> type, Reader reader) {
        return Map.entry(type, reader);
    }
}
