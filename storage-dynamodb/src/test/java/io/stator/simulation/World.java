package io.stator.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A simulation: its threads go on one at a time, in an order that a seed chooses, and time passes when all of them wait. So all that happens
 * is a function of the seed.
 */
public final class World {
    /** Waiting for so long is without end. */
    static final long FOREVER = Long.MAX_VALUE;

    private static final long STEP_NANOS_MAX = 2_000;

    /** A simulation that takes more steps does not come to its end. */
    private static final long STEPS_MAX = 3_000_000;

    /** How long one step may take by the real clock: a thread that waits for something real would never come back. */
    private static final long STANDSTILL_SECONDS = 120;

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    /** Something that happens at some time without a thread. */
    private record Event(long time, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            return time == other.time ? Long.compare(number, other.number) : Long.compare(time, other.time);
        }
    }

    private final ClassLoader loader;
    private final boolean continued;
    private final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final List<Task> ready = new ArrayList<>();
    private final Map<Thread, Task> tasks = new IdentityHashMap<>();
    private final List<Task> all = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final Map<String, Integer> machineNames = new HashMap<>();
    private final @Nullable List<String> told;
    final Monitors monitors = new Monitors();
    private long now;
    private long eventCount;
    private long steps;
    private long hash;
    private volatile boolean over;
    private volatile boolean abandoned;
    private volatile @Nullable Task current;
    private double preemption;

    private World(ClassLoader loader, boolean continued, long seed, boolean telling) {
        this.loader = loader;
        this.continued = continued;
        this.random = new SplittableRandom(seed);
        this.told = telling ? new ArrayList<>() : null;
    }

    /**
     * What became of a simulation.
     *
     * @param hash another one if anything happened in another order
     * @param steps how often a thread was chosen
     * @param nanos how much time has passed
     * @param failures what was wrong
     * @param told what happened, if that was asked for
     */
    public record Outcome(long hash, long steps, long nanos, List<String> failures, List<String> told) {}

    /**
     * Simulates from a seed until a first thread ends, whose machine is one of its own.
     *
     * @param loader of the classes whose threads are simulated
     */
    public static Outcome run(ClassLoader loader, long seed, boolean telling, Consumer<World> main) {
        return run(loader, Continued.areThere(), seed, telling, main);
    }

    /** Simulates as {@link #run(ClassLoader, long, boolean, Consumer)} does, with a real thread for each thread wherever that runs. */
    public static Outcome runOnThreads(ClassLoader loader, long seed, boolean telling, Consumer<World> main) {
        return run(loader, false, seed, telling, main);
    }

    private static Outcome run(
            ClassLoader loader, boolean continued, long seed, boolean telling, Consumer<World> main) {
        World world = new World(loader, continued, seed, telling);
        Machine machine = world.machine("world");
        Task first = world.start(machine, new Thread(() -> main.accept(world), "main"));
        world.current = first;
        world.ready.clear();
        if (continued) {
            new Carrier(world, "world", () -> Continued.runAll(world)).start();
        } else {
            first.strand.giveTurn();
        }
        try {
            world.awaitEnd();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            world.failures.add("interrupted");
        }
        return new Outcome(
                world.hash,
                world.steps,
                world.now,
                List.copyOf(world.failures),
                world.told == null ? List.of() : List.copyOf(world.told));
    }

    private void awaitEnd() throws InterruptedException {
        long before = -1;
        while (!done.await(STANDSTILL_SECONDS, TimeUnit.SECONDS)) {
            if (steps == before) {
                failures.add("the simulation stands still: " + describe());
                return;
            }
            before = steps;
        }
    }

    ClassLoader loader() {
        return loader;
    }

    boolean isContinued() {
        return continued;
    }

    /** Returns the thread that has the turn, or null when all have ended. */
    @Nullable
    Task running() {
        return current;
    }

    /** Returns the world of the simulated thread that asks. */
    public static World current() {
        Task task = Task.running();
        if (task == null) {
            throw new IllegalStateException("this thread is not simulated");
        }
        return task.world;
    }

    /** Returns the machine of the simulated thread that asks. */
    public static Machine machine() {
        Task task = Task.running();
        if (task == null) {
            throw new IllegalStateException("this thread is not simulated");
        }
        return task.machine;
    }

    /** Returns a new machine. */
    public Machine machine(String name) {
        int count = machineNames.merge(name, 1, Integer::sum);
        long near = random.nextInt(8);
        long begin = near == 0 ? Long.MAX_VALUE - random.nextLong(1L << 35) : random.nextLong();
        return new Machine(this, count == 1 ? name : name + count, begin);
    }

    /** Returns the time since the simulation began. */
    public long now() {
        return now;
    }

    /** Returns chance: all of it comes from here. */
    public SplittableRandom random() {
        return random;
    }

    boolean isOver() {
        return over;
    }

    /** Says how often a thread loses its turn where it takes a lock. */
    public void preempt(double share) {
        preemption = share;
    }

    /** Notes something that happened, which belongs to what must be the same each time. */
    public void note(String what) {
        mix(what.hashCode());
        if (told != null) {
            told.add(now / 1_000 + "us " + what);
        }
    }

    /** Returns whether notes are kept, so that they are worth much text. */
    public boolean isTelling() {
        return told != null;
    }

    void mix(long value) {
        hash = Long.rotateLeft(hash, 5) * PRIME + value;
    }

    /** Ends the calling thread if its machine is gone: what tells it of a failure may have caught its end on the way. */
    public static void requireAlive() {
        Task task = Task.running();
        if (task != null) {
            task.requireAlive();
        }
    }

    /** Notes that something is wrong, which ends nothing. */
    public void fail(String what, @Nullable Throwable why) {
        StringBuilder text = new StringBuilder(what);
        for (Throwable each = why; each != null; each = each.getCause()) {
            text.append("\n  because of ").append(each);
            for (StackTraceElement frame : each.getStackTrace()) {
                text.append("\n    at ").append(frame);
            }
        }
        note("wrong: " + what);
        failures.add(text.toString());
    }

    /** Returns whether something was wrong. */
    public boolean hasFailed() {
        return !failures.isEmpty();
    }

    /** Has something done after some time, by nobody's thread; it must not wait. */
    public void at(long nanos, Runnable action) {
        long time = now + Math.min(nanos, Long.MAX_VALUE / 4);
        events.add(new Event(time, eventCount++, action));
    }

    Task start(Machine machine, Thread program) {
        Task task = new Task(this, machine, program, all.size());
        tasks.put(program, task);
        all.add(task);
        machine.tasks.add(task);
        ready.add(task);
        task.strand.begin();
        return task;
    }

    @Nullable
    Task task(Thread program) {
        return tasks.get(program);
    }

    void ready(Task task) {
        task.state = Task.State.READY;
        ready.add(task);
    }

    void kill(Machine machine) {
        for (Task task : machine.tasks) {
            task.wake();
        }
        Task running = Task.running();
        if (running != null && running.machine == machine) {
            throw Killed.KILLED;
        }
    }

    /** Lets others go on, if chance says so. */
    void maybeYield(Task task) {
        if (preemption > 0 && task.initializing == 0 && !task.isKilled() && random.nextDouble() < preemption) {
            pass(task);
        }
    }

    /** Lets others go on. */
    void pass(Task task) {
        task.requireAlive();
        ready(task);
        next(task);
        task.requireAlive();
    }

    /** Gives the turn to whoever is next, and returns when the one who gave it has it again. */
    void next(Task from) {
        Task chosen = chosen();
        if (chosen != from) {
            current = chosen;
            chosen.strand.giveTurn();
            from.strand.awaitTurn();
        }
    }

    private Task chosen() {
        while (true) {
            if (!over && ++steps > STEPS_MAX) {
                giveUp("it comes to no end");
            }
            now += 1 + random.nextLong(STEP_NANOS_MAX);
            while (!events.isEmpty() && events.peek().time <= now) {
                events.poll().action.run();
            }
            Task task = chosenOfReady();
            if (task != null) {
                mix(task.number);
                return task;
            }
            if (events.isEmpty()) {
                giveUp("nobody can go on");
            } else {
                now = Math.max(now, events.peek().time);
            }
        }
    }

    private @Nullable Task chosenOfReady() {
        int count = ready.size();
        int start = count == 0 ? 0 : random.nextInt(count);
        for (int i = 0; i < count; i++) {
            int at = (start + i) % count;
            Task task = ready.get(at);
            if (over || task.machine.isRunning(now)) {
                ready.set(at, ready.get(count - 1));
                ready.remove(count - 1);
                return task;
            }
        }
        return null;
    }

    private void giveUp(String why) {
        if (over) {
            return;
        }
        failures.add(why + ": " + describe());
        finish();
    }

    private String describe() {
        StringBuilder text = new StringBuilder();
        for (Task task : all.toArray(Task[]::new)) {
            if (task.state != Task.State.ENDED) {
                text.append("\n  ")
                        .append(task == current ? "* " : "")
                        .append(task.program.getName())
                        .append(' ')
                        .append(task.state);
                for (StackTraceElement frame : task.strand.stack()) {
                    text.append("\n      at ").append(frame);
                }
            }
        }
        return text.toString();
    }

    /** Has all threads end, wherever they are. */
    private void finish() {
        over = true;
        all.forEach(Task::wake);
    }

    /** Ends all at once and leaves the threads where they are, for one of them goes on without its turn. */
    void abandon(String what, Throwable why) {
        fail(what, why);
        abandoned = true;
        over = true;
        current = null;
        done.countDown();
    }

    /** Takes note that a thread has come to its end, and gives its turn to another one. */
    void end(Task task) {
        task.state = Task.State.ENDED;
        tasks.remove(task.program);
        task.machine.tasks.remove(task);
        task.joining.forEach(Task::wake);
        if (task == all.get(0) && !over) {
            finish();
        }
        if (over && all.stream().allMatch(each -> each.state == Task.State.ENDED)) {
            current = null;
            done.countDown();
            return;
        }
        if (abandoned) {
            return;
        }
        Task chosen = chosen();
        current = chosen;
        chosen.strand.giveTurn();
    }
}
