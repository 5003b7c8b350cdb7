package io.stator.conformance.mutation;

/**
 * One small change of a source text: what stands from {@code start} to {@code end} becomes the replacement, and no
 * line after it gets another number.
 */
record Mutation(String operator, int start, int end, String replacement) {

    String appliedTo(String text) {
        String removed = text.substring(start, end);
        long lines = removed.chars().filter(c -> c == '\n').count()
                - replacement.chars().filter(c -> c == '\n').count();
        return text.substring(0, start) + replacement + "\n".repeat((int) lines) + text.substring(end);
    }

    int line(String text) {
        return 1 + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
    }

    /** The changed lines as they were and as they are, each on one line. */
    String told(String text) {
        int from = text.lastIndexOf('\n', start - 1) + 1;
        int to = text.indexOf('\n', end) < 0 ? text.length() : text.indexOf('\n', end);
        String before = text.substring(from, to);
        String after = text.substring(from, start) + replacement + text.substring(end, to);
        return operator + ": " + onOneLine(before) + "  ->  " + onOneLine(after);
    }

    private static String onOneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
