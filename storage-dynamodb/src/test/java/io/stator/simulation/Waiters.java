package io.stator.simulation;

import java.util.ArrayList;
import java.util.List;

/** Simulated threads that wait for something. */
final class Waiters {
    private final List<Task> tasks = new ArrayList<>();

    /** Has the thread that asks wait until it is woken, or for some time. */
    void await(long nanos) {
        Task task = running();
        tasks.add(task);
        try {
            task.block(nanos);
        } finally {
            tasks.remove(task);
        }
    }

    /** Has the thread that asks wait as long as it is not told to stop. */
    void awaitInterruptibly(long nanos) throws InterruptedException {
        Task task = running();
        if (!task.isInterrupted) {
            await(nanos);
        }
        if (task.isInterrupted) {
            task.isInterrupted = false;
            throw new InterruptedException();
        }
    }

    static Task running() {
        Task task = Task.running();
        if (task == null) {
            throw new IllegalStateException("only a simulated thread can wait in a simulation");
        }
        return task;
    }

    void wakeAll() {
        tasks.forEach(Task::wake);
    }

    void wakeOne() {
        if (!tasks.isEmpty()) {
            tasks.get(running().world.random().nextInt(tasks.size())).wake();
        }
    }

    int size() {
        return tasks.size();
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }
}
