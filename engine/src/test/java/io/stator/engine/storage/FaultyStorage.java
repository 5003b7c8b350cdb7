package io.stator.engine.storage;

import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A storage for tests that passes everything on to another one, except for the operations it was told to spoil. */
public final class FaultyStorage implements Storage {

    /** What can be spoilt. */
    public enum Operation {
        APPEND,
        REWRITE,
        READ_LOG,
        TRUNCATE,
        PUT_SEGMENT,
        GET_SEGMENT,
        DELETE_SEGMENTS,
        READ_ROOT,
        COMPARE_AND_SET,
        DELETE_DATABASE,
        SCRUB
    }

    /** How an operation is spoilt. */
    public enum Fault {
        /** Nothing is done, and the caller is told that the disk is full. */
        NO_SPACE,
        /** Nothing is done, and the caller is told that the device failed. */
        IO,
        /** Nothing is done, and the caller is told that the bytes are damaged. */
        CORRUPT,
        /** Nothing is done, and the caller is told that another writer was first. */
        FENCED,
        /** The operation is done, but the caller is told that nobody knows. */
        UNKNOWN_BUT_DONE,
        /** Nothing is done, and the caller is told that nobody knows. */
        UNKNOWN_AND_NOT_DONE,
        /** Nothing is done, and what {@link #throwing} says is thrown. */
        THROWN_BEFORE,
        /** The operation is done, and what {@link #throwing} says is thrown. */
        THROWN_AFTER,
        /** The process stops just before the operation. */
        CRASH_BEFORE,
        /** The process stops just after the operation, before the caller hears of it. */
        CRASH_AFTER
    }

    /** Whether an append may wait, so that the writer's thread does it, or never, or only as long as its caller, so that a caller may do it. */
    public enum Appending {
        MAY_WAIT,
        NEVER_WAITS,
        WAITS_WHILE_AWAITED
    }

    private record Plan(long call, Fault fault) {}

    private final Storage durable;
    private final Appending appending;
    private final Map<Operation, Long> calls = new EnumMap<>(Operation.class);
    private final Map<Operation, List<Plan>> plans = new EnumMap<>(Operation.class);
    private final Object monitor = new Object();
    private boolean appendsHeld;
    private int appendsWaiting;
    private int running;
    private boolean stopped;
    private volatile Supplier<? extends Throwable> thrown = () -> new OutOfMemoryError("injected");

    /** Creates a storage without faults over empty memory. */
    public FaultyStorage() {
        this(Appending.MAY_WAIT);
    }

    /** Creates a storage without faults over empty memory, which says of appends whether they may wait. */
    public FaultyStorage(Appending appending) {
        this(new MemoryStorage(), appending);
    }

    /** Creates a storage without faults over another one, whose bytes survive {@link #crash}. */
    public FaultyStorage(Storage durable) {
        this(durable, Appending.MAY_WAIT);
    }

    private FaultyStorage(Storage durable, Appending appending) {
        this.durable = durable;
        this.appending = appending;
    }

    /** Spoils one future call of an operation, counted from now: 1 is the next one. */
    public void fail(Operation operation, int callFromNow, Fault fault) {
        if (callFromNow < 1) {
            throw new IllegalArgumentException("the call must be >= 1: call=" + callFromNow);
        }
        synchronized (monitor) {
            plans.computeIfAbsent(operation, key -> new ArrayList<>())
                    .add(new Plan(calls.getOrDefault(operation, 0L) + callFromNow, fault));
        }
    }

    /** Spoils no call any more that was to be spoilt. */
    public void heal() {
        synchronized (monitor) {
            plans.clear();
        }
    }

    /** Says what {@link Fault#THROWN_BEFORE} and {@link Fault#THROWN_AFTER} throw; memory that ran out at first. */
    public void throwing(Supplier<? extends Throwable> supplier) {
        thrown = supplier;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E sneaky(Throwable any) throws E {
        throw (E) any;
    }

    /** Returns how often an operation was called. */
    public long calls(Operation operation) {
        synchronized (monitor) {
            return calls.getOrDefault(operation, 0L);
        }
    }

    /** Makes every append wait until {@link #releaseAppends}. */
    public void holdAppends() {
        synchronized (monitor) {
            appendsHeld = true;
        }
    }

    /** Lets the waiting appends and all later ones go on. */
    public void releaseAppends() {
        synchronized (monitor) {
            appendsHeld = false;
            monitor.notifyAll();
        }
    }

    /** Returns when so many appends wait for {@link #releaseAppends}. */
    public void awaitHeldAppends(int count) throws InterruptedException {
        synchronized (monitor) {
            while (appendsWaiting < count) {
                monitor.wait();
            }
        }
    }

    /** Returns whether this storage was closed or has crashed. */
    public boolean stopped() {
        synchronized (monitor) {
            return stopped;
        }
    }

    /** Stops this storage as a killed process would, and returns a new one without faults over the bytes that were durable. */
    public FaultyStorage crash() throws InterruptedException {
        stop();
        synchronized (monitor) {
            while (running > 0) {
                monitor.wait();
            }
        }
        return new FaultyStorage(durable, appending);
    }

    @Override
    public long epoch() {
        return durable.epoch();
    }

    @Override
    public String identity() {
        return durable.identity();
    }

    @Override
    public boolean isGoneWhenClosed() {
        return durable.isGoneWhenClosed();
    }

    @Override
    public Log log(String database) {
        requireRunning();
        return new FaultyLog(durable.log(database));
    }

    @Override
    public Segments segments(String database) {
        requireRunning();
        return new FaultySegments(durable.segments(database));
    }

    @Override
    public Roots roots() {
        requireRunning();
        return new FaultyRoots(durable.roots());
    }

    @Override
    public void deleteDatabase(String database) {
        run(Operation.DELETE_DATABASE, () -> durable.deleteDatabase(database));
    }

    @Override
    public void scrub() {
        run(Operation.SCRUB, durable::scrub);
    }

    /** Stops this storage; its bytes live on and are reached through {@link #crash}. */
    @Override
    public void close() {
        stop();
    }

    private void stop() {
        synchronized (monitor) {
            stopped = true;
            monitor.notifyAll();
        }
    }

    private void requireRunning() {
        synchronized (monitor) {
            if (stopped) {
                throw new StorageException(Kind.CLOSED, "the faulty storage is closed or has crashed");
            }
        }
    }

    private void run(Operation operation, Runnable action) {
        call(operation, () -> {
            action.run();
            return true;
        });
    }

    private <T> T call(Operation operation, Supplier<T> action) {
        Optional<Fault> fault = begin(operation);
        try {
            return perform(operation, fault, action);
        } finally {
            end(operation);
        }
    }

    private <T> T perform(Operation operation, Optional<Fault> fault, Supplier<T> action) {
        if (fault.isEmpty()) {
            return action.get();
        }
        if (fault.get() == Fault.UNKNOWN_BUT_DONE
                || fault.get() == Fault.CRASH_AFTER
                || fault.get() == Fault.THROWN_AFTER) {
            Object unused = action.get();
        }
        if (fault.get() == Fault.THROWN_BEFORE || fault.get() == Fault.THROWN_AFTER) {
            throw FaultyStorage.<RuntimeException>sneaky(thrown.get());
        }
        if (fault.get() == Fault.CRASH_BEFORE || fault.get() == Fault.CRASH_AFTER) {
            stop();
        }
        Kind kind = switch (fault.get()) {
            case NO_SPACE -> Kind.NO_SPACE;
            case IO -> Kind.IO;
            case CORRUPT -> Kind.CORRUPT;
            case FENCED -> Kind.FENCED;
            case UNKNOWN_BUT_DONE, UNKNOWN_AND_NOT_DONE, THROWN_BEFORE, THROWN_AFTER -> Kind.UNKNOWN_OUTCOME;
            case CRASH_BEFORE, CRASH_AFTER -> Kind.CLOSED;
        };
        throw new StorageException(kind, "injected into " + operation + ": " + fault.get());
    }

    private Optional<Fault> begin(Operation operation) {
        synchronized (monitor) {
            requireRunning();
            long number = calls.merge(operation, 1L, Long::sum);
            if (operation == Operation.APPEND) {
                awaitRelease();
            }
            running += operation == Operation.READ_LOG ? 0 : 1;
            Iterator<Plan> planned = plans.getOrDefault(operation, List.of()).iterator();
            while (planned.hasNext()) {
                Plan plan = planned.next();
                if (plan.call == number) {
                    planned.remove();
                    return Optional.of(plan.fault);
                }
            }
            return Optional.empty();
        }
    }

    private void end(Operation operation) {
        synchronized (monitor) {
            running -= operation == Operation.READ_LOG ? 0 : 1;
            monitor.notifyAll();
        }
    }

    private void awaitRelease() {
        boolean interrupted = false;
        appendsWaiting++;
        monitor.notifyAll();
        while (appendsHeld && !stopped) {
            try {
                monitor.wait();
            } catch (InterruptedException cause) {
                interrupted = true;
            }
        }
        appendsWaiting--;
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        requireRunning();
    }

    private final class FaultyLog implements Log {

        private final Log log;

        FaultyLog(Log log) {
            this.log = log;
        }

        @Override
        public void append(long sequence, long epoch, byte[] bytes) {
            run(Operation.APPEND, () -> log.append(sequence, epoch, bytes));
        }

        @Override
        public Hold appendHold() {
            return switch (appending) {
                case MAY_WAIT -> Hold.ANY;
                case NEVER_WAITS -> Hold.BRIEF;
                case WAITS_WHILE_AWAITED -> Hold.WHILE_AWAITED;
            };
        }

        @Override
        public void read(long fromSequence, RecordConsumer consumer) {
            run(Operation.READ_LOG, () -> log.read(fromSequence, consumer));
        }

        @Override
        public void rewrite(long sequence, long epoch, byte[] bytes) {
            run(Operation.REWRITE, () -> log.rewrite(sequence, epoch, bytes));
        }

        @Override
        public OptionalLong lastSequence() {
            requireRunning();
            return log.lastSequence();
        }

        @Override
        public void truncateBefore(long sequence) {
            run(Operation.TRUNCATE, () -> log.truncateBefore(sequence));
        }
    }

    private final class FaultySegments implements Segments {

        private final Segments segments;

        FaultySegments(Segments segments) {
            this.segments = segments;
        }

        @Override
        public void put(String id, byte[] bytes) {
            run(Operation.PUT_SEGMENT, () -> segments.put(id, bytes));
        }

        @Override
        public Optional<byte[]> get(String id) {
            return call(Operation.GET_SEGMENT, () -> segments.get(id));
        }

        @Override
        public void ids(Consumer<String> consumer) {
            run(Operation.GET_SEGMENT, () -> segments.ids(consumer));
        }

        @Override
        public void delete(Collection<String> ids) {
            run(Operation.DELETE_SEGMENTS, () -> segments.delete(ids));
        }
    }

    private final class FaultyRoots implements Roots {

        private final Roots roots;

        FaultyRoots(Roots roots) {
            this.roots = roots;
        }

        @Override
        public Optional<Root> read(String name) {
            return call(Operation.READ_ROOT, () -> roots.read(name));
        }

        @Override
        public boolean compareAndSet(String name, long expectedRevision, byte[] bytes) {
            return call(Operation.COMPARE_AND_SET, () -> roots.compareAndSet(name, expectedRevision, bytes));
        }

        @Override
        public List<String> names(String prefix) {
            requireRunning();
            return roots.names(prefix);
        }
    }
}
