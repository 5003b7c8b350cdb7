package io.stator.dynamodb;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Batches of reads and of writes. */
final class Batches {
    private final Service service;

    Batches(Service service) {
        this.service = service;
    }

    BatchResult write(BatchWrites writes) {
        return blocking(writes.settings(), steps -> write(steps, writes));
    }

    CompletableFuture<BatchResult> writeAsync(BatchWrites writes) {
        return write(service.async(), writes);
    }

    BatchItems get(BatchReads reads) {
        return blocking(reads.settings(), steps -> get(steps, reads));
    }

    CompletableFuture<BatchItems> getAsync(BatchReads reads) {
        return get(service.async(), reads);
    }

    /** Runs a batch on this thread, or on threads of its own if it has several requests at once. */
    private <R> R blocking(BatchSettings settings, Function<Steps, CompletableFuture<R>> batch) {
        if (settings.requestsMax() == 1) {
            return Futures.join(batch.apply(service.blocking()));
        }
        ThreadedSteps steps = new ThreadedSteps(service, settings.requestsMax());
        try {
            return Futures.join(batch.apply(steps));
        } finally {
            steps.close();
        }
    }

    private CompletableFuture<BatchResult> write(Steps steps, BatchWrites writes) {
        BatchWriteWork work = new BatchWriteWork(service, writes);
        return run(steps, work, writes.settings(), Operations.BATCH_WRITE_ITEM.name(), end -> {
            List<BatchWrites.Write> left = end.left().stream()
                    .map(element -> element.write(service.codecs()))
                    .toList();
            return new BatchResult(end.done() + work.replaced(), writes.rest(left, work.untaken()), work.consumed());
        });
    }

    private CompletableFuture<BatchItems> get(Steps steps, BatchReads reads) {
        BatchReadWork work;
        try {
            work = new BatchReadWork(service, reads);
        } catch (RuntimeException invalid) {
            return CompletableFuture.failedFuture(invalid);
        }
        return run(steps, work, reads.settings(), Operations.BATCH_GET_ITEM.name(), end -> work.result());
    }

    private <E, R> CompletableFuture<R> run(
            Steps steps,
            BatchEngine.Work<E> work,
            BatchSettings settings,
            String operation,
            Function<BatchEngine.End<E>, R> result) {
        return Futures.map(BatchEngine.run(steps, work, settings), end -> {
            if (end.isComplete()) {
                return result.apply(end);
            }
            Throwable failure = end.failure();
            if (failure != null && end.done() == 0 && !end.late()) {
                throw Futures.unchecked(failure);
            }
            String why = end.late() ? settings.lateBecause() : "it failed";
            throw new DynamoException.Incomplete(
                            "part of the batch was done, and part was not: " + why
                                    + (failure == null ? "" : ": " + failure.getMessage())
                                    + "; result(...) of this exception has what was done and what is left: done="
                                    + end.done(),
                            result.apply(end),
                            failure)
                    .in(operation, null);
        });
    }
}
