package io.stator.simulation;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The monitors of objects that simulated threads have or want. */
final class Monitors {
    /** The monitor of one object. */
    private static final class Monitor {
        @Nullable
        Task owner;

        int depth;
        final List<Task> entering = new ArrayList<>();
        final List<Task> waiting = new ArrayList<>();
    }

    private final Map<Object, Monitor> monitors = new IdentityHashMap<>();
    private final List<Monitor> unused = new ArrayList<>();

    private Monitor of(Object object) {
        Monitor known = monitors.get(object);
        if (known == null) {
            known = unused.isEmpty() ? new Monitor() : unused.remove(unused.size() - 1);
            monitors.put(object, known);
        }
        return known;
    }

    void enter(Task task, Object object) {
        if (!task.isKilled()) {
            enter(task, object, 1);
        }
    }

    private void enter(Task task, Object object, int depth) {
        Monitor monitor = of(object);
        while (monitor.owner != null && monitor.owner != task) {
            monitor.entering.add(task);
            try {
                task.block(World.FOREVER);
            } finally {
                monitor.entering.remove(task);
            }
            monitor = of(object);
        }
        monitor.owner = task;
        monitor.depth += depth;
    }

    void exit(Task task, Object object) {
        Monitor monitor = monitors.get(object);
        if (monitor == null || monitor.owner != task) {
            if (!task.isKilled()) {
                throw new IllegalMonitorStateException("the thread does not have the monitor");
            }
            return;
        }
        if (--monitor.depth == 0) {
            leave(monitor, object);
        }
    }

    private void leave(Monitor monitor, Object object) {
        monitor.owner = null;
        monitor.depth = 0;
        monitor.entering.forEach(Task::wake);
        if (monitor.entering.isEmpty() && monitor.waiting.isEmpty()) {
            monitors.remove(object);
            unused.add(monitor);
        }
    }

    private Monitor mine(Task task, Object object) {
        Monitor monitor = monitors.get(object);
        if (monitor == null || monitor.owner != task) {
            throw new IllegalMonitorStateException("the thread does not have the monitor");
        }
        return monitor;
    }

    void await(Task task, Object object, long nanos) throws InterruptedException {
        task.requireAlive();
        if (task.isInterrupted) {
            task.isInterrupted = false;
            throw new InterruptedException();
        }
        Monitor monitor = mine(task, object);
        int depth = monitor.depth;
        monitor.waiting.add(task);
        leave(monitor, object);
        try {
            task.block(nanos);
        } finally {
            monitor.waiting.remove(task);
        }
        enter(task, object, depth);
        if (task.isInterrupted) {
            task.isInterrupted = false;
            throw new InterruptedException();
        }
    }

    void notifyOne(Task task, Object object) {
        if (task.isKilled()) {
            return;
        }
        List<Task> waiting = mine(task, object).waiting;
        if (!waiting.isEmpty()) {
            waiting.remove(task.world.random().nextInt(waiting.size())).wake();
        }
    }

    void notifyAll(Task task, Object object) {
        if (task.isKilled()) {
            return;
        }
        List<Task> waiting = mine(task, object).waiting;
        List<Task> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(Task::wake);
    }
}
