package io.stator.fulltext;

import io.stator.Anomaly;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The snapshots of one attribute of one database that were last searched. Thread-safe. */
final class AttributeIndex {
    private static final long WAIT_MILLIS = 10;

    private final int attribute;
    private final Limits limits;
    private final ReentrantLock building = new ReentrantLock();

    /** The last one searched for the first time comes first. */
    private volatile List<Snapshot> snapshots = List.of();

    AttributeIndex(int attribute, Limits limits) {
        this.attribute = attribute;
        this.limits = limits;
    }

    /**
     * Returns the snapshot of a database, from the ones that are there if one of them can lead to it.
     *
     * @throws Anomaly.Unavailable when there is no time or no memory for it
     */
    Snapshot snapshot(DatabaseValue database, Deadline deadline) throws IOException {
        Snapshot known = find(database);
        if (known != null) {
            return known;
        }
        lock(deadline);
        try {
            known = find(database);
            if (known != null) {
                return known;
            }
            Snapshot made = make(database, deadline);
            List<Snapshot> kept = new ArrayList<>(List.of(made));
            kept.addAll(snapshots.subList(0, Math.min(snapshots.size(), limits.snapshotsMax() - 1)));
            while (kept.size() > 1 && bytes(kept) > limits.bytesMax()) {
                kept.remove(kept.size() - 1);
            }
            snapshots = List.copyOf(kept);
            return made;
        } finally {
            building.unlock();
        }
    }

    private void lock(Deadline deadline) {
        try {
            while (!building.tryLock(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                deadline.check();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Anomaly.Interrupted("interrupted while waiting for a full-text index");
        }
    }

    /** Returns the snapshot of a database if it is there, or null. */
    @Nullable
    Snapshot find(DatabaseValue database) {
        for (Snapshot snapshot : snapshots) {
            if (snapshot.isOf(database)) {
                return snapshot;
            }
        }
        return null;
    }

    private Snapshot make(DatabaseValue database, Deadline deadline) throws IOException {
        List<Snapshot> nearest = new ArrayList<>(snapshots);
        nearest.sort(Comparator.comparingLong(
                snapshot -> Math.abs(snapshot.database().basisT() - database.basisT())));
        for (Snapshot snapshot : nearest) {
            Snapshot advanced = snapshot.advance(database, limits.bytesMax(), deadline);
            if (advanced != null) {
                return advanced;
            }
        }
        return Snapshot.build(database, attribute, limits.bytesMax(), deadline);
    }

    /** Returns the size of what is kept. */
    long bytes() {
        return bytes(snapshots);
    }

    private static long bytes(List<Snapshot> snapshots) {
        Set<Layer> layers = Collections.newSetFromMap(new IdentityHashMap<>());
        snapshots.forEach(snapshot -> layers.addAll(snapshot.layers()));
        return layers.stream().mapToLong(Layer::bytes).sum();
    }
}
