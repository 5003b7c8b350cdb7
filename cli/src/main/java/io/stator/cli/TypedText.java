package io.stator.cli;

import io.stator.Anomaly;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Text as somebody types it, cut where a command or query is complete: at the end of a line with nothing left open. A byte order
 * mark is passed over, ends of lines are kept as they are. Not safe for use by several threads.
 */
final class TypedText {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String name;
    private final Reader in;
    private boolean begun;

    /**
     * Makes one.
     *
     * @param name what the text is called when it is wrong
     * @param in the text
     */
    TypedText(String name, Reader in) {
        this.name = name;
        this.in = in instanceof BufferedReader ? in : new BufferedReader(in);
    }

    /** Returns the next complete piece, what is left at the end, or null after that. */
    @Nullable
    String next() {
        StringBuilder text = new StringBuilder();
        FormBalance balance = new FormBalance();
        for (int c = read(); c >= 0; c = read()) {
            if (!begun && c == BYTE_ORDER_MARK) {
                begun = true;
                continue;
            }
            begun = true;
            text.append((char) c);
            if (text.length() > Arguments.TEXT_BYTES_MAX) {
                throw new Anomaly.Incorrect(
                        name + ": a command must have at most " + Arguments.TEXT_BYTES_MAX + " characters");
            }
            balance.add((char) c);
            if ((c == '\n' || c == '\r') && balance.isComplete()) {
                return text.toString();
            }
        }
        return text.isEmpty() ? null : text.toString();
    }

    private int read() {
        try {
            return in.read();
        } catch (CharacterCodingException malformed) {
            throw new Anomaly.Incorrect(name + ": the text must be UTF-8", Map.of(), malformed);
        } catch (IOException failure) {
            throw Failures.ofFile(name, failure);
        }
    }
}
