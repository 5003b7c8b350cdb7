package io.stator.engine;

import io.stator.Anomaly;
import io.stator.TxReport;
import io.stator.engine.log.SubmissionMark;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on its way.
 *
 * @param forms its data
 * @param mark its id and the fingerprint of its data, null when it has no id
 * @param report the promise of its report
 * @param completion where the promise is kept: not on the writer's thread when others' code hangs on it
 */
record Submission(
        Collection<?> forms, @Nullable SubmissionMark mark, CompletableFuture<TxReport> report, Executor completion) {
    void succeed(TxReport result) {
        completion.execute(() -> report.complete(result));
    }

    void fail(Anomaly anomaly) {
        completion.execute(() -> report.completeExceptionally(anomaly));
    }
}
