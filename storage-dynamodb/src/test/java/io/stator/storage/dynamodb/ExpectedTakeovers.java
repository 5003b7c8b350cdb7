package io.stator.storage.dynamodb;

import io.stator.engine.durable.Erasure;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps warnings of takeovers, of what these interrupt and of provisioned tables off the output of tests that bring them about on purpose. */
final class ExpectedTakeovers implements BeforeAllCallback, AfterAllCallback, Filter {
    private final Logger[] loggers = Stream.of(Owner.class, SystemTable.class, Erasure.class)
            .map(type -> Logger.getLogger(type.getName()))
            .toArray(Logger[]::new);

    @Override
    public void beforeAll(ExtensionContext context) {
        for (Logger logger : loggers) {
            logger.setFilter(this);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (Logger logger : loggers) {
            logger.setFilter(null);
        }
    }

    @Override
    public boolean isLoggable(LogRecord entry) {
        String message = String.valueOf(entry.getMessage());
        return !message.startsWith("took the system in ")
                && !message.contains("which costs time or money")
                && !message.startsWith("excised facts of database ");
    }
}
