package io.stator.engine.query.function;

import java.util.Map;

/**
 * Functions of queries that live in a module of their own, found on the class path through {@code ServiceLoader}: one
 * instance for each system that is opened. Thread-safe.
 */
public interface FunctionModule extends AutoCloseable {
    /** Returns the functions by the names that queries call them by. */
    Map<String, EngineFunction> functions();

    /** Drops what is kept for a database, because it was deleted or facts were excised. */
    void forget(String databaseId);

    /** Drops all that is kept; the functions need not answer any more. */
    @Override
    void close();
}
