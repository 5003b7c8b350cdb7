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
            throw Given.beyondEdn(
                    "only patterns whose flags can be embedded can be printed: pattern=" + pattern + " flags=" + flags);
        }
        StringBuilder text = new StringBuilder();
        appendFlags(text, flags, pattern.pattern());
        appendQuoted(text, pattern.pattern());
        if (text.length() > StringText.PATTERN_LENGTH_MAX) {
            throw Given.beyondEdn("only patterns of at most " + StringText.PATTERN_LENGTH_MAX
                    + " characters can be printed: length=" + text.length());
        }
        out.append("#\"").append(text).append('"');
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

    /**
     * Appends the expression with its double quotes escaped. Quotations {@code \Q...\E} are printed as escaped characters, because a double quote or a last
     * backslash in them cannot be escaped.
     */
    private static void appendQuoted(StringBuilder out, String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (text.startsWith("\\Q", i)) {
                int end = text.indexOf("\\E", i + 2);
                appendLiteral(out, text.substring(i + 2, end < 0 ? text.length() : end));
                i = end < 0 ? text.length() : end + 2;
            } else if (c == '\\') {
                out.append(text, i, i + 2);
                i += 2;
            } else {
                out.append(c == '"' ? "\\\"" : String.valueOf(c));
                i++;
            }
        }
    }

    private static void appendLiteral(StringBuilder out, String literal) {
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            boolean digitAfterReference = i == 0 && CharKind.isDigit(c);
            if (digitAfterReference) {
                out.append("\\x3").append(c);
            } else if (c < 0x80 && !Character.isLetterOrDigit(c)) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
    }
}
