package io.stator.engine.query.function;

import io.stator.edn.EdnVector;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions of {@code clojure.string}. */
final class TextFunctions {
    /** The greatest length of a string that is made of others. */
    private static final int CHARACTERS_MAX = 1 << 27;

    /** Longer texts are not looked for at each position anew. */
    private static final int SEARCHED_PART_MIN = 64;

    private static final Pattern LINE_END = Pattern.compile("\\r?\\n");

    private TextFunctions() {}

    static void addTo(Definitions to) {
        to.withContext(
                        "clojure.string/upper-case",
                        1,
                        1,
                        (context, arguments) -> shown(context, arguments[0]).toUpperCase(Locale.ROOT))
                .withContext(
                        "clojure.string/lower-case",
                        1,
                        1,
                        (context, arguments) -> shown(context, arguments[0]).toLowerCase(Locale.ROOT))
                .withContext(
                        "clojure.string/capitalize",
                        1,
                        1,
                        (context, arguments) -> capitalize(shown(context, arguments[0])))
                .one("clojure.string/trim", value -> trim(Arguments.text(value), true, true))
                .one("clojure.string/triml", value -> trim(Arguments.text(value), true, false))
                .one("clojure.string/trimr", value -> trim(Arguments.text(value), false, true))
                .one("clojure.string/trim-newline", value -> trimNewline(Arguments.text(value)))
                .one(
                        "clojure.string/reverse",
                        value -> new StringBuilder(Arguments.text(value))
                                .reverse()
                                .toString())
                .withContext(
                        "clojure.string/blank?",
                        1,
                        1,
                        (context, arguments) -> arguments[0] == null
                                || trim(shown(context, Arguments.text(arguments[0])), true, true)
                                        .isEmpty());
        addParts(to);
    }

    private static void addParts(Definitions to) {
        to.withContext(
                        "clojure.string/starts-with?",
                        2,
                        2,
                        (context, arguments) -> shown(context, arguments[0]).startsWith(Arguments.text(arguments[1])))
                .withContext(
                        "clojure.string/ends-with?",
                        2,
                        2,
                        (context, arguments) -> shown(context, arguments[0]).endsWith(Arguments.text(arguments[1])))
                .withContext(
                        "clojure.string/includes?",
                        2,
                        2,
                        (context, arguments) ->
                                indexOf(context, shown(context, arguments[0]), Arguments.text(arguments[1]), 0) >= 0)
                .withContext("clojure.string/join", 1, 2, TextFunctions::join)
                .withContext("clojure.string/split", 2, 3, TextFunctions::split)
                .withContext(
                        "clojure.string/split-lines",
                        1,
                        1,
                        (context, arguments) ->
                                RegexFunctions.split(context, LINE_END, Arguments.text(arguments[0]), 0))
                .withContext("clojure.string/replace", 3, 3, (context, arguments) -> replace(context, arguments, true))
                .withContext(
                        "clojure.string/replace-first",
                        3,
                        3,
                        (context, arguments) -> replace(context, arguments, false))
                .withContext("clojure.string/index-of", 2, 3, TextFunctions::indexOf)
                .withContext("clojure.string/last-index-of", 2, 3, TextFunctions::lastIndexOf)
                .define("subs", 2, 3, arguments -> {
                    String text = Arguments.text(arguments[0]);
                    int start = Arguments.index(arguments[1]);
                    return arguments.length == 2
                            ? text.substring(start)
                            : text.substring(start, Arguments.index(arguments[2]));
                });
    }

    /** Returns a value as text; unlike most functions, those of this namespace take more than strings. */
    private static String shown(FunctionContext context, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("expected a string, got nil");
        }
        return CoreFunctions.string(context, value);
    }

    private static String capitalize(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String trim(String text, boolean left, boolean right) {
        int start = 0;
        int end = text.length();
        while (left && start < end && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        while (right && end > start && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static String trimNewline(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String join(FunctionContext context, @Nullable Object[] arguments) {
        String separator = arguments.length == 2 ? CoreFunctions.string(context, arguments[0]) : "";
        StringBuilder joined = new StringBuilder();
        boolean first = true;
        for (Object element : Sequences.of(arguments[arguments.length - 1])) {
            String text = CoreFunctions.string(context, element);
            String between = first ? "" : separator;
            first = false;
            make(context, (long) joined.length() + between.length() + text.length());
            joined.append(between).append(text);
        }
        return joined.toString();
    }

    /** Throws when a text of so many characters is too long for the query. */
    private static void make(FunctionContext context, long length) {
        context.effort().steps(1);
        context.need(2L * length);
        if (length > CHARACTERS_MAX) {
            throw new IllegalArgumentException("a string may have at most " + CHARACTERS_MAX + " characters");
        }
    }

    private static EdnVector split(FunctionContext context, @Nullable Object[] arguments) {
        Pattern pattern = RegexFunctions.pattern(arguments[1]);
        int limit = arguments.length == 3 ? Arguments.index(arguments[2]) : 0;
        return RegexFunctions.split(context, pattern, Arguments.text(arguments[0]), limit);
    }

    private static String replace(FunctionContext context, @Nullable Object[] arguments, boolean all) {
        String text = shown(context, arguments[0]);
        Object match = arguments[1];
        if (match instanceof Pattern pattern) {
            return replace(context, RegexFunctions.matcher(context, pattern, text), Arguments.text(arguments[2]), all);
        }
        if (match instanceof Character from && arguments[2] instanceof Character with) {
            return replace(context, text, from.toString(), with.toString(), all);
        }
        return replace(context, text, Arguments.text(match), Arguments.text(arguments[2]), all);
    }

    /** Replaces what a regular expression matches, each or the first one. */
    static String replace(FunctionContext context, Matcher matcher, String replacement, boolean all) {
        StringBuilder replaced = new StringBuilder();
        boolean found = matcher.find();
        while (found) {
            make(context, (long) replaced.length() + replacement.length());
            context.effort().steps(replacement.length());
            matcher.appendReplacement(replaced, replacement);
            found = all && matcher.find();
        }
        return matcher.appendTail(replaced).toString();
    }

    /** Replaces a part of a text, everywhere or where it is first. */
    static String replace(FunctionContext context, String text, String from, String with, boolean all) {
        StringBuilder replaced = new StringBuilder();
        int done = 0;
        int at = indexOf(context, text, from, 0);
        while (at >= 0) {
            make(context, (long) replaced.length() + at - done + with.length());
            replaced.append(text, done, at).append(with);
            done = at + from.length();
            if (from.isEmpty() && at < text.length()) {
                replaced.append(text.charAt(at));
                done = at + 1;
            }
            at = all && at < text.length() ? indexOf(context, text, from, Math.max(done, at + 1)) : -1;
        }
        return done == 0 && replaced.isEmpty()
                ? text
                : replaced.append(text, done, text.length()).toString();
    }

    /** Returns where a text holds a part, from some position on, or -1; looks at each character once (Knuth, Morris, Pratt). */
    static int indexOf(FunctionContext context, String text, String part, int from) {
        if (part.length() < SEARCHED_PART_MIN || text.length() < SEARCHED_PART_MIN) {
            return text.indexOf(part, from);
        }
        int[] fallback = fallback(context, part);
        int matched = 0;
        for (int i = Math.max(0, from); i < text.length(); i++) {
            context.effort().steps(1);
            while (matched > 0 && part.charAt(matched) != text.charAt(i)) {
                matched = fallback[matched - 1];
            }
            matched += part.charAt(matched) == text.charAt(i) ? 1 : 0;
            if (matched == part.length()) {
                return i - matched + 1;
            }
        }
        return -1;
    }

    private static int lastIndexOf(FunctionContext context, String text, String part, int from) {
        if (part.length() < SEARCHED_PART_MIN || from < 0) {
            return text.lastIndexOf(part, from);
        }
        String before = text.substring(0, (int) Math.min(text.length(), (long) from + part.length()));
        int mirrored = indexOf(context, mirror(before), mirror(part), 0);
        return mirrored < 0 ? -1 : before.length() - mirrored - part.length();
    }

    /** Returns the characters in the opposite order, pairs of surrogates included. */
    private static String mirror(String text) {
        char[] mirrored = new char[text.length()];
        for (int i = 0; i < mirrored.length; i++) {
            mirrored[i] = text.charAt(mirrored.length - 1 - i);
        }
        return new String(mirrored);
    }

    /** Returns for each beginning of a text how much of it is its end again. */
    private static int[] fallback(FunctionContext context, String part) {
        context.need((long) Integer.BYTES * part.length());
        int[] fallback = new int[part.length()];
        int matched = 0;
        for (int i = 1; i < part.length(); i++) {
            context.effort().steps(1);
            while (matched > 0 && part.charAt(matched) != part.charAt(i)) {
                matched = fallback[matched - 1];
            }
            matched += part.charAt(matched) == part.charAt(i) ? 1 : 0;
            fallback[i] = matched;
        }
        return fallback;
    }

    static String part(@Nullable Object value) {
        return value instanceof Character character ? character.toString() : Arguments.text(value);
    }

    private static @Nullable Long indexOf(FunctionContext context, @Nullable Object[] arguments) {
        String text = shown(context, arguments[0]);
        int from = arguments.length == 3 ? Arguments.index(arguments[2]) : 0;
        int index = indexOf(context, text, part(arguments[1]), Math.max(0, from));
        return index < 0 ? null : (Long) (long) index;
    }

    private static @Nullable Long lastIndexOf(FunctionContext context, @Nullable Object[] arguments) {
        String text = shown(context, arguments[0]);
        int from = arguments.length == 3 ? Arguments.index(arguments[2]) : text.length();
        int index = lastIndexOf(context, text, part(arguments[1]), from);
        return index < 0 ? null : (Long) (long) index;
    }
}
