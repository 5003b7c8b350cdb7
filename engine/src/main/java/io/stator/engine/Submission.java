package io.stator.engine;

import io.stator.Anomaly;
import io.stator.TxReport;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * A transaction on its way.
 *
 * @param forms its data
 * @param report the promise of its report
 * @param completion where the promise is kept: not on the writer's thread when others' code hangs on it
 */
record Submission(Collection<?> forms, CompletableFuture<TxReport> report, Executor completion) {
    void succeed(TxReport result) {
        completion.execute(() -> report.complete(result));
    }

    void fail(Anomaly anomaly) {
        completion.execute(() -> report.completeExceptionally(anomaly));
    }
}
