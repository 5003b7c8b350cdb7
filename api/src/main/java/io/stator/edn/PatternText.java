package io.stator.edn;

import java.util.regex.Pattern;

/** Prints patterns as {@code #"regex"}, which only queries may hold. */
final class PatternText {
    private static final int EXPRESSIBLE = Pattern.UNIX_LINES
            | Pattern.CASE_INSENSITIVE
            | Pattern.COMMENTS
            | Pattern.MULTILINE
            | Pattern.DOTALL
            | Pattern.UNICODE_CASE
            | Pattern.UNICODE_CHARACTER_CLASS;

    private PatternText() {}

    static void print(StringBuilder out, Pattern pattern) {
        int flags = pattern.flags();
        if ((flags & ~EXPRESSIBLE) != 0) {
            throw new IllegalArgumentException(
                    "only patterns whose flags can be embedded can be printed: pattern=" + pattern + " flags=" + flags);
        }
        out.append("#\"");
        appendFlags(out, flags, pattern.pattern());
        appendQuoted(out, pattern.pattern());
        out.append('"');
    }

    private static void appendFlags(StringBuilder out, int flags, String text) {
        StringBuilder letters = new StringBuilder();
        appendFlag(letters, flags, Pattern.UNIX_LINES, 'd');
        appendFlag(letters, flags, Pattern.CASE_INSENSITIVE, 'i');
        appendFlag(letters, flags, Pattern.COMMENTS, 'x');
        appendFlag(letters, flags, Pattern.MULTILINE, 'm');
        appendFlag(letters, flags, Pattern.DOTALL, 's');
        appendFlag(letters, flags, Pattern.UNICODE_CHARACTER_CLASS, 'U');
        if ((flags & Pattern.UNICODE_CHARACTER_CLASS) == 0) {
            appendFlag(letters, flags, Pattern.UNICODE_CASE, 'u');
        }
        String prefix = "(?" + letters + ")";
        if (!letters.isEmpty() && !text.startsWith(prefix)) {
            out.append(prefix);
        }
    }

    private static void appendFlag(StringBuilder letters, int flags, int flag, char letter) {
        if ((flags & flag) != 0) {
            letters.append(letter);
        }
    }

    /** Appends the expression with its double quotes escaped, which inside {@code \Q...\E} needs a way out of the quotation and back. */
    private static void appendQuoted(StringBuilder out, String text) {
        boolean quotation = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char escaped = text.charAt(i + 1);
                if (quotation ? escaped == 'E' : escaped == 'Q') {
                    quotation = !quotation;
                }
                if (quotation && escaped == '"') {
                    out.append(c);
                } else {
                    out.append(c).append(escaped);
                    i++;
                }
            } else if (c == '"') {
                out.append(quotation ? "\\E\\\"\\Q" : "\\\"");
            } else {
                out.append(c);
            }
        }
    }
}
