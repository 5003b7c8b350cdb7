package io.stator.simulation;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A continuation for one simulated thread: all those of a world share one real thread, so that giving the turn away needs no help of the
 * operating system. Java has them from 21 on, for who opens {@code jdk.internal.vm}; before, each has an {@link OwnThread}.
 */
final class Continued implements Strand {
    private static final @Nullable Calls CALLS = Calls.find();

    private final Task task;
    private final Object continuation;

    /** How continuations are made and called, and what keeps ours apart from others. */
    private record Calls(MethodHandle make, MethodHandle run, MethodHandle stop, MethodHandle stack, Object scope) {
        static @Nullable Calls find() {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
                Class<?> type = Class.forName("jdk.internal.vm.Continuation");
                return new Calls(
                        lookup.findConstructor(type, MethodType.methodType(void.class, scope, Runnable.class))
                                .asType(MethodType.methodType(Object.class, Object.class, Runnable.class)),
                        lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                                .asType(MethodType.methodType(void.class, Object.class)),
                        lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scope))
                                .asType(MethodType.methodType(boolean.class, Object.class)),
                        lookup.findVirtual(type, "getStackTrace", MethodType.methodType(StackTraceElement[].class))
                                .asType(MethodType.methodType(StackTraceElement[].class, Object.class)),
                        scope.getConstructor(String.class).newInstance("simulation"));
            } catch (ReflectiveOperationException absent) {
                return null;
            }
        }
    }

    Continued(Task task) {
        this.task = task;
        try {
            this.continuation = calls().make.invokeExact(calls().scope, (Runnable) task::run);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    /** Returns whether there are any. */
    static boolean areThere() {
        return CALLS != null;
    }

    private static Calls calls() {
        if (CALLS == null) {
            throw new IllegalStateException("this virtual machine has no continuations");
        }
        return CALLS;
    }

    /** Runs the threads of a world, each as long as it has the turn, until there is none. */
    static void runAll(World world) {
        Carrier carrier = (Carrier) Thread.currentThread();
        for (Task task = world.running(); task != null; task = world.running()) {
            carrier.running = task;
            ((Continued) task.strand).run();
        }
        carrier.running = null;
    }

    private static RuntimeException unexpected(Throwable failure) {
        return new IllegalStateException("the continuations of this virtual machine are others", failure);
    }

    @Override
    public void begin() {}

    @Override
    public void giveTurn() {}

    /** Goes on until it has given its turn away, or has ended. */
    void run() {
        try {
            calls().run.invokeExact(continuation);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public void awaitTurn() {
        try {
            boolean stopped = (boolean) calls().stop.invokeExact(calls().scope);
        } catch (IllegalStateException pinned) {
            task.world.abandon(task.program.getName() + " has to wait where it cannot stop", pinned);
            throw Killed.KILLED;
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }

    @Override
    public StackTraceElement[] stack() {
        try {
            return (StackTraceElement[]) calls().stack.invokeExact(continuation);
        } catch (Throwable failure) {
            throw unexpected(failure);
        }
    }
}
