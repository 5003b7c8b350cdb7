package io.stator.simulation;

import java.util.concurrent.locks.LockSupport;

/** A real thread for one simulated thread, which stands still while others have the turn. */
final class OwnThread implements Strand {
    private final Carrier carrier;
    private volatile boolean turn;

    OwnThread(Task task) {
        this.carrier = new Carrier(task.world, task.program.getName(), () -> {
            awaitTurn();
            task.run();
        });
        carrier.running = task;
    }

    @Override
    public void begin() {
        carrier.start();
    }

    @Override
    public void giveTurn() {
        turn = true;
        LockSupport.unpark(carrier);
    }

    @Override
    public void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
        }
        turn = false;
    }

    @Override
    public StackTraceElement[] stack() {
        return carrier.getStackTrace();
    }
}
