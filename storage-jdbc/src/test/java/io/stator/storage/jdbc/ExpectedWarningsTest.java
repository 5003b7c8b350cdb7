package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** What tests keep off their output is what they bring about and nothing else. */
final class ExpectedWarningsTest {
    @Test
    void onlyWhatIsExpectedIsKeptOff() {
        ExpectedWarnings warnings = new ExpectedWarnings(".end is missing");
        assertThat(warnings.isLoggable(new LogRecord(Level.WARNING, "/a/b.end is missing, so")))
                .isFalse();
        assertThat(warnings.isLoggable(new LogRecord(Level.WARNING, "left open")))
                .isTrue();
        assertThat(warnings.isLoggable(new LogRecord(Level.WARNING, null))).isTrue();
    }
}
