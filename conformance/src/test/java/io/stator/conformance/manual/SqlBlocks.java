package io.stator.conformance.manual;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The SQL of a page, one statement on each line, in a database in memory. */
final class SqlBlocks implements AutoCloseable {
    private static final String COMMENT = "--";

    private final Connection connection;

    SqlBlocks() throws SQLException {
        connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    }

    /** Returns the rows that queries give, one on each line. */
    String printed(List<String> lines) throws SQLException {
        StringBuilder text = new StringBuilder();
        try (Statement statement = connection.createStatement()) {
            for (String line : lines) {
                boolean hasRows = statement.execute(line.split(COMMENT, 2)[0]);
                if (hasRows) {
                    print(statement.getResultSet(), text);
                }
            }
        }
        return text.toString();
    }

    private static void print(ResultSet rows, StringBuilder to) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<String> cells = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                cells.add(String.valueOf(rows.getObject(i)));
            }
            to.append(String.join(" | ", cells)).append('\n');
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
