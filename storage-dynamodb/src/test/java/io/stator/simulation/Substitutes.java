package io.stator.simulation;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What a program calls in a simulation where it calls the virtual machine otherwise. Outside of simulated threads all is as ever. */
public final class Substitutes {
    private Substitutes() {}

    private static Task task() {
        Task task = Task.running();
        if (task == null) {
            throw new IllegalStateException("only a simulated thread can wait in a simulation: "
                    + Thread.currentThread().getName());
        }
        return task;
    }

    /** Stands for the beginning of a synchronized block. */
    public static void enter(Object object) {
        Task task = Task.running();
        if (task != null) {
            if (!isShared(object)) {
                task.world.maybeYield(task);
            }
            task.world.monitors.enter(task, object);
        }
    }

    /** Returns whether an object outlives a simulation, as names do: what others have done with it must not change this one. */
    private static boolean isShared(Object object) {
        return object.getClass().getPackageName().equals("io.stator.edn");
    }

    /** Stands for the end of a synchronized block. */
    public static void exit(Object object) {
        Task task = Task.running();
        if (task != null) {
            task.world.monitors.exit(task, object);
        }
    }

    /** Stands for {@link Object#wait()}. */
    public static void await(Object object) throws InterruptedException {
        Task task = task();
        task.world.monitors.await(task, object, World.FOREVER);
    }

    /** Stands for {@link Object#wait(long)}. */
    public static void await(Object object, long millis) throws InterruptedException {
        Task task = task();
        long nanos = millis == 0 ? World.FOREVER : TimeUnit.MILLISECONDS.toNanos(millis);
        task.world.monitors.await(task, object, nanos);
    }

    /** Stands for {@link TimeUnit#timedWait}. */
    public static void timedWait(TimeUnit unit, Object object, long time) throws InterruptedException {
        if (time > 0) {
            Task task = task();
            task.world.monitors.await(task, object, unit.toNanos(time));
        }
    }

    /** Stands for {@link Object#notify}. */
    public static void notifyOne(Object object) {
        Task task = task();
        task.world.monitors.notifyOne(task, object);
    }

    /** Stands for {@link Object#notifyAll}. */
    public static void notifyEach(Object object) {
        Task task = Task.running();
        if (task != null) {
            task.world.monitors.notifyAll(task, object);
        }
    }

    /** Stands for {@link java.util.concurrent.locks.LockSupport#park(Object)}. */
    public static void park(Object why) {
        park(World.FOREVER);
    }

    /** Stands for {@link java.util.concurrent.locks.LockSupport#park()}. */
    public static void park() {
        park(World.FOREVER);
    }

    /** Stands for {@link java.util.concurrent.locks.LockSupport#parkNanos(Object, long)}. */
    public static void parkNanos(Object why, long nanos) {
        parkNanos(nanos);
    }

    /** Stands for {@link java.util.concurrent.locks.LockSupport#parkNanos(long)}. */
    public static void parkNanos(long nanos) {
        if (nanos > 0) {
            park(nanos);
        }
    }

    private static void park(long nanos) {
        Task task = task();
        if (!task.permit && !task.isInterrupted) {
            task.block(nanos);
        }
        task.permit = false;
    }

    /** Stands for {@link java.util.concurrent.locks.LockSupport#unpark}. */
    public static void unpark(@Nullable Thread thread) {
        Task other = thread == null ? null : task().world.task(thread);
        if (other != null) {
            other.permit = true;
            other.wake();
        }
    }

    /** Stands for {@link Thread#start}. */
    public static void start(Thread thread) {
        Task task = task();
        task.requireAlive();
        task.world.start(task.machine, thread);
    }

    /** Stands for {@link Thread#join()}. */
    public static void join(Thread thread) throws InterruptedException {
        join(thread, 0);
    }

    /** Stands for {@link Thread#join(long)}. */
    public static void join(Thread thread, long millis) throws InterruptedException {
        Task task = task();
        Task other = task.world.task(thread);
        long end = task.world.now() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (other != null && other.state != Task.State.ENDED) {
            long left = millis == 0 ? World.FOREVER : end - task.world.now();
            if (left <= 0) {
                return;
            }
            other.joining.add(task);
            task.block(left);
            if (task.isInterrupted) {
                task.isInterrupted = false;
                throw new InterruptedException();
            }
        }
    }

    /** Stands for {@link Thread#isAlive}. */
    public static boolean isAlive(Thread thread) {
        Task other = task().world.task(thread);
        return other != null && other.state != Task.State.ENDED;
    }

    /** Stands for {@link Thread#currentThread}. */
    public static Thread currentThread() {
        Task task = Task.running();
        return task == null ? Thread.currentThread() : task.program;
    }

    /** Stands for {@link Thread#interrupt}. */
    public static void interrupt(Thread thread) {
        Task other = task().world.task(thread);
        if (other != null) {
            other.isInterrupted = true;
            other.wake();
        }
    }

    /** Stands for {@link Thread#isInterrupted}. */
    public static boolean isInterrupted(Thread thread) {
        Task running = Task.running();
        if (running == null) {
            return thread.isInterrupted();
        }
        Task other = running.world.task(thread);
        return other != null && other.isInterrupted;
    }

    /** Stands for {@link Thread#interrupted}. */
    public static boolean interrupted() {
        Task task = Task.running();
        if (task == null) {
            return Thread.interrupted();
        }
        boolean was = task.isInterrupted;
        task.isInterrupted = false;
        return was;
    }

    /** Stands for {@link Thread#yield} and {@link Thread#onSpinWait}. */
    public static void pass() {
        Task task = Task.running();
        if (task != null && !task.isKilled() && task.initializing == 0) {
            task.world.pass(task);
        }
    }

    /** Stands for the beginning of what initializes a class, whose end nobody else can wait for. */
    public static void beginInitializing() {
        Task task = Task.running();
        if (task != null) {
            task.initializing++;
        }
    }

    /** Stands for the end of what initializes a class. */
    public static void endInitializing() {
        Task task = Task.running();
        if (task != null) {
            task.initializing--;
        }
    }

    /** Stands for {@link System#nanoTime}. */
    public static long nanoTime() {
        Task task = Task.running();
        return task == null ? System.nanoTime() : task.machine.nanoTime();
    }

    /** Stands for {@link System#currentTimeMillis}. */
    public static long currentTimeMillis() {
        Task task = Task.running();
        return task == null ? System.currentTimeMillis() : task.machine.millis();
    }

    /** Stands for {@link Clock#systemUTC}. */
    public static Clock systemUTC() {
        return new MachineClock();
    }

    /** Stands for {@link InstantSource#system}. */
    public static InstantSource system() {
        return new MachineClock();
    }

    /** The time of day of the machine that asks. */
    private static final class MachineClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(currentTimeMillis());
        }
    }

    /** Stands for {@link UUID#randomUUID}. */
    public static UUID randomUUID() {
        Task task = Task.running();
        return task == null
                ? UUID.randomUUID()
                : new UUID(task.world.random().nextLong(), task.world.random().nextLong());
    }

    /** Stands for {@link InetAddress#getLocalHost}. */
    public static InetAddress getLocalHost() {
        return InetAddress.getLoopbackAddress();
    }

    /** Stands for {@link ForkJoinPool#managedBlock}. */
    public static void managedBlock(ForkJoinPool.ManagedBlocker blocker) throws InterruptedException {
        boolean done = blocker.isReleasable();
        while (!done) {
            done = blocker.block();
        }
    }

    private static boolean isPlain(CompletableFuture<?> future) {
        return future.getClass() == CompletableFuture.class;
    }

    /** Waits for a future of the JDK's own; those of a program wait by themselves. */
    private static boolean settle(CompletableFuture<?> future, long nanos) throws InterruptedException {
        Task task = task();
        long end = nanos == World.FOREVER ? 0 : task.world.now() + nanos;
        future.whenComplete((value, failure) -> task.wake());
        while (!future.isDone()) {
            long left = nanos == World.FOREVER ? World.FOREVER : end - task.world.now();
            if (left <= 0) {
                return false;
            }
            task.block(left);
            if (task.isInterrupted && !future.isDone()) {
                task.isInterrupted = false;
                throw new InterruptedException();
            }
        }
        return true;
    }

    /** Stands for {@link ForkJoinTask#fork}: does at once what is to be done side by side. */
    public static <T extends @Nullable Object> ForkJoinTask<T> fork(ForkJoinTask<T> task) {
        task.quietlyInvoke();
        return task;
    }

    /** Stands for {@link CompletableFuture#join}. */
    public static <T extends @Nullable Object> T join(CompletableFuture<T> future) {
        while (Task.running() != null && isPlain(future) && !future.isDone()) {
            try {
                settle(future, World.FOREVER);
            } catch (InterruptedException interrupted) {
                task().isInterrupted = true;
                park(1);
            }
        }
        return future.join();
    }

    /** Stands for {@link CompletableFuture#get()}. */
    public static <T extends @Nullable Object> T get(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException {
        if (Task.running() != null && isPlain(future)) {
            settle(future, World.FOREVER);
        }
        return future.get();
    }

    /** Stands for {@link CompletableFuture#get(long, TimeUnit)}. */
    public static <T extends @Nullable Object> T get(CompletableFuture<T> future, long time, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (Task.running() != null && isPlain(future) && !settle(future, unit.toNanos(time))) {
            throw new TimeoutException();
        }
        return future.get(time, unit);
    }

    /** Stands for {@link System#getLogger}. */
    public static System.Logger getLogger(String name) {
        return Task.running() == null ? System.getLogger(name) : new SimulatedLogger(name);
    }
}
