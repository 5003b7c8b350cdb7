package io.stator.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer as comma-separated values (RFC 4180) with a line of column names first. */
final class CsvFormat {
    private static final String LINE_END = "\r\n";

    private CsvFormat() {}

    static void write(Answer answer, Output out) {
        line(answer.columns(), out);
        for (List<? extends @Nullable Object> row : answer.rows()) {
            line(row, out);
        }
    }

    private static void line(List<? extends @Nullable Object> values, Output out) {
        String before = "";
        for (Object value : values) {
            out.print(before).print(quoted(value == null ? "" : text(value), values.size() == 1));
            before = ",";
        }
        out.print(LINE_END);
    }

    /** Returns a value as text, numbers as all programs read them. */
    private static String text(Object value) {
        return value instanceof Number ? value.toString() : Text.plain(value);
    }

    /** Returns a field; an empty one that is alone on its line is quoted, so that it does not look like no line at all. */
    private static String quoted(String text, boolean alone) {
        boolean plain = !(alone && text.isEmpty());
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            plain = c != ',' && c != '"' && c != '\r' && c != '\n';
        }
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
