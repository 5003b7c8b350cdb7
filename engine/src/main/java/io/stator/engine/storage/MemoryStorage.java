package io.stator.engine.storage;

import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A storage in heap memory, as durable as the process; safe for use by several threads. */
public final class MemoryStorage implements Storage {

    private final Map<String, MemoryLog> logs = new ConcurrentHashMap<>();
    private final Map<String, MemorySegments> segments = new ConcurrentHashMap<>();
    private final MemoryRoots roots = new MemoryRoots();
    private final String identity = UUID.randomUUID().toString();
    private final boolean goneWhenClosed;
    private volatile boolean closed;

    /** Creates one that others may go on with when it is closed, as tests do. */
    public MemoryStorage() {
        this(false);
    }

    private MemoryStorage(boolean goneWhenClosed) {
        this.goneWhenClosed = goneWhenClosed;
    }

    /** Returns one that only who opened it has. */
    public static MemoryStorage ofOne() {
        return new MemoryStorage(true);
    }

    @Override
    public boolean isGoneWhenClosed() {
        return goneWhenClosed;
    }

    @Override
    public Log log(String database) {
        requireOpen();
        return logs.computeIfAbsent(Storage.requireDatabaseId(database), MemoryLog::new);
    }

    @Override
    public Segments segments(String database) {
        requireOpen();
        return segments.computeIfAbsent(Storage.requireDatabaseId(database), MemorySegments::new);
    }

    @Override
    public Roots roots() {
        requireOpen();
        return roots;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public void deleteDatabase(String database) {
        requireOpen();
        MemoryLog log = logs.remove(Storage.requireDatabaseId(database));
        if (log != null) {
            log.clear();
        }
        MemorySegments removed = segments.remove(database);
        if (removed != null) {
            removed.blocks.clear();
        }
        roots.removeAll(database + "/");
    }

    /** Does nothing: what was replaced or deleted is nowhere. */
    @Override
    public void scrub() {
        requireOpen();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requireOpen() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "the storage in memory is closed; open another one");
        }
    }

    private record MemoryRecord(long epoch, byte[] bytes) {}

    /** One log; guarded by itself. */
    private final class MemoryLog implements Log {

        private final String database;
        private final NavigableMap<Long, MemoryRecord> records = new TreeMap<>();
        private LogHead head = LogHead.EMPTY;

        MemoryLog(String database) {
            this.database = database;
        }

        @Override
        public synchronized void append(long sequence, long epoch, byte[] bytes) {
            requireOpen();
            LogHead next = head.next(database, sequence, epoch);
            records.put(sequence, new MemoryRecord(epoch, bytes.clone()));
            head = next; // last, for memory may run out before
        }

        @Override
        public Hold appendHold() {
            return Hold.BRIEF;
        }

        @Override
        public void read(long fromSequence, RecordConsumer consumer) {
            requireOpen();
            long sequence = fromSequence;
            MemoryRecord next = find(sequence);
            while (next != null && consumer.accept(sequence, next.epoch, next.bytes.clone())) {
                sequence++;
                next = find(sequence);
            }
        }

        private synchronized @Nullable MemoryRecord find(long sequence) {
            MemoryRecord found = records.get(sequence);
            if (found == null && sequence <= head.sequence()) {
                throw new StorageException(
                        Kind.CORRUPT,
                        "the log of database " + database + " has no record " + sequence + "; its first one is "
                                + records.firstKey());
            }
            return found;
        }

        @Override
        public synchronized void rewrite(long sequence, long epoch, byte[] bytes) {
            requireOpen();
            head.requireEpoch(database, epoch);
            MemoryRecord present = records.get(sequence);
            if (present == null) {
                throw LogHead.absent(database, sequence);
            }
            records.put(sequence, new MemoryRecord(present.epoch, bytes.clone()));
        }

        @Override
        public synchronized OptionalLong lastSequence() {
            requireOpen();
            return head.lastSequence();
        }

        @Override
        public synchronized void truncateBefore(long sequence) {
            requireOpen();
            records.headMap(Math.min(sequence, head.sequence()), false).clear();
        }

        synchronized void clear() {
            records.clear();
            head = LogHead.EMPTY;
        }
    }

    private final class MemorySegments implements Segments {

        private final String database;
        private final Map<String, byte[]> blocks = new ConcurrentHashMap<>();

        MemorySegments(String database) {
            this.database = database;
        }

        @Override
        public void put(String id, byte[] bytes) {
            requireOpen();
            byte[] present = blocks.putIfAbsent(id, bytes.clone());
            if (present != null && !Arrays.equals(present, bytes)) {
                throw new IllegalStateException(
                        "a segment id must never be used for other bytes: id=" + id + ", database=" + database);
            }
        }

        @Override
        public Optional<byte[]> get(String id) {
            requireOpen();
            return Optional.ofNullable(blocks.get(id)).map(byte[]::clone);
        }

        @Override
        public void ids(Consumer<String> consumer) {
            requireOpen();
            blocks.keySet().forEach(consumer);
        }

        @Override
        public void delete(Collection<String> ids) {
            requireOpen();
            ids.forEach(blocks::remove);
        }
    }

    /** All roots; guarded by itself. */
    private final class MemoryRoots implements Roots {

        private final NavigableMap<String, Root> values = new TreeMap<>();

        @Override
        public synchronized Optional<Root> read(String name) {
            requireOpen();
            return Optional.ofNullable(values.get(name))
                    .map(root -> new Root(root.revision(), root.bytes().clone()));
        }

        @Override
        public synchronized boolean compareAndSet(String name, long expectedRevision, byte[] bytes) {
            requireOpen();
            Root present = values.get(name);
            long revision = present == null ? ABSENT : present.revision();
            if (revision != expectedRevision) {
                return false;
            }
            values.put(name, new Root(revision + 1, bytes.clone()));
            return true;
        }

        @Override
        public synchronized List<String> names(String prefix) {
            requireOpen();
            List<String> names = new ArrayList<>();
            for (String name : values.tailMap(prefix, true).keySet()) {
                if (!name.startsWith(prefix)) {
                    break;
                }
                names.add(name);
            }
            return names;
        }

        synchronized void removeAll(String prefix) {
            values.keySet().removeIf(name -> name.startsWith(prefix));
        }
    }
}
