package io.stator.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets something long end in good order when the process is told to end, as by Ctrl-C; the process waits for it a while. */
final class Interruption implements AutoCloseable {
    private static final int WAIT_SECONDS_MAX = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable cancel) {
        this.hook = new Thread(() -> {
            cancel.run();
            try {
                if (!done.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
                    Thread.currentThread().interrupt();
                }
            } catch (InterruptedException enough) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Runs {@code cancel} when the process is told to end, until this is closed. */
    static Interruption handledBy(Runnable cancel) {
        Interruption interruption = new Interruption(cancel);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Says that everything is in good order. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            return;
        }
    }
}
