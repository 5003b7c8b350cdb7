package io.stator.storage.dynamodb.cluster;

import io.stator.simulation.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What clients did, and were told, and when; all of it by one simulated thread at a time. */
final class History {
    /** What a client was told of a transaction. */
    enum Told {
        NOTHING,
        DONE,
        FAILED,
        UNKNOWN
    }

    /** One transaction that a client wanted. */
    static final class Attempt {
        final Work work;
        final long begin;
        long end = Long.MAX_VALUE;
        Told told = Told.NOTHING;
        long t;
        String why = "";

        Attempt(Work work, long begin) {
            this.work = work;
            this.begin = begin;
        }
    }

    /**
     * What a client read.
     *
     * @param who read it
     * @param t of the value
     * @param asOf the t as of which it was looked at
     * @param what was asked for
     * @param facts what was found
     */
    record Look(String who, long t, long asOf, View what, List<String> facts) {}

    /** How a value is looked at. */
    enum View {
        NOW,
        HISTORY
    }

    private final World world;
    private final Map<String, Attempt> attempts = new HashMap<>();
    private final List<Look> looks = new ArrayList<>();
    private final Map<String, Long> seen = new HashMap<>();
    private long acknowledgedT;
    private int numbers;

    History(World world) {
        this.world = world;
    }

    int nextNumber() {
        return ++numbers;
    }

    Attempt begin(Work work) {
        Attempt attempt = attempts.get(work.mark());
        if (attempt == null) {
            attempt = new Attempt(work, world.now());
            attempts.put(work.mark(), attempt);
        }
        if (attempt.told == Told.FAILED) {
            attempt.told = Told.NOTHING;
        }
        world.note(Thread.currentThread().getName() + " wants " + work);
        return attempt;
    }

    void told(Attempt attempt, Told told, long t, String why) {
        attempt.told = told;
        attempt.end = world.now();
        attempt.t = t;
        attempt.why = why;
        if (told == Told.DONE) {
            acknowledgedT = Math.max(acknowledgedT, t);
        }
        world.note(attempt.work.mark() + " " + told + " " + t + (world.isTelling() ? " " + why : ""));
    }

    /** Returns the greatest t that anybody was told of so far. */
    long acknowledgedT() {
        return acknowledgedT;
    }

    void looked(Look look) {
        looks.add(look);
        world.note(look.who() + " sees " + look.facts().hashCode() + " at " + look.t() + " as of " + look.asOf());
    }

    /** Takes note of the newest value that somebody has, who must never have an older one, nor one older than what was known before. */
    void newest(String who, long t, long atLeast) {
        long before = seen.getOrDefault(who, 0L);
        if (t < before || t < atLeast) {
            world.fail(who + " has t=" + t + " after " + before + ", and must have " + atLeast, null);
        }
        seen.put(who, t);
    }

    List<Attempt> attempts() {
        return attempts.values().stream()
                .sorted((one, other) -> Integer.compare(one.work.number(), other.work.number()))
                .toList();
    }

    @Nullable
    Attempt attempt(String mark) {
        return attempts.get(mark);
    }

    List<Look> looks() {
        return looks;
    }
}
