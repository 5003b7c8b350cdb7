package io.stator.engine.query.function;

import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.engine.database.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions about regular expressions; a match that takes long ends at the deadline of the query. */
final class RegexFunctions {
    private RegexFunctions() {}

    static void addTo(Definitions to) {
        to.one("re-pattern", RegexFunctions::compile)
                .withContext(
                        "re-find", 2, 2, (context, arguments) -> find(context, pattern(arguments[0]), arguments[1]))
                .withContext("re-matches", 2, 2, (context, arguments) -> {
                    Matcher matcher = matcher(context, pattern(arguments[0]), Arguments.text(arguments[1]));
                    return matcher.matches() ? groups(matcher) : null;
                })
                .withContext("re-seq", 2, 2, RegexFunctions::all)
                .one("regexp?", value -> value instanceof Pattern);
    }

    private static Pattern compile(@Nullable Object value) {
        return value instanceof Pattern pattern ? pattern : Pattern.compile(Arguments.text(value));
    }

    static Pattern pattern(@Nullable Object value) {
        if (value instanceof Pattern pattern) {
            return pattern;
        }
        throw new IllegalArgumentException(
                "expected a regular expression such as #\"a+\", got " + Arguments.describe(value));
    }

    static Matcher matcher(FunctionContext context, Pattern pattern, String text) {
        return pattern.matcher(guarded(context, text));
    }

    static CharSequence guarded(FunctionContext context, String text) {
        return new GuardedText(text, context.deadline());
    }

    static @Nullable Object find(FunctionContext context, Pattern pattern, @Nullable Object text) {
        Matcher matcher = matcher(context, pattern, Arguments.text(text));
        return matcher.find() ? groups(matcher) : null;
    }

    private static @Nullable Object all(FunctionContext context, @Nullable Object[] arguments) {
        Matcher matcher = matcher(context, pattern(arguments[0]), Arguments.text(arguments[1]));
        List<@Nullable Object> matches = new ArrayList<>();
        while (matcher.find()) {
            matches.add(groups(matcher));
        }
        return matches.isEmpty() ? null : EdnList.copyOf(matches);
    }

    /** Returns the match, as a vector with its groups when the expression has some. */
    private static Object groups(Matcher matcher) {
        if (matcher.groupCount() == 0) {
            return matcher.group();
        }
        List<@Nullable Object> groups = new ArrayList<>(matcher.groupCount() + 1);
        for (int group = 0; group <= matcher.groupCount(); group++) {
            groups.add(matcher.group(group));
        }
        return EdnVector.copyOf(groups);
    }

    /** A text that checks the deadline while it is read. */
    private static final class GuardedText implements CharSequence {
        private static final int READS_PER_CHECK = 1 << 14;

        private final String text;
        private final Deadline deadline;
        private int reads;

        GuardedText(String text, Deadline deadline) {
            this.text = text;
            this.deadline = deadline;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads == READS_PER_CHECK) {
                reads = 0;
                deadline.check();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
