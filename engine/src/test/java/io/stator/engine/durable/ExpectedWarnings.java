package io.stator.engine.durable;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps silent what is said of storage that fails, which is no news where tests make it fail, until it is closed. */
final class ExpectedWarnings implements AutoCloseable {
    private static final Logger WARNINGS = Logger.getLogger("io.stator.engine");

    ExpectedWarnings() {
        WARNINGS.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        WARNINGS.setLevel(null);
    }
}
