package io.stator.conformance.tidy;

/** Blanks out the comments and the insides of string and character literals of a Java text, keeping every position and line. */
final class CodeOnly {
    private static final String TEXT_BLOCK = "\"\"\"";

    private final String text;
    private final StringBuilder code;
    private int at;

    private CodeOnly(String text) {
        this.text = text;
        this.code = new StringBuilder(text.length());
    }

    static String of(String text) {
        CodeOnly blanking = new CodeOnly(text);
        blanking.run();
        return blanking.code.toString();
    }

    private void run() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                blankUntil(endOf("\n", at) - 1);
            } else if (text.startsWith("/*", at)) {
                blankUntil(endOf("*/", at + 2));
            } else if (text.startsWith(TEXT_BLOCK, at)) {
                literal(TEXT_BLOCK);
            } else if (text.charAt(at) == '"') {
                literal("\"");
            } else if (text.charAt(at) == '\'') {
                literal("'");
            } else {
                code.append(text.charAt(at++));
            }
        }
    }

    private int endOf(String mark, int from) {
        int found = text.indexOf(mark, from);
        return found < 0 ? text.length() + 1 : found + mark.length();
    }

    private void literal(String quote) {
        code.append(quote);
        at += quote.length();
        int end = at;
        while (end < text.length() && !text.startsWith(quote, end)) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        blankUntil(end);
        if (at < text.length()) {
            code.append(quote);
            at += quote.length();
        }
    }

    private void blankUntil(int end) {
        for (; at < Math.min(end, text.length()); at++) {
            code.append(text.charAt(at) == '\n' ? '\n' : ' ');
        }
    }
}
