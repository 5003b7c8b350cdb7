package io.stator.engine.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.database.Bootstrap;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The thread that writes big batches. */
final class CommitterTest {
    private static WeakReference<Batch> handed(Committer committer) {
        Batch batch = new Batch(Bootstrap.database("x", "x"));
        assertThat(committer.hand(batch)).isTrue();
        return new WeakReference<>(batch);
    }

    @Test
    void whatWasWrittenIsNotHeldUntilTheNextBatchComes() {
        AtomicInteger written = new AtomicInteger();
        Committer committer = new Committer("committer", batch -> written.incrementAndGet());
        WeakReference<Batch> batch = handed(committer);
        committer.await();
        while (batch.get() != null) {
            System.gc();
        }
        assertThat(written).hasValue(1);
        committer.close();
    }
}
