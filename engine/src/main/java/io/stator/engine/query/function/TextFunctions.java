package io.stator.engine.query.function;

import io.stator.edn.EdnVector;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions of {@code clojure.string}. */
final class TextFunctions {
    private static final Pattern LINE_END = Pattern.compile("\\r?\\n");

    private TextFunctions() {}

    static void addTo(Definitions to) {
        to.one("clojure.string/upper-case", value -> shown(value).toUpperCase(Locale.ROOT))
                .one("clojure.string/lower-case", value -> shown(value).toLowerCase(Locale.ROOT))
                .one("clojure.string/capitalize", value -> capitalize(shown(value)))
                .one("clojure.string/trim", value -> trim(Arguments.text(value), true, true))
                .one("clojure.string/triml", value -> trim(Arguments.text(value), true, false))
                .one("clojure.string/trimr", value -> trim(Arguments.text(value), false, true))
                .one("clojure.string/trim-newline", value -> trimNewline(Arguments.text(value)))
                .one(
                        "clojure.string/reverse",
                        value -> new StringBuilder(Arguments.text(value))
                                .reverse()
                                .toString())
                .one(
                        "clojure.string/blank?",
                        value -> value == null || trim(shown(value), true, true).isEmpty())
                .two("clojure.string/starts-with?", (text, part) -> shown(text).startsWith(Arguments.text(part)))
                .two("clojure.string/ends-with?", (text, part) -> shown(text).endsWith(Arguments.text(part)))
                .two("clojure.string/includes?", (text, part) -> shown(text).contains(Arguments.text(part)))
                .define("clojure.string/join", 1, 2, TextFunctions::join)
                .withContext("clojure.string/split", 2, 3, TextFunctions::split)
                .one(
                        "clojure.string/split-lines",
                        value -> EdnVector.copyOf(Arrays.asList(LINE_END.split(Arguments.text(value)))))
                .withContext("clojure.string/replace", 3, 3, (context, arguments) -> replace(context, arguments, true))
                .withContext(
                        "clojure.string/replace-first",
                        3,
                        3,
                        (context, arguments) -> replace(context, arguments, false))
                .define("clojure.string/index-of", 2, 3, TextFunctions::indexOf)
                .define("clojure.string/last-index-of", 2, 3, TextFunctions::lastIndexOf)
                .define("subs", 2, 3, arguments -> {
                    String text = Arguments.text(arguments[0]);
                    int start = Arguments.index(arguments[1]);
                    return arguments.length == 2
                            ? text.substring(start)
                            : text.substring(start, Arguments.index(arguments[2]));
                });
    }

    /** Returns a value as text; unlike most functions, those of this namespace take more than strings. */
    private static String shown(@Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("expected a string, got nil");
        }
        return CoreFunctions.string(value);
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

    private static String join(@Nullable Object[] arguments) {
        String separator = arguments.length == 2 ? CoreFunctions.string(arguments[0]) : "";
        StringJoiner joiner = new StringJoiner(separator);
        for (Object element : Sequences.of(arguments[arguments.length - 1])) {
            joiner.add(CoreFunctions.string(element));
        }
        return joiner.toString();
    }

    private static EdnVector split(FunctionContext context, @Nullable Object[] arguments) {
        Pattern pattern = RegexFunctions.pattern(arguments[1]);
        int limit = arguments.length == 3 ? Arguments.index(arguments[2]) : 0;
        return EdnVector.copyOf(
                Arrays.asList(pattern.split(RegexFunctions.guarded(context, Arguments.text(arguments[0])), limit)));
    }

    private static String replace(FunctionContext context, @Nullable Object[] arguments, boolean all) {
        String text = shown(arguments[0]);
        Object match = arguments[1];
        if (match instanceof Pattern pattern) {
            Matcher matcher = RegexFunctions.matcher(context, pattern, text);
            String replacement = Arguments.text(arguments[2]);
            return all ? matcher.replaceAll(replacement) : matcher.replaceFirst(replacement);
        }
        if (match instanceof Character from && arguments[2] instanceof Character with) {
            return replace(text, from.toString(), with.toString(), all);
        }
        return replace(text, Arguments.text(match), Arguments.text(arguments[2]), all);
    }

    private static String replace(String text, String from, String with, boolean all) {
        if (all) {
            return text.replace(from, with);
        }
        int at = text.indexOf(from);
        return at < 0 ? text : text.substring(0, at) + with + text.substring(at + from.length());
    }

    private static String part(@Nullable Object value) {
        return value instanceof Character character ? character.toString() : Arguments.text(value);
    }

    private static @Nullable Long indexOf(@Nullable Object[] arguments) {
        String text = shown(arguments[0]);
        int from = arguments.length == 3 ? Arguments.index(arguments[2]) : 0;
        int index = text.indexOf(part(arguments[1]), from);
        return index < 0 ? null : (Long) (long) index;
    }

    private static @Nullable Long lastIndexOf(@Nullable Object[] arguments) {
        String text = shown(arguments[0]);
        int from = arguments.length == 3 ? Arguments.index(arguments[2]) : text.length();
        int index = text.lastIndexOf(part(arguments[1]), from);
        return index < 0 ? null : (Long) (long) index;
    }
}
