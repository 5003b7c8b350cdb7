package io.stator.edn;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code #inst}: RFC 3339, of which everything after the year may be left out from the right, in the proleptic Gregorian calendar. Years outside
 * 0000 to 9999 have a sign and at least four digits.
 */
final class InstantText {
    private static final Pattern FORM = Pattern.compile("([0-9]{4}|[-+][0-9]{4,9})"
            + "(?:-([0-9]{2})(?:-([0-9]{2})(?:T([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]+))?)?)?)?)?)?"
            + "(?:Z|([-+][0-9]{2}):([0-9]{2}))?");
    private static final int FRACTION_DIGITS = 3;
    private static final int NANOS_OF_MILLI = 1_000_000;
    private static final int LAST_HOUR = 23;
    private static final int LAST_MINUTE = 59;
    private static final int LEAP_SECOND = 60;
    private static final int YEAR_PRINTED_PLAIN_MAX = 9999;

    private InstantText() {}

    /** Returns the instant, or null if the text is none, finer than milliseconds, or out of the range that milliseconds in a long can express. */
    static @Nullable Instant parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        int hour = part(parts, 4, 0);
        int minute = part(parts, 5, 0);
        int second = part(parts, 6, 0);
        int offsetHours = part(parts, 8, 0);
        int offsetMinutes = part(parts, 9, 0);
        String fraction = parts.group(7);
        boolean leap = second == LEAP_SECOND && minute == LAST_MINUTE;
        if (Math.abs(offsetHours) > LAST_HOUR || offsetMinutes > LAST_MINUTE || isFiner(fraction)) {
            return null;
        }
        String sign = parts.group(8) == null ? "+" : parts.group(8).substring(0, 1);
        int offset = Math.abs(offsetHours) * 60 + offsetMinutes;
        try {
            Instant instant = LocalDateTime.of(
                            part(parts, 1, 0),
                            part(parts, 2, 1),
                            part(parts, 3, 1),
                            hour,
                            minute,
                            leap ? LAST_MINUTE : second)
                    .plusSeconds(leap ? 1 : 0)
                    .minusMinutes(sign.equals("-") ? -offset : offset)
                    .toInstant(ZoneOffset.UTC)
                    .plusMillis(milliseconds(fraction));
            return isInRange(instant) ? instant : null;
        } catch (DateTimeException impossible) {
            return null;
        }
    }

    private static int part(Matcher parts, int group, int missing) {
        String digits = parts.group(group);
        return digits == null ? missing : Integer.parseInt(digits);
    }

    /** Returns whether a digit beyond those of milliseconds says something. */
    private static boolean isFiner(@Nullable String fraction) {
        return fraction != null
                && fraction.length() > FRACTION_DIGITS
                && fraction.chars().skip(FRACTION_DIGITS).anyMatch(digit -> digit != '0');
    }

    private static int milliseconds(@Nullable String fraction) {
        if (fraction == null) {
            return 0;
        }
        String padded = fraction + "00";
        return Integer.parseInt(padded.substring(0, FRACTION_DIGITS));
    }

    /** Returns whether the instant can be expressed as whole milliseconds since 1970 in a long. */
    static boolean isExpressible(Instant instant) {
        return instant.getNano() % NANOS_OF_MILLI == 0 && isInRange(instant);
    }

    private static boolean isInRange(Instant instant) {
        return instant.compareTo(Instant.ofEpochMilli(Long.MAX_VALUE)) <= 0
                && instant.compareTo(Instant.ofEpochMilli(Long.MIN_VALUE)) >= 0;
    }

    /** Appends an instant that {@link #isExpressible} in the form in which Clojure prints it. */
    static void print(StringBuilder out, Instant instant) {
        LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        int year = time.getYear();
        if (year < 0 || year > YEAR_PRINTED_PLAIN_MAX) {
            out.append(year < 0 ? '-' : '+');
        }
        appendPadded(out, Math.abs(year), 4);
        appendPadded(out.append('-'), time.getMonthValue(), 2);
        appendPadded(out.append('-'), time.getDayOfMonth(), 2);
        appendPadded(out.append('T'), time.getHour(), 2);
        appendPadded(out.append(':'), time.getMinute(), 2);
        appendPadded(out.append(':'), time.getSecond(), 2);
        appendPadded(out.append('.'), time.get(ChronoField.MILLI_OF_SECOND), 3);
        out.append("-00:00");
    }

    private static void appendPadded(StringBuilder out, int number, int width) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < width; i++) {
            out.append('0');
        }
        out.append(digits);
    }
}
