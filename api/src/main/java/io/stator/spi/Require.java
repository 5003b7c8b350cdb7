package io.stator.spi;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one way to refuse an argument: an {@link Anomaly.Incorrect} whose message names it, and whose data has the name under
 * {@code :stator/argument}.
 *
 * <p>Its methods never wait.
 */
public final class Require {
    /** The key of the name of the argument in {@link Anomaly#data()}. */
    public static final Keyword ARGUMENT = Keyword.of("stator", "argument");

    private static final Pattern DATABASE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Duration NANOS_MAX = Duration.ofNanos(Long.MAX_VALUE);

    private Require() {}

    /**
     * Returns the anomaly of an argument; the message begins with its name.
     *
     * @throws Anomaly.Incorrect when an argument is null; otherwise the refusal is returned, to be thrown
     */
    public static Anomaly.Incorrect refused(String name, String expectation) {
        return new Anomaly.Incorrect(name + " " + expectation, Map.of(ARGUMENT, name), null);
    }

    /**
     * Returns an argument that must not be null.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public static <T> T present(@Nullable T argument, String name) {
        if (argument == null) {
            throw refused(name, "must not be null");
        }
        return argument;
    }

    /**
     * Refuses a null array for the arguments of a method that takes any number of them, null among them.
     *
     * @throws Anomaly.Incorrect when it is null
     */
    public static void array(@Nullable Object arguments, String name) {
        if (arguments == null) {
            throw refused(name, "must not be a null array: for one that is null write (Object) null");
        }
    }

    /**
     * Returns an array without null.
     *
     * @throws Anomaly.Incorrect when it is null or holds null
     */
    public static <T> T[] elements(T @Nullable [] arguments, String name) {
        T[] all = present(arguments, name);
        for (T element : all) {
            if (element == null) {
                throw refused(name, "must not hold null");
            }
        }
        return all;
    }

    /**
     * Returns a collection without null.
     *
     * @throws Anomaly.Incorrect when it is null or holds null
     */
    public static <C extends Collection<?>> C elements(@Nullable C arguments, String name) {
        C all = present(arguments, name);
        for (Object element : all) {
            if (element == null) {
                throw refused(name, "must not hold null");
            }
        }
        return all;
    }

    /**
     * Returns strings, which a collection that was not checked by the compiler may lack.
     *
     * @throws Anomaly.Incorrect when the collection is null, or holds null or anything but strings
     */
    public static List<String> strings(@Nullable Collection<?> arguments, String name) {
        List<String> all = new ArrayList<>();
        for (Object element : elements(arguments, name)) {
            if (!(element instanceof String text)) {
                throw refused(name, "must hold strings: element=" + element);
            }
            all.add(text);
        }
        return all;
    }

    /**
     * Returns a number that is at least another.
     *
     * @throws Anomaly.Incorrect when it is less
     */
    public static long least(long argument, long least, String name) {
        if (argument < least) {
            throw refused(name, "must be >= " + least + ": " + name + "=" + argument);
        }
        return argument;
    }

    /**
     * Returns a duration that is not negative.
     *
     * @throws Anomaly.Incorrect when it is null or negative
     */
    public static Duration notNegative(@Nullable Duration argument, String name) {
        Duration duration = present(argument, name);
        if (duration.isNegative()) {
            throw refused(name, "must not be negative: " + name + "=" + duration);
        }
        return duration;
    }

    /**
     * Returns a time-out that every call can have, one that a long can tell in nanoseconds; zero stands for none.
     *
     * @throws Anomaly.Incorrect when it is null, negative, or too long
     */
    public static Duration timeout(@Nullable Duration argument, String name) {
        Duration timeout = present(argument, name);
        if (timeout.isNegative() || timeout.compareTo(NANOS_MAX) > 0) {
            throw refused(
                    name, "must be at least zero, for none, and at most " + NANOS_MAX + ": " + name + "=" + timeout);
        }
        return timeout;
    }

    /**
     * Returns a pause, one that a long can tell in nanoseconds.
     *
     * @throws Anomaly.Incorrect when it is null, not positive, or too long
     */
    public static Duration pause(@Nullable Duration argument, String name) {
        Duration pause = present(argument, name);
        if (pause.isZero() || pause.isNegative() || pause.compareTo(NANOS_MAX) > 0) {
            throw refused(name, "must be positive and at most " + NANOS_MAX + ": " + name + "=" + pause);
        }
        return pause;
    }

    /** Returns a time-out in nanoseconds: none, which zero stands for, and one that is longer than a long can tell as the longest. It fails with no duration that is not null. */
    public static long nanos(Duration timeout) {
        return timeout.isZero() || timeout.compareTo(NANOS_MAX) > 0 ? Long.MAX_VALUE : timeout.toNanos();
    }

    /**
     * Returns the symbol that a name such as {@code "a/b"} means.
     *
     * @throws Anomaly.Incorrect when it is null or names none
     */
    public static Symbol symbol(@Nullable String argument, String name) {
        String text = present(argument, name);
        try {
            return Symbol.parse(text);
        } catch (Anomaly noName) {
            throw new Anomaly.Incorrect(
                    name + " must be the name of a symbol, such as \"a/b\": " + name + "=\"" + text + "\"",
                    Map.of(ARGUMENT, name),
                    noName);
        }
    }

    /**
     * Returns the keyword that a name such as {@code ":a/b"} or {@code "a/b"} means.
     *
     * @throws Anomaly.Incorrect when it is null or names none
     */
    public static Keyword keyword(@Nullable String argument, String name) {
        String text = present(argument, name);
        try {
            return Keyword.parse(text);
        } catch (Anomaly noName) {
            throw new Anomaly.Incorrect(
                    name + " must be the name of a keyword, such as \":a/b\": " + name + "=\"" + text + "\"",
                    Map.of(ARGUMENT, name),
                    noName);
        }
    }

    /**
     * Returns a name that a database can have.
     *
     * @throws Anomaly.Incorrect when it is null or no such name
     */
    public static String databaseName(@Nullable String argument) {
        String name = present(argument, "name");
        if (!DATABASE_NAME.matcher(name).matches()) {
            throw new Anomaly.Incorrect(
                    "database name must be 1 to 128 of A-Z a-z 0-9 . _ -: name=\"" + UnicodeText.escaped(name) + "\"",
                    Map.of(ARGUMENT, "name"),
                    null);
        }
        return name;
    }
}
