package io.stator.engine;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Keeps silent what is said of storage that fails, which is no news where tests make it fail: during all tests of a class that it extends,
 * or from {@link #begin} until it is closed.
 */
public final class ExpectedWarnings implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
    private static final Logger WARNINGS = Logger.getLogger("io.stator.engine");

    /** Begins to keep silent. */
    public static ExpectedWarnings begin() {
        WARNINGS.setLevel(Level.OFF);
        return new ExpectedWarnings();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        WARNINGS.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        WARNINGS.setLevel(null);
    }
}
