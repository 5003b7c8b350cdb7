package io.stator.engine.storage;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is on the disk of a {@link CrashStorage}; bytes are shared by copies and never changed. Not thread-safe. */
final class Disk {
    /** One record. */
    record Entry(long epoch, byte[] bytes) {}

    /** A log and its end. */
    static final class Records {
        final NavigableMap<Long, Entry> entries = new TreeMap<>();
        LogHead head = LogHead.EMPTY;

        private Records copy() {
            Records copy = new Records();
            copy.entries.putAll(entries);
            copy.head = head;
            return copy;
        }
    }

    /** Something that is written; it may come to the disk as a whole, or in parts when those are many. */
    interface Write {
        /** Does all of it, or throws and does nothing; returns whether anything was to be done. */
        boolean on(Disk disk);

        /** Does what chance lets a crash leave of it. */
        default void partlyOn(Disk disk, Random random) {
            if (random.nextBoolean()) {
                on(disk);
            }
        }
    }

    final Map<String, Records> logs = new HashMap<>();
    final Map<String, Map<String, byte[]>> segments = new HashMap<>();
    final NavigableMap<String, Root> roots = new TreeMap<>();

    /** Tells the system from others, whose disks are no copies of this one. */
    final String identity;

    Disk() {
        this(UUID.randomUUID().toString());
    }

    private Disk(String identity) {
        this.identity = identity;
    }

    Disk copy() {
        Disk copy = new Disk(identity);
        logs.forEach((database, records) -> copy.logs.put(database, records.copy()));
        segments.forEach((database, blocks) -> copy.segments.put(database, new HashMap<>(blocks)));
        copy.roots.putAll(roots);
        return copy;
    }

    Records records(String database) {
        return logs.computeIfAbsent(database, absent -> new Records());
    }

    Map<String, byte[]> blocks(String database) {
        return segments.computeIfAbsent(database, absent -> new HashMap<>());
    }

    @Nullable
    Root root(String name) {
        return roots.get(name);
    }

    static Write append(String database, long sequence, long epoch, byte[] bytes) {
        return disk -> {
            Records records = disk.records(database);
            records.head = records.head.next(database, sequence, epoch);
            records.entries.put(sequence, new Entry(epoch, bytes));
            return true;
        };
    }

    static Write rewrite(String database, long sequence, long epoch, byte[] bytes) {
        return disk -> {
            Records records = disk.records(database);
            records.head.requireEpoch(database, epoch);
            Entry present = records.entries.get(sequence);
            if (present == null) {
                throw LogHead.absent(database, sequence);
            }
            records.entries.put(sequence, new Entry(present.epoch, bytes));
            return true;
        };
    }

    static Write truncate(String database, long sequence) {
        return disk -> {
            Records records = disk.records(database);
            records.entries
                    .headMap(Math.min(sequence, records.head.sequence()), false)
                    .clear();
            return true;
        };
    }

    static Write put(String database, String id, byte[] bytes) {
        return disk -> {
            byte[] present = disk.blocks(database).putIfAbsent(id, bytes);
            if (present != null && !Arrays.equals(present, bytes)) {
                throw new IllegalStateException("a segment id must never be used for other bytes: id=" + id);
            }
            return true;
        };
    }

    static Write compareAndSet(String name, long expected, byte[] bytes) {
        return disk -> {
            Root present = disk.roots.get(name);
            long revision = present == null ? Roots.ABSENT : present.revision();
            if (revision != expected) {
                return false;
            }
            disk.roots.put(name, new Root(revision + 1, bytes));
            return true;
        };
    }

    /** Returns the removal of segments, of which a crash may leave any. */
    static Write delete(String database, List<String> ids) {
        return new Write() {
            @Override
            public boolean on(Disk disk) {
                ids.forEach(disk.blocks(database)::remove);
                return true;
            }

            @Override
            public void partlyOn(Disk disk, Random random) {
                ids.stream().filter(id -> random.nextBoolean()).forEach(disk.blocks(database)::remove);
            }
        };
    }

    /** Returns the removal of a database, of which a crash may leave any part. */
    static Write deleteDatabase(String database) {
        return new Write() {
            @Override
            public boolean on(Disk disk) {
                disk.logs.remove(database);
                disk.segments.remove(database);
                disk.roots.keySet().removeIf(name -> name.startsWith(database + "/"));
                return true;
            }

            @Override
            public void partlyOn(Disk disk, Random random) {
                if (random.nextBoolean()) {
                    disk.logs.remove(database);
                }
                disk.blocks(database).keySet().removeIf(id -> random.nextBoolean());
                disk.roots.keySet().removeIf(name -> name.startsWith(database + "/") && random.nextBoolean());
            }
        };
    }
}
