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
    /** What a part of a text takes beside its characters. */
    private static final long BYTES_A_PART = 64;

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

    private static CharSequence guarded(FunctionContext context, String text) {
        return new GuardedText(text, context.deadline());
    }

    /** Returns the parts of a text between what matches, as {@link Pattern#split(CharSequence, int)} does. */
    static EdnVector split(FunctionContext context, Pattern pattern, String text, int limit) {
        Matcher matcher = matcher(context, pattern, text);
        List<String> parts = new ArrayList<>();
        int done = 0;
        int filled = 0;
        while ((limit <= 0 || parts.size() < limit - 1) && matcher.find()) {
            if (matcher.end() == 0) {
                continue; // nothing is before what matches nothing at the beginning
            }
            parts.add(text.substring(done, matcher.start()));
            filled = matcher.start() > done ? parts.size() : filled;
            done = matcher.end();
            make(context, parts.size());
        }
        if (parts.isEmpty()) {
            return EdnVector.of(text);
        }
        parts.add(text.substring(done));
        filled = done < text.length() ? parts.size() : filled;
        return EdnVector.copyOf(limit == 0 ? parts.subList(0, filled) : parts);
    }

    /** Throws when so many parts of a text are too many for the query. */
    private static void make(FunctionContext context, int parts) {
        context.effort().steps(1);
        context.need(BYTES_A_PART * parts);
    }

    static @Nullable Object find(FunctionContext context, Pattern pattern, @Nullable Object text) {
        Matcher matcher = matcher(context, pattern, Arguments.text(text));
        return matcher.find() ? groups(matcher) : null;
    }

    private static @Nullable Object all(FunctionContext context, @Nullable Object[] arguments) {
        Matcher matcher = matcher(context, pattern(arguments[0]), Arguments.text(arguments[1]));
        List<@Nullable Object> matches = new ArrayList<>();
        int made = 0;
        while (matcher.find()) {
            matches.add(groups(matcher));
            made += 1 + matcher.groupCount();
            make(context, made);
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
