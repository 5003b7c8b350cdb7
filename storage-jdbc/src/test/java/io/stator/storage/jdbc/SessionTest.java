package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What a session makes of the failures of the driver. */
final class SessionTest {

    @TempDir
    private Path directory;

    private void requireThrown(Class<? extends Throwable> expected, SQLException failure) throws SQLException {
        try (Session session = new Session(SqliteDialect.connect(directory.resolve("file"), ""))) {
            assertThatThrownBy(() -> session.run(inside -> {
                        throw failure;
                    }))
                    .isInstanceOf(expected)
                    .hasMessageContaining(failure.getMessage());
            assertThatThrownBy(() -> session.transact(inside -> {
                        throw failure;
                    }))
                    .isInstanceOf(expected);
        }
    }

    @Test
    void memoryThatRanOutIsNoFailureOfTheDevice() throws SQLException {
        requireThrown(OutOfMemoryError.class, new SQLException("Out of memory"));
        requireThrown(OutOfMemoryError.class, new SQLiteException("out of memory", SQLiteErrorCode.SQLITE_NOMEM));
        requireThrown(SQLException.class, new SQLException("anything else"));
        requireThrown(SQLException.class, new SQLiteException("disk", SQLiteErrorCode.SQLITE_IOERR));
    }
}
