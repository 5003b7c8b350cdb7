package io.stator.edn;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints values on several lines where one would be too wide: one collection or entry a line, and as many scalars as fit, aligned with the first. Not safe for use
 * by several threads.
 */
final class PrettyPrinter {
    private static final int LINE_WIDTH = 100;

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder flat = new StringBuilder();
    private int lineStart;
    private int depth;

    String print(@Nullable Object value) {
        append(value, 0);
        return out.toString();
    }

    /** Appends the value, after which this many closing characters follow on its last line. */
    private void append(@Nullable Object value, int closings) {
        if (fits(value, LINE_WIDTH - column() - closings)) {
            out.append(flat);
            return;
        }
        Printer.checkDepth(++depth);
        Collection<?> elements = value == null ? null : Printer.elements(value);
        if (value instanceof Map<?, ?> map) {
            appendEntries(map, closings);
        } else if (value instanceof Tagged tagged) {
            out.append('#').append(tagged.tag()).append(' ');
            append(tagged.value(), closings);
        } else if (value != null && elements != null) {
            appendElements(Printer.opening(value), elements, Printer.closing(value), closings);
        } else {
            out.append(flat);
        }
        depth--;
    }

    /** Returns whether the value on one line is at most this wide; if so, and always for a scalar, that line is in {@link #flat}. */
    private boolean fits(@Nullable Object value, int width) {
        flat.setLength(0);
        new Printer(flat, isDivisible(value) ? Math.max(0, width) : Integer.MAX_VALUE).print(value);
        return flat.length() <= width;
    }

    private static boolean isDivisible(@Nullable Object value) {
        return value != null && (value instanceof Map || value instanceof Tagged || Printer.elements(value) != null);
    }

    private void appendElements(String opening, Collection<?> elements, char closing, int closings) {
        out.append(opening);
        int indent = column();
        int left = elements.size();
        boolean first = true;
        boolean afterScalar = false;
        for (Object element : elements) {
            left--;
            int following = left == 0 ? closings + 1 : 0;
            boolean scalar = !isDivisible(element);
            if (!first) {
                boolean sameLine = afterScalar && scalar && fits(element, LINE_WIDTH - column() - following - 1);
                if (sameLine) {
                    out.append(' ');
                } else {
                    newline(indent);
                }
            }
            append(element, following);
            first = false;
            afterScalar = scalar;
        }
        out.append(closing);
    }

    private void appendEntries(Map<?, ?> map, int closings) {
        out.append('{');
        int indent = column();
        int left = map.size();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            left--;
            append(entry.getKey(), 0);
            out.append(' ');
            append(entry.getValue(), left == 0 ? closings + 1 : 1);
            if (left > 0) {
                out.append(',');
                newline(indent);
            }
        }
        out.append('}');
    }

    private int column() {
        return out.length() - lineStart;
    }

    private void newline(int indent) {
        out.append('\n');
        lineStart = out.length();
        out.append(" ".repeat(indent));
    }
}
