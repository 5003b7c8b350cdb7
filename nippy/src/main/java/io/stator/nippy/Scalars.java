package io.stator.nippy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.Date;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads the values that hold no others. */
final class Scalars {
    /** What stands in the metadata of a Clojure value in place of what only the writing program could use. */
    static final Keyword METADATA_PROTOCOL_KEY = new Keyword("taoensso.nippy", "meta-protocol-key");

    /** The longest regular expression that is compiled, in characters. */
    static final int REGEX_LENGTH_MAX = 1_000;

    /** The most brackets of any kind that a regular expression to be compiled may open. */
    static final int REGEX_BRACKETS_MAX = 100;

    private final Input in;

    Scalars(Input in) {
        this.in = in;
    }

    /** Returns whether the type id is of a value that holds no others. */
    static boolean isKnown(int id) {
        return id >= 0 && id < Id.TYPE && id != Id.CUSTOM && id != Id.OLD_TYPE;
    }

    Object read(int id) {
        return switch (id) {
            case Id.BYTE -> in.readByte();
            case Id.SHORT -> in.readShort();
            case Id.LONG_POSITIVE_SMALL -> (long) in.readBiased();
            case Id.LONG_POSITIVE_MEDIUM -> (long) in.readShort() - Short.MIN_VALUE;
            case Id.LONG_POSITIVE_LARGE -> (long) in.readInt() - Integer.MIN_VALUE;
            case Id.LONG_NEGATIVE_SMALL -> -(long) in.readBiased();
            case Id.LONG_NEGATIVE_MEDIUM -> (long) Short.MIN_VALUE - in.readShort();
            case Id.LONG_NEGATIVE_LARGE -> (long) Integer.MIN_VALUE - in.readInt();
            case Id.BIG_INT, Id.BIG_INTEGER -> readInteger();
            case Id.BIG_DECIMAL -> new BigDecimal(readInteger(), in.readInt());
            case Id.RATIO -> readRatio();
            case Id.FLOAT -> Float.intBitsToFloat(in.readInt());
            case Id.DOUBLE_ZERO -> 0.0;
            case Id.OLD_BOOLEAN -> in.readByte() != 0;
            case Id.CHARACTER -> (char) in.readShort();
            case Id.UUID -> new UUID(in.readLong(), in.readLong());
            case Id.DATE -> new Date(in.readLong());
            case Id.SQL_DATE -> new java.sql.Date(in.readLong());
            case Id.INSTANT -> readInstant();
            case Id.DURATION -> readDuration();
            case Id.PERIOD -> Period.of(in.readInt(), in.readInt(), in.readInt());
            case Id.BYTES_EMPTY -> new byte[0];
            case Id.BYTES_SMALL -> in.readBytes(in.readByte());
            case Id.BYTES_MEDIUM -> in.readBytes(in.readShort());
            case Id.BYTES_LARGE -> in.readBytes(in.readInt());
            case Id.INT_ARRAY -> readPacked(int[].class);
            case Id.LONG_ARRAY -> readPacked(long[].class);
            case Id.FLOAT_ARRAY -> readPacked(float[].class);
            case Id.DOUBLE_ARRAY -> readPacked(double[].class);
            default -> readText(id);
        };
    }

    private Object readText(int id) {
        return switch (id) {
            case Id.STRING_EMPTY -> "";
            case Id.STRING_LARGE -> in.readText(in.readInt());
            case Id.OLD_STRING_UTF -> in.readModifiedUtf();
            case Id.KEYWORD_MEDIUM -> Keyword.of(in.readText(in.readShort()));
            case Id.KEYWORD_LARGE, Id.OLD_KEYWORD_MEDIUM -> Keyword.of(in.readText(in.readInt()));
            case Id.OLD_KEYWORD_UTF -> Keyword.of(in.readModifiedUtf());
            case Id.SYMBOL_SMALL -> Symbol.of(in.readText(in.readByte()));
            case Id.SYMBOL_MEDIUM -> Symbol.of(in.readText(in.readShort()));
            case Id.SYMBOL_LARGE, Id.OLD_SYMBOL_MEDIUM -> Symbol.of(in.readText(in.readInt()));
            case Id.READER_SMALL -> new Opaque.Edn(in.readText(in.readByte()));
            case Id.READER_MEDIUM -> new Opaque.Edn(in.readText(in.readShort()));
            case Id.READER_LARGE, Id.OLD_READER_LARGE -> new Opaque.Edn(in.readText(in.readInt()));
            case Id.OLD_READER_UTF -> new Opaque.Edn(in.readModifiedUtf());
            default -> throw new IllegalStateException("type id must be known: " + id);
        };
    }

    private BigInteger readInteger() {
        byte[] digits = in.readBytes(in.readInt());
        if (digits.length == 0) {
            throw damaged("an integer must have at least one byte", null);
        }
        return new BigInteger(digits);
    }

    private Ratio readRatio() {
        BigInteger numerator = readInteger();
        BigInteger denominator = readInteger();
        if (denominator.signum() == 0) {
            throw damaged("a ratio must not have the denominator 0", null);
        }
        return new Ratio(numerator, denominator);
    }

    private Instant readInstant() {
        long seconds = in.readLong();
        int nanos = in.readInt();
        try {
            return Instant.ofEpochSecond(seconds, nanos);
        } catch (DateTimeException | ArithmeticException outside) {
            throw damaged("an instant must be one of Java's: " + seconds + " seconds", outside);
        }
    }

    private Duration readDuration() {
        long seconds = in.readLong();
        int nanos = in.readInt();
        try {
            return Duration.ofSeconds(seconds, nanos);
        } catch (ArithmeticException outside) {
            throw damaged("a duration must be one of Java's: " + seconds + " seconds", outside);
        }
    }

    private Object readPacked(Class<?> type) {
        return PrimitiveArrays.unpack(type, in.readPacked(in.readInt(), PrimitiveArrays.elementBytes(type)));
    }

    private NippyException damaged(String expectation, @Nullable Throwable cause) {
        return new NippyException(expectation + ", before byte " + in.position() + "; the bytes are damaged", cause);
    }

    /** Returns the compiled regular expression, or an opaque one if compiling it fails or could take too long. */
    static Object regex(String pattern) {
        long brackets = pattern.chars()
                .filter(c -> c == '(' || c == '[')
                .limit(REGEX_BRACKETS_MAX + 1L)
                .count();
        if (pattern.length() > REGEX_LENGTH_MAX || brackets > REGEX_BRACKETS_MAX) {
            return new Opaque.Regex(pattern);
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException malformed) {
            return new Opaque.Regex(pattern);
        }
    }

    static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new NippyException("URI must be well-formed: " + malformed.getMessage(), malformed);
        }
    }
}
