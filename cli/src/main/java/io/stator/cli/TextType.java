package io.stator.cli;

import io.stator.Anomaly;
import io.stator.ValueType;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the text of a field is read as a value. Immutable.
 *
 * @param type the type of the value
 * @param values the values of the only texts there are, or an empty map
 * @param format how instants are written, or null for RFC 3339
 * @param zone where instants without a zone are
 */
record TextType(
        ValueType type,
        Map<String, Object> values,
        @Nullable DateTimeFormatter format,
        ZoneId zone) {
    private static final Pattern INTEGER = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final Pattern TOO_FINE = Pattern.compile(".*:[0-9]{2}[.,][0-9]{3}[0-9]*?[1-9].*");
    private static final Pattern ZONED = Pattern.compile(".*T.*([zZ]|[+-][0-9]{2}:?[0-9]{2})");
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int DATE_LENGTH = 10;
    private static final int SHOWN_MAX = 100;

    /** The most characters of a number. */
    static final int NUMBER_LENGTH_MAX = 1_000;

    /** Returns the value that a text is; an {@link IllegalArgumentException} says why it is none. */
    Object read(String text) {
        if (!values.isEmpty()) {
            Object value = values.get(text);
            if (value == null) {
                throw new IllegalArgumentException("expected one of " + values.keySet() + ", found " + shown(text));
            }
            return value;
        }
        if (type == ValueType.STRING) {
            return text;
        }
        try {
            return parse(text.strip());
        } catch (ArithmeticException | IllegalArgumentException | Anomaly | DateTimeParseException malformed) {
            throw new IllegalArgumentException("expected " + expectation() + ", found " + shown(text), malformed);
        }
    }

    private Object parse(String text) {
        return switch (type) {
            case STRING -> text;
            case LONG -> integer(text).longValueExact();
            case BIGINT -> integer(text);
            case DOUBLE -> inRange(Double.parseDouble(decimal(text)), text);
            case FLOAT -> inRange(Float.parseFloat(decimal(text)), text);
            case BIGDEC -> printable(new BigDecimal(decimal(text)));
            case BOOLEAN -> bool(text);
            case INSTANT -> instant(text);
            case UUID -> UUID.fromString(matching(UUID_TEXT, text));
            case URI -> URI.create(text);
            case KEYWORD -> printable(Keyword.parse(text.startsWith(":") ? text : ":" + text));
            case SYMBOL -> printable(Symbol.parse(text));
            case BYTES -> Base64.getDecoder().decode(text);
            case REF -> ident(text);
            case TUPLE -> throw new IllegalArgumentException("a tuple has no text");
        };
    }

    private String expectation() {
        return switch (type) {
            case STRING -> "text";
            case LONG -> "a whole number of 64 bits";
            case BIGINT -> "a whole number";
            case DOUBLE, FLOAT -> "a number in the range of " + type.ident().name();
            case BIGDEC -> "a decimal number that EDN can write";
            case BOOLEAN -> "true or false (others with :values)";
            case INSTANT ->
                format == null
                        ? "a date such as 2014-02-28 or 2014-02-28T12:00:00.123Z (others with :format)"
                        : "a date in the :format of the mapping, to the millisecond at most";
            case UUID -> "a UUID";
            case URI -> "a URI";
            case KEYWORD -> "a keyword";
            case SYMBOL -> "a symbol";
            case BYTES -> "bytes in base 64";
            case REF -> "an ident such as :a/b (others with :ref, :tempid or :values)";
            case TUPLE -> "nothing";
        };
    }

    private static String shown(String text) {
        return Edn.print(text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...");
    }

    private static String matching(Pattern pattern, String text) {
        if (text.length() > NUMBER_LENGTH_MAX || !pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    private static BigInteger integer(String text) {
        return new BigInteger(matching(INTEGER, text));
    }

    private static String decimal(String text) {
        return matching(DECIMAL, text);
    }

    /** Refuses what is too large, and what is so small that it would be zero. */
    private static Object inRange(Number number, String text) {
        double value = number.doubleValue();
        if (!Double.isFinite(value) || (value == 0 && new BigDecimal(text).signum() != 0)) {
            throw new IllegalArgumentException("out of range");
        }
        return number;
    }

    /** Refuses what has no text in EDN: names with spaces, and decimals that are too long when written out. */
    private static Object printable(Object value) {
        Edn.print(value);
        return value;
    }

    private static Object bool(String text) {
        if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
            return text.equalsIgnoreCase("true");
        }
        throw new IllegalArgumentException(text);
    }

    private static Object ident(String text) {
        if (!text.startsWith(":")) {
            throw new IllegalArgumentException(text);
        }
        return printable(Keyword.parse(text));
    }

    private Instant instant(String text) {
        if (format != null) {
            return instant(format.parseBest(
                    text, ZonedDateTime::from, OffsetDateTime::from, LocalDateTime::from, LocalDate::from));
        }
        String iso = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' '
                ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
                : text;
        if (TOO_FINE.matcher(iso).matches() || !(Edn.read("#inst " + Edn.print(iso)) instanceof Instant utc)) {
            throw new IllegalArgumentException(text);
        }
        return ZONED.matcher(iso).matches() ? utc : local(LocalDateTime.ofInstant(utc, ZoneOffset.UTC));
    }

    private Instant instant(TemporalAccessor time) {
        if (time instanceof ZonedDateTime zoned) {
            return milliseconds(zoned.toInstant());
        }
        if (time instanceof OffsetDateTime offset) {
            return milliseconds(offset.toInstant());
        }
        return local(
                time instanceof LocalDateTime local
                        ? local
                        : LocalDate.from(time).atStartOfDay());
    }

    private Instant local(LocalDateTime time) {
        ZonedDateTime zoned = time.atZone(zone);
        if (!zoned.toLocalDateTime().equals(time)) {
            throw new IllegalArgumentException("there is no such time in " + zone);
        }
        return milliseconds(zoned.toInstant());
    }

    private static Instant milliseconds(Instant instant) {
        if (!instant.equals(Instant.ofEpochMilli(instant.toEpochMilli()))) {
            throw new IllegalArgumentException("finer than a millisecond");
        }
        return instant;
    }
}
