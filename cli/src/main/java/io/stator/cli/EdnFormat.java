package io.stator.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes an answer as one EDN value, an item a line. */
final class EdnFormat {
    private EdnFormat() {}

    static void write(Answer answer, Output out) {
        if (answer.isSingle()) {
            var rows = answer.rows().iterator();
            out.line(rows.hasNext() ? Text.edn(answer.item(rows.next())) : "nil");
            return;
        }
        String before = "[";
        for (List<? extends @Nullable Object> row : answer.rows()) {
            out.print(before).print(Text.edn(answer.item(row)));
            before = "\n ";
        }
        out.line(before.equals("[") ? "[]" : "]");
    }
}
