package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.engine.calls.CallFailures;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Something the writer's thread is to do between two batches, when nothing is being written. */
final class Errand implements WriterOrder {
    private final Runnable work;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean done;
    private volatile @Nullable Throwable failure;

    Errand(Runnable work) {
        this.work = work;
    }

    /** Does it; what it throws is thrown where it is waited for. */
    void run() {
        try {
            work.run();
            done = true;
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            over.countDown();
        }
    }

    /** Tells who waits that nobody will do it. */
    void refuse() {
        over.countDown();
    }

    /** Tells who waits why it was not done, unless it was. */
    void fail(Throwable why) {
        if (over.getCount() > 0) {
            failure = why;
            over.countDown();
        }
    }

    /** Returns, once it is over, whether it was done. */
    boolean await() throws InterruptedException {
        over.await();
        if (failure instanceof Anomaly anomaly) {
            throw CallFailures.inThisThread(anomaly);
        }
        if (failure != null) {
            throw new IllegalStateException("what was to be done between two batches failed", failure);
        }
        return done;
    }
}
