package io.stator.client;

import io.stator.edn.Keyword;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of an answer.
 *
 * @param items its items
 * @param next asks for the part after it; null when it is the last one
 * @param release lets go of what the server keeps for the rest; null when that is nothing
 */
record Part<S>(
        List<S> items,
        @Nullable Function<Terms, CompletableFuture<Part<S>>> next,
        @Nullable Runnable release) {
    /** Which items of an answer are wanted. */
    record Page(long offset, long limit, int chunk) {}

    /** Asks for the first part of an answer. */
    interface Source<S> {
        CompletableFuture<Part<S>> open(Page page, Terms terms);

        /** Returns one that asks what the server does for it, too, and has that taken note of. */
        Source<S> measured(Meter meter);

        /** Returns what the call is called in statistics of reading. */
        Keyword api();
    }
}
