package io.stator.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows as a table with aligned columns. The widths come from the first rows, so that a table of any length needs
 * little memory; a later value that is longer pushes its line out of line.
 */
final class Table {
    /** The rows that are looked at before the first is written. */
    static final int SAMPLE_ROWS = 2_000;

    private static final int WIDTH_MIN = 8;
    private static final int SEPARATOR_WIDTH = 3;
    private static final String MORE = "…";

    private final List<String> columns;
    private final int widthMax;

    /** Makes a table that is no wider than {@code widthMax} where shortening long values can bring that about. */
    Table(List<String> columns, int widthMax) {
        this.columns = columns;
        this.widthMax = widthMax;
    }

    /** Writes the rows with a line of names above and a line with their number below. */
    void write(Iterable<? extends List<? extends @Nullable Object>> rows, Output out) {
        Iterator<? extends List<? extends @Nullable Object>> rest = rows.iterator();
        List<String[]> sample = new ArrayList<>();
        boolean[] numeric = new boolean[columns.size()];
        Arrays.fill(numeric, true);
        while (rest.hasNext() && sample.size() < SAMPLE_ROWS) {
            List<? extends @Nullable Object> row = rest.next();
            for (int i = 0; i < numeric.length; i++) {
                numeric[i] &= row.get(i) == null || row.get(i) instanceof Number;
            }
            sample.add(cells(row));
        }
        int[] widths = widths(sample);
        line(columns.toArray(String[]::new), widths, new boolean[widths.length], out);
        rule(widths, out);
        sample.forEach(cells -> line(cells, widths, numeric, out));
        long count = sample.size();
        for (; rest.hasNext(); count++) {
            line(cells(rest.next()), widths, numeric, out);
        }
        out.line(count == 1 ? "(1 row)" : "(" + count + " rows)");
    }

    private String[] cells(List<? extends @Nullable Object> row) {
        String[] cells = new String[columns.size()];
        for (int i = 0; i < cells.length; i++) {
            Object value = row.get(i);
            cells[i] = value == null ? "" : Text.oneLine(value);
        }
        return cells;
    }

    private int[] widths(List<String[]> sample) {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(columns.get(i));
            for (String[] cells : sample) {
                widths[i] = Math.max(widths[i], width(cells[i]));
            }
        }
        long excess = 2L + Arrays.stream(widths).sum() + (long) SEPARATOR_WIDTH * (widths.length - 1) - widthMax;
        while (excess > 0) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths.length == 0 || widths[widest] <= WIDTH_MIN) {
                break;
            }
            widths[widest]--;
            excess--;
        }
        return widths;
    }

    private void line(String[] cells, int[] widths, boolean[] numeric, Output out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(i == 0 ? " " : " | ");
            String cell = widthMax == Integer.MAX_VALUE ? cells[i] : shortened(cells[i], widths[i]);
            String padding = " ".repeat(Math.max(0, widths[i] - width(cell)));
            boolean last = i == cells.length - 1;
            line.append(numeric[i] ? padding : "").append(cell).append(numeric[i] || last ? "" : padding);
        }
        out.line(line);
    }

    private static void rule(int[] widths, Output out) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(i == 0 ? "-" : "-+-").append("-".repeat(widths[i]));
        }
        out.line(line.append('-'));
    }

    private static String shortened(String text, int widthMax) {
        if (text.length() <= widthMax && width(text) <= widthMax) {
            return text;
        }
        int width = 0;
        int end = 0;
        while (end < text.length()) {
            int c = text.codePointAt(end);
            width += Math.max(0, WCWidth.wcwidth(c));
            if (width > widthMax - 1) {
                break;
            }
            end += Character.charCount(c);
        }
        return end == text.length() ? text : text.substring(0, end) + MORE;
    }

    /** Returns the columns a text takes on a terminal. */
    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += c < 0x300 ? 1 : Math.max(0, WCWidth.wcwidth(c));
            i += Character.charCount(c);
        }
        return width;
    }
}
