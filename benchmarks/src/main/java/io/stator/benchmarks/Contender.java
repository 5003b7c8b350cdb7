package io.stator.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** One database that takes part in a comparison of transactions. */
interface Contender extends AutoCloseable {
    /** Returns a keyword as this side's forms have it. */
    Object keyword(String name);

    /** Returns a map form as a program on this side makes it. */
    Object map(Object... keysAndValues);

    /** Transacts forms, and returns the entities of the tempids. */
    Map<?, ?> transact(List<Object> forms);

    /** Transacts forms without waiting, where that can be done. */
    default Future<?> transactAsync(List<Object> forms) {
        return CompletableFuture.completedFuture(transact(forms));
    }

    /** Transacts schema written in EDN. */
    void transactText(String edn);

    @Override
    void close();
}
