package io.stator.edn;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads what stands in double quotes: strings with their escapes, and patterns, which keep their backslashes. */
final class StringText {
    /** The most UTF-16 units that a string may have. */
    static final int LENGTH_MAX = 1 << 27;

    /** The most UTF-16 units that a pattern may have; Java compiles patterns by recursion. */
    static final int PATTERN_LENGTH_MAX = 1_000;

    private static final int UNICODE_DIGITS = 4;
    private static final int OCTAL_DIGITS_MAX = 3;
    private static final int OCTAL_MAX = 0377;

    private final CharInput input;

    StringText(CharInput input) {
        this.input = input;
    }

    /** Consumes and returns the string whose opening quote is the next character. */
    String string() {
        int line = input.line();
        int column = input.column();
        input.position++;
        StringBuilder text = null;
        for (; ; ) {
            int start = input.position;
            char stop = plainPart();
            if (stop == '"' && text == null) {
                return new String(input.buffer, start, input.position++ - start);
            }
            text = append(text, start);
            if (stop == '"') {
                input.position++;
                return text.toString();
            }
            if (stop == '\\') {
                input.position++;
                escape(text);
            } else if (!input.fill()) {
                throw unclosed("string", line, column);
            }
        }
    }

    /** Consumes and returns the pattern whose opening quote is the next character. */
    Pattern pattern() {
        int line = input.line();
        int column = input.column();
        input.position++;
        StringBuilder text = new StringBuilder();
        for (int c = input.next(); c != '"'; c = input.next()) {
            if (c < 0) {
                throw unclosed("pattern", line, column);
            }
            text.append((char) c);
            if (c == '\\') {
                int escaped = input.next();
                if (escaped < 0) {
                    throw unclosed("pattern", line, column);
                }
                text.append((char) escaped);
            }
            if (text.length() > PATTERN_LENGTH_MAX) {
                throw new EdnException(
                        "a pattern of at most " + PATTERN_LENGTH_MAX + " characters", "a longer one", line, column);
            }
        }
        try {
            return Pattern.compile(text.toString());
        } catch (PatternSyntaxException malformed) {
            throw new EdnException(
                    "a regular expression", "one with: " + malformed.getDescription(), line, column, malformed);
        }
    }

    /** Moves to the next quote or backslash and returns it, or returns a blank at the end of the buffer. */
    private char plainPart() {
        char[] buffer = input.buffer;
        int limit = input.limit;
        int i = input.position;
        for (; i < limit; i++) {
            char c = buffer[i];
            if (c == '"' || c == '\\') {
                input.position = i;
                return c;
            }
            if (c == '\n') {
                input.newline(i + 1);
            }
        }
        input.position = i;
        return ' ';
    }

    private StringBuilder append(@Nullable StringBuilder text, int start) {
        StringBuilder target = text == null ? new StringBuilder() : text;
        int length = input.position - start;
        if (length > LENGTH_MAX - target.length()) {
            throw new EdnException(
                    "a string of at most " + LENGTH_MAX + " characters", "a longer one", input.line(), input.column());
        }
        return target.append(input.buffer, start, length);
    }

    private EdnException unclosed(String what, int line, int column) {
        return input.unexpected("'\"' to end the " + what + " begun at line " + line + ", column " + column);
    }

    private void escape(StringBuilder text) {
        int c = input.peek(0);
        switch (c) {
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'n' -> text.append('\n');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case '\\', '"' -> text.append((char) c);
            case 'u' -> {
                input.position++;
                text.append(unicode());
                return;
            }
            default -> {
                if (CharacterText.digit(c, 8) < 0) {
                    throw input.unexpected("one of t r n b f u \\ \" or an octal digit after the backslash");
                }
                text.append(octal());
                return;
            }
        }
        input.position++;
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < UNICODE_DIGITS; i++) {
            int digit = CharacterText.digit(input.peek(0), 16);
            if (digit < 0) {
                throw input.unexpected("four hexadecimal digits after \\u");
            }
            code = code * 16 + digit;
            input.position++;
        }
        return (char) code;
    }

    /** Reads one to three octal digits; what follows fewer than three must not be part of a word, as in Clojure. */
    private char octal() {
        int code = 0;
        for (int i = 0; i < OCTAL_DIGITS_MAX; i++) {
            int c = input.peek(0);
            if (i > 0 && (c < 0 || CharKind.endsNumber((char) c))) {
                break;
            }
            int digit = CharacterText.digit(c, 8);
            if (digit < 0) {
                throw input.unexpected("an octal digit or the end of the escape");
            }
            code = code * 8 + digit;
            input.position++;
        }
        if (code > OCTAL_MAX) {
            throw input.unexpected("an octal escape of at most \\377 before this");
        }
        return (char) code;
    }
}
