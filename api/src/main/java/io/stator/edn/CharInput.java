package io.stator.edn;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The characters of the text, with the position of each. Not safe for use by several threads.
 *
 * <p>The buffer holds a window of the text. What has been consumed leaves it when more is needed, except what follows {@link #mark}: a token that is being read
 * stays in one piece. Hot loops of the package work on the fields directly.
 */
final class CharInput {
    /** The most characters that a keyword, symbol or number may have. */
    static final int TOKEN_MAX = 65_536;

    private static final int WINDOW = 16_384;
    private static final int NO_MARK = -1;

    char[] buffer;
    int position;
    int limit;
    private int mark = NO_MARK;
    private @Nullable Reader source;
    private long consumed;
    private long lineStart;
    private int line = 1;

    CharInput(Reader source) {
        this.source = source;
        this.buffer = new char[WINDOW];
    }

    CharInput(String text) {
        this.buffer = text.toCharArray();
        this.limit = buffer.length;
    }

    /** Reads more characters into the buffer and returns whether there were any; moves what is in the buffer. */
    boolean fill() {
        Reader reader = source;
        if (reader == null) {
            return false;
        }
        int keep = mark == NO_MARK ? position : mark;
        System.arraycopy(buffer, keep, buffer, 0, limit - keep);
        consumed += keep;
        position -= keep;
        limit -= keep;
        if (mark != NO_MARK) {
            mark = 0;
        }
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count;
        try {
            do {
                count = reader.read(buffer, limit, buffer.length - limit);
            } while (count == 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        if (count < 0) {
            source = null;
            return false;
        }
        limit += count;
        return true;
    }

    /** Returns whether that many characters are left, having made them available in the buffer. */
    boolean has(int count) {
        while (limit - position < count) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the character at this distance from the next one without consuming it, or -1 at the end. */
    int peek(int distance) {
        return has(distance + 1) ? buffer[position + distance] : -1;
    }

    /** Consumes and returns the next character, or returns -1 at the end. */
    int next() {
        if (position == limit && !fill()) {
            return -1;
        }
        char c = buffer[position++];
        if (c == '\n') {
            newline(position);
        }
        return c;
    }

    /** Notes that a line begins at this index of the buffer. */
    void newline(int index) {
        line++;
        lineStart = consumed + index;
    }

    /** Consumes white space, commas and comments; returns the character that follows, not consumed, or -1 at the end. */
    int skipBlank() {
        for (int c = skipWhitespace(); ; c = skipWhitespace()) {
            if (c != ';') {
                return c;
            }
            skipLine();
        }
    }

    /** Consumes white space and commas; returns the character that follows, not consumed, or -1 at the end. */
    int skipWhitespace() {
        do {
            while (position < limit) {
                char c = buffer[position];
                if (!CharKind.isBlank(c)) {
                    return c;
                }
                position++;
                if (c == '\n') {
                    newline(position);
                }
            }
        } while (fill());
        return -1;
    }

    private void skipLine() {
        do {
            while (position < limit) {
                char c = buffer[position];
                if (c == '\n' || c == '\r') {
                    return;
                }
                position++;
            }
        } while (fill());
    }

    /** Consumes a token whose first characters are known to belong to it; it then lies between {@link #tokenStart} and {@link #position}. */
    void scanToken(int known) {
        mark = position;
        position += known;
        do {
            while (position < limit && CharKind.isPlainConstituent(buffer[position])) {
                position++;
            }
            if (position < limit) {
                if (CharKind.isForbidden(buffer[position])) {
                    throw unexpected("a letter, digit or one of . * + ! - _ ? $ % & = < > / # : '");
                }
                break;
            }
            checkTokenLength();
        } while (fill());
        checkTokenLength();
    }

    /** Consumes a number; it then lies between {@link #tokenStart} and {@link #position}. */
    void scanNumber() {
        mark = position;
        do {
            while (position < limit && !CharKind.endsNumber(buffer[position])) {
                position++;
            }
            if (position < limit) {
                break;
            }
            checkTokenLength();
        } while (fill());
        checkTokenLength();
    }

    private void checkTokenLength() {
        if (position - mark > TOKEN_MAX) {
            throw unexpectedToken("a token of at most " + TOKEN_MAX + " characters", "a longer one");
        }
    }

    int tokenStart() {
        return mark;
    }

    String token() {
        return new String(buffer, mark, position - mark);
    }

    /** Lets the token go, so that the buffer may drop it. */
    void endToken() {
        mark = NO_MARK;
    }

    int line() {
        return line;
    }

    int column() {
        return columnAt(position);
    }

    private int columnAt(int index) {
        return (int) (consumed + index - lineStart) + 1;
    }

    /** Returns the error of finding the next character where something else is expected. */
    EdnException unexpected(String expected) {
        int found = position < limit || fill() ? buffer[position] : -1;
        return new EdnException(expected, Found.character(found), line(), column());
    }

    /** Returns the error of finding the token just scanned where something else is expected. */
    EdnException unexpectedToken(String expected, String found) {
        return new EdnException(expected, Found.abbreviated(found), line, columnAt(mark));
    }
}
