package io.stator.engine.query.function;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.Locale;
import java.util.Map;
import java.util.SimpleTimeZone;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an instant: {@code stator.instant/year} and others count as ISO 8601 does, in UTC or in a zone that is named;
 * methods of {@code java.util.Date} count as it does, in UTC.
 */
final class InstantFunctions {
    private static final Map<String, ChronoField> PARTS = Map.of(
            "year", ChronoField.YEAR,
            "month", ChronoField.MONTH_OF_YEAR,
            "day", ChronoField.DAY_OF_MONTH,
            "hour", ChronoField.HOUR_OF_DAY,
            "minute", ChronoField.MINUTE_OF_HOUR,
            "second", ChronoField.SECOND_OF_MINUTE,
            "millisecond", ChronoField.MILLI_OF_SECOND,
            "day-of-week", ChronoField.DAY_OF_WEEK,
            "day-of-year", ChronoField.DAY_OF_YEAR);

    /** The fields of a calendar that the methods of dates read. */
    private static final Map<String, Integer> FIELDS = Map.of(
            "getYear", Calendar.YEAR,
            "getMonth", Calendar.MONTH,
            "getDate", Calendar.DAY_OF_MONTH,
            "getDay", Calendar.DAY_OF_WEEK,
            "getHours", Calendar.HOUR_OF_DAY,
            "getMinutes", Calendar.MINUTE,
            "getSeconds", Calendar.SECOND);

    private static final int FIRST_YEAR = 1900;
    private static final TimeZone UTC = new SimpleTimeZone(0, "UTC");

    private InstantFunctions() {}

    static void addTo(Definitions to) {
        PARTS.forEach((name, field) -> to.define(
                "stator.instant/" + name,
                1,
                2,
                arguments -> instant(arguments[0]).atZone(zone(arguments)).getLong(field)));
    }

    private static Instant instant(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        throw new IllegalArgumentException("expected an instant, got " + Arguments.describe(value));
    }

    private static ZoneId zone(@Nullable Object[] arguments) {
        if (arguments.length == 1) {
            return ZoneOffset.UTC;
        }
        try {
            return ZoneId.of(Arguments.text(arguments[1]));
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "expected a time zone such as \"Europe/Berlin\", got " + Arguments.describe(arguments[1]), unknown);
        }
    }

    /** Returns what a method of {@code java.util.Date} without arguments returns for an instant, or null when there is none. */
    static @Nullable Object ofDate(String method, Instant instant) {
        if (method.equals("toInstant")) {
            return instant;
        }
        if (method.equals("getTimezoneOffset")) {
            return 0L;
        }
        if (method.equals("hashCode")) {
            return (long) Date.from(instant).hashCode();
        }
        if (method.equals("toString")) {
            return text("%1$ta %1$tb %1$td %1$tT UTC %1$tY", instant);
        }
        if (method.equals("toGMTString")) {
            return text("%1$te %1$tb %1$tY %1$tT GMT", instant);
        }
        Integer field = FIELDS.get(method);
        return field == null ? null : (Object) part(calendar(instant), field);
    }

    private static String text(String format, Instant instant) {
        return String.format(Locale.ENGLISH, format, calendar(instant));
    }

    private static Calendar calendar(Instant instant) {
        Calendar calendar = new GregorianCalendar(UTC, Locale.ENGLISH);
        calendar.setTimeInMillis(instant.toEpochMilli());
        return calendar;
    }

    private static long part(Calendar calendar, int field) {
        long value = calendar.get(field);
        if (field == Calendar.YEAR) {
            long year = calendar.get(Calendar.ERA) == GregorianCalendar.BC ? 1 - value : value;
            return year - FIRST_YEAR;
        }
        return field == Calendar.DAY_OF_WEEK ? value - Calendar.SUNDAY : value;
    }

    /** Returns whether dates have a method that instants of this library have not. */
    static boolean isDateMethod(String method) {
        return FIELDS.containsKey(method)
                || method.equals("toInstant")
                || method.equals("getTimezoneOffset")
                || method.equals("toGMTString");
    }
}
