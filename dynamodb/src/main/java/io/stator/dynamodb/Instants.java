package io.stator.dynamodb;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Points in time as text, ISO 8601 with always nine digits of the second's fraction, so that the order of the text is the order
 * of time: keys and conditions compare text.
 */
final class Instants {
    private static final int FRACTION_DIGITS = 9;
    private static final BigDecimal SECONDS_MAX = BigDecimal.valueOf(Instant.MAX.getEpochSecond());

    /** Without a zone, which would keep the first and the last year from being written. */
    private static final DateTimeFormatter FORMAT =
            new DateTimeFormatterBuilder().appendInstant(FRACTION_DIGITS).toFormatter();

    private Instants() {}

    /** Returns the text: {@code 2026-01-31T12:00:00.000000000Z}. */
    static String text(Instant value) {
        return FORMAT.format(value);
    }

    /** Returns the point in time that is so many seconds after 1970, the form DynamoDB wants for time to live. */
    static Instant ofEpochSeconds(String number) {
        BigDecimal seconds = Numbers.decimal(number);
        if (seconds.abs().compareTo(SECONDS_MAX) > 0) {
            throw new Mismatch("must be seconds since 1970: " + Mismatch.shown(number));
        }
        try {
            long whole = seconds.setScale(0, RoundingMode.FLOOR).longValueExact();
            long nanos = seconds.subtract(BigDecimal.valueOf(whole))
                    .movePointRight(FRACTION_DIGITS)
                    .longValueExact();
            return Instant.ofEpochSecond(whole, nanos);
        } catch (ArithmeticException | DateTimeException cause) {
            throw new Mismatch("must be seconds since 1970: " + Mismatch.shown(number), cause);
        }
    }
}
