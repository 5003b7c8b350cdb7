package io.stator.conformance.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The tables of the manual that have a mark {@code <!-- table: NAME -->} before them. */
final class Tables {
    private static final String MARK = "<!-- table: ";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private Tables() {}

    /**
     * A row of a table.
     *
     * @param page the page it is in
     * @param line its line
     * @param cells what is between its bars
     */
    record Row(ManualPage page, int line, List<String> cells) {
        /** Returns what is written as code in a cell. */
        List<String> code(int cell) {
            return cell >= cells.size()
                    ? List.of()
                    : CODE.matcher(cells.get(cell))
                            .results()
                            .map((MatchResult found) -> found.group(1).strip())
                            .toList();
        }

        String at() {
            return page.at(line);
        }
    }

    /** Returns the rows of all tables of a name, without their heads. */
    static List<Row> rows(String name) {
        List<Row> rows = new ArrayList<>();
        for (ManualPage page : ManualPage.all()) {
            for (int at = 0; at < page.lines().size(); at++) {
                if (page.lines().get(at).equals(MARK + name + " -->")) {
                    for (int row = at + 3; isRow(page, row); row++) {
                        rows.add(new Row(page, row + 1, cells(page.lines().get(row))));
                    }
                }
            }
        }
        return rows;
    }

    /** Returns what stands as code in the first column of all tables of a name. */
    static List<String> names(String name) {
        return rows(name).stream().flatMap(row -> row.code(0).stream()).sorted().toList();
    }

    private static boolean isRow(ManualPage page, int line) {
        return line < page.lines().size() && page.lines().get(line).startsWith("|");
    }

    private static List<String> cells(String line) {
        String inside = line.replace("\\|", "\u0000").strip();
        return Stream.of(inside.substring(1, inside.length() - 1).split("\\|", -1))
                .map(cell -> cell.replace('\u0000', '|').strip())
                .toList();
    }
}
