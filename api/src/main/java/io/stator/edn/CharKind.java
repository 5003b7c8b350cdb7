package io.stator.edn;

/** The roles of characters in EDN text. */
final class CharKind {
    private static final int ASCII = 128;
    private static final byte BLANK = 1;
    private static final byte MACRO = 2;
    private static final byte FORBIDDEN = 4;
    private static final byte[] KINDS = kinds();

    private CharKind() {}

    private static byte[] kinds() {
        byte[] kinds = new byte[ASCII];
        for (char c = 0; c < ASCII; c++) {
            if (Character.isWhitespace(c) || c == ',') {
                kinds[c] = BLANK;
            } else if ("\";^()[]{}\\".indexOf(c) >= 0) {
                kinds[c] = MACRO;
            } else if ("@`~".indexOf(c) >= 0) {
                kinds[c] = FORBIDDEN;
            }
        }
        return kinds;
    }

    /** Returns whether the character only separates forms. */
    static boolean isBlank(char c) {
        return c < ASCII ? KINDS[c] == BLANK : Character.isWhitespace(c);
    }

    /** Returns whether the character ends a keyword, symbol or character that stands before it. */
    static boolean endsToken(char c) {
        return c < ASCII ? (KINDS[c] & (BLANK | MACRO)) != 0 : Character.isWhitespace(c);
    }

    /** Returns whether the character goes on with a keyword or symbol without any check. */
    static boolean isPlainConstituent(char c) {
        return c < ASCII ? KINDS[c] == 0 : !Character.isWhitespace(c);
    }

    /** Returns whether the character ends a number that stands before it. */
    static boolean endsNumber(char c) {
        return c == '#' || endsToken(c);
    }

    /** Returns whether the character may stand nowhere but in strings, comments and as a character of its own. */
    static boolean isForbidden(char c) {
        return c < ASCII && KINDS[c] == FORBIDDEN;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
