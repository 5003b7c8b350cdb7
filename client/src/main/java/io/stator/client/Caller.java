package io.stator.client;

import io.stator.client.wire.Operation;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/**
 * A thread that waits for a call, and does meanwhile what the call needs a thread for: to hand an exchange to other threads, and to be woken when it is over, would
 * take longer than the exchange. What comes after it has given up is done elsewhere. Thread-safe.
 */
final class Caller implements Executor {
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Executor elsewhere;
    private boolean gone;

    private Caller(Executor elsewhere) {
        this.elsewhere = elsewhere;
    }

    /**
     * Makes a call in this thread, and returns what becomes of it.
     *
     * @param elsewhere the threads for what comes too late
     * @throws io.stator.Anomaly the one it failed with; {@link io.stator.Anomaly.Interrupted} when the thread is interrupted, as which it stays marked, after the call was stopped
     */
    static <T> T call(
            Executor elsewhere, Deadline deadline, Operation operation, Function<Terms, CompletableFuture<T>> call) {
        Caller caller = new Caller(elsewhere);
        CompletableFuture<T> future = call.apply(new Terms(deadline, caller));
        if (!future.isDone()) {
            future.whenComplete((value, failure) -> caller.execute(() -> {}));
        }
        try {
            while (!future.isDone()) {
                caller.tasks.take().run();
            }
            return future.get();
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw Failures.interrupted(operation == Operation.TRANSACT, interrupted);
        } catch (Exception failure) {
            throw Failures.inThisThread(failure);
        } finally {
            caller.leave();
        }
    }

    @Override
    public void execute(Runnable task) {
        synchronized (this) {
            if (!gone) {
                tasks.add(task);
                return;
            }
        }
        elsewhere.execute(task);
    }

    private void leave() {
        synchronized (this) {
            gone = true;
        }
        for (Runnable left = tasks.poll(); left != null; left = tasks.poll()) {
            elsewhere.execute(left);
        }
    }
}
