package io.stator.storage.jdbc;

import java.util.Arrays;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps warnings off the output of tests that bring them about on purpose; all others are shown. */
final class ExpectedWarnings implements BeforeAllCallback, AfterAllCallback, Filter {
    private final List<String> texts;
    private final List<Logger> loggers;

    ExpectedWarnings(String... texts) {
        this.texts = Arrays.asList(texts);
        this.loggers = Stream.of(Evidence.class, SqliteDialect.class, JdbcStorage.class, PostgresOwner.class)
                .map(logging -> Logger.getLogger(logging.getName()))
                .toList();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        loggers.forEach(logger -> logger.setFilter(this));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        loggers.forEach(logger -> logger.setFilter(null));
    }

    @Override
    public boolean isLoggable(@Nullable LogRecord entry) {
        String message = entry == null ? "" : String.valueOf(entry.getMessage());
        return texts.stream().noneMatch(message::contains);
    }
}
