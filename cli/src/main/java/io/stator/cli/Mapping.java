package io.stator.cli;

import io.stator.edn.Keyword;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of rows mean: the contents of a mapping file. Immutable.
 *
 * @param columns the columns by their names, and by their paths where rows are nested; null for one that is left out
 * @param constants what each row says besides
 * @param tempid the name of the column whose values other rows refer to, or null
 * @param header the names of the columns of files without a line of names, or null
 * @param delimiter what is between the fields of a line
 * @param othersIgnored whether columns that are not named are left out and not refused
 * @param schema the forms that define attributes, transacted before all others
 */
record Mapping(
        Map<List<String>, @Nullable Column> columns,
        Map<Keyword, Object> constants,
        @Nullable List<String> tempid,
        @Nullable List<String> header,
        String delimiter,
        boolean othersIgnored,
        List<Object> schema) {
    /** Returns the name of a column as people are told. */
    static String name(List<String> path) {
        return String.join(".", path);
    }
}
