package io.stator.engine.query.syntax;

import io.stator.edn.Edn;
import io.stator.edn.Positioned;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The form a part of a query was made from, and where it stood.
 *
 * @param form the form as it was given
 * @param line the line in the text, from 1; 0 when the form did not come from text
 * @param column the column in the text, from 1; 0 when the form did not come from text
 */
public record Origin(@Nullable Object form, int line, int column) {
    /** The longest form that is shown whole in a message, in characters. */
    public static final int SHOWN_CHARACTERS_MAX = 300;

    private static final int SHOWN_DEPTH_MAX = 12;

    /** Returns the origin of a form, with its position when it has one. */
    public static Origin of(@Nullable Object form) {
        return form instanceof Positioned positioned
                ? new Origin(form, positioned.line(), positioned.column())
                : new Origin(form, 0, 0);
    }

    /** Returns the form as text, shortened when it is long. */
    public String text() {
        return show(form);
    }

    /** Returns the form as text followed by its position, such as {@code [?e :a ?v] (line 3, column 12)}. */
    @Override
    public String toString() {
        return line == 0 ? text() : text() + " (line " + line + ", column " + column + ")";
    }

    /** Returns any value as text for a message, shortened when it is long. */
    public static String show(@Nullable Object value) {
        String text = text(value, 0);
        return text.length() <= SHOWN_CHARACTERS_MAX ? text : text.substring(0, SHOWN_CHARACTERS_MAX) + "...";
    }

    private static String text(@Nullable Object value, int depth) {
        if (value instanceof List<?> list) {
            if (depth == SHOWN_DEPTH_MAX) {
                return "...";
            }
            boolean round = FormKinds.isRound(list);
            StringJoiner joiner = new StringJoiner(" ", round ? "(" : "[", round ? ")" : "]");
            for (Object element : list) {
                joiner.add(text(element, depth + 1));
                if (joiner.length() > SHOWN_CHARACTERS_MAX) {
                    break;
                }
            }
            return joiner.toString();
        }
        return Edn.describe(value);
    }
}
