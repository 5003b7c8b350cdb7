package io.stator.edn;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The characters of EDN text: {@code \a}, {@code \newline}, {@code \u0041}, {@code \o101}. */
final class CharacterText {
    private static final Map<String, Character> BY_NAME =
            Map.of("newline", '\n', "space", ' ', "tab", '\t', "return", '\r', "backspace", '\b', "formfeed", '\f');
    private static final int UNICODE_DIGITS = 4;
    private static final int OCTAL_DIGITS_MAX = 3;
    private static final int OCTAL_MAX = 0377;

    private CharacterText() {}

    /** Returns the character that this token after the backslash stands for, or null if it is none. */
    static @Nullable Character parse(String token) {
        if (token.length() == 1) {
            return token.charAt(0);
        }
        Character named = BY_NAME.get(token);
        if (named != null) {
            return named;
        }
        String digits = token.substring(1);
        int code = -1;
        if (token.charAt(0) == 'u' && digits.length() == UNICODE_DIGITS) {
            code = number(digits, 16);
        } else if (token.charAt(0) == 'o' && digits.length() <= OCTAL_DIGITS_MAX) {
            code = number(digits, 8);
            code = code > OCTAL_MAX ? -1 : code;
        }
        return code < 0 ? null : (char) code;
    }

    private static int number(String digits, int radix) {
        int value = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digit(digits.charAt(i), radix);
            if (digit < 0) {
                return -1;
            }
            value = value * radix + digit;
        }
        return value;
    }

    /** Returns the value of an ASCII digit in the radix, or -1. */
    static int digit(int c, int radix) {
        return c < 0x80 ? Character.digit(c, radix) : -1;
    }

    /** Appends the character with its backslash. */
    static void print(StringBuilder out, char c) {
        out.append('\\');
        for (Map.Entry<String, Character> named : BY_NAME.entrySet()) {
            if (named.getValue() == c) {
                out.append(named.getKey());
                return;
            }
        }
        if ((c > ' ' && c < 0x7F) || (c >= 0x80 && Character.isLetterOrDigit(c))) {
            out.append(c);
        } else {
            appendUnicode(out, c);
        }
    }

    /** Appends {@code u} and the four hexadecimal digits of the character. */
    static void appendUnicode(StringBuilder out, char c) {
        out.append('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xF, 16));
        }
    }
}
