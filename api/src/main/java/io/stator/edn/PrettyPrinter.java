package io.stator.edn;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints values on several lines where one would be too wide: one element or entry a line, aligned with the first. Not safe for use by several threads. */
final class PrettyPrinter {
    private static final int LINE_WIDTH = 100;

    private final StringBuilder out = new StringBuilder();
    private final StringBuilder flat = new StringBuilder();
    private int depth;

    String print(@Nullable Object value) {
        append(value, 0);
        return out.toString();
    }

    /** Appends the value, after which this many closing brackets follow on its last line. */
    private void append(@Nullable Object value, int closings) {
        Collection<?> elements = value == null ? null : Printer.elements(value);
        boolean divisible = elements != null || value instanceof Map || value instanceof Tagged;
        int width = divisible ? LINE_WIDTH - column() - closings : Integer.MAX_VALUE;
        flat.setLength(0);
        new Printer(flat, width).print(value);
        if (flat.length() <= width) {
            out.append(flat);
            return;
        }
        Printer.checkDepth(++depth);
        if (value instanceof Map<?, ?> map) {
            appendEntries(map, closings);
        } else if (value instanceof Tagged tagged) {
            out.append('#').append(tagged.tag()).append(' ');
            append(tagged.value(), closings);
        } else if (value != null && elements != null) {
            appendElements(Printer.opening(value), elements, Printer.closing(value), closings);
        }
        depth--;
    }

    private void appendElements(String opening, Collection<?> elements, char closing, int closings) {
        out.append(opening);
        int indent = column();
        int left = elements.size();
        for (Object element : elements) {
            append(element, --left == 0 ? closings + 1 : 0);
            if (left > 0) {
                newline(indent);
            }
        }
        out.append(closing);
    }

    private void appendEntries(Map<?, ?> map, int closings) {
        out.append('{');
        int indent = column();
        int left = map.size();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            append(entry.getKey(), 0);
            out.append(' ');
            append(entry.getValue(), --left == 0 ? closings + 1 : 1);
            if (left > 0) {
                out.append(',');
                newline(indent);
            }
        }
        out.append('}');
    }

    private int column() {
        return out.length() - 1 - out.lastIndexOf("\n");
    }

    private void newline(int indent) {
        out.append('\n').append(" ".repeat(indent));
    }
}
