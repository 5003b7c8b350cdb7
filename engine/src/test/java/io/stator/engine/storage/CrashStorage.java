package io.stator.engine.storage;

import io.stator.engine.storage.StorageException.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A storage in memory that writes down what is done to it and when each call returned, so that all can be made that a crash may leave: what
 * had returned is there, and any part of what had not. Thread-safe.
 */
public final class CrashStorage implements Storage {
    /** What happened: a write began, or ended and was done or refused, or a test had something to say. */
    private record Event(
            Disk.@Nullable Write begun,
            Disk.@Nullable Write ended,
            boolean isDone,
            @Nullable Object note) {}

    /** What every call passes before it does anything, with words for what it is. */
    private final Consumer<String> gate;

    /** What a write passes when it is done, before it returns. */
    private final Consumer<String> exit;

    private final Disk initial;
    private final Disk disk;
    private final List<Event> events = new ArrayList<>();
    private boolean closed;

    /** Creates an empty one. */
    public CrashStorage() {
        this(new Disk(), what -> Thread.yield(), what -> {});
    }

    /** Creates an empty one whose calls pass a gate before they do anything. */
    public CrashStorage(Consumer<String> gate) {
        this(new Disk(), gate, what -> {});
    }

    /** Creates an empty one whose calls pass a gate before they do anything, and its writes another one when they are done. */
    public CrashStorage(Consumer<String> gate, Consumer<String> exit) {
        this(new Disk(), gate, exit);
    }

    /** Returns another one with the same bytes, whose calls pass gates of its own. */
    public synchronized CrashStorage copy(Consumer<String> otherGate, Consumer<String> otherExit) {
        return new CrashStorage(disk.copy(), otherGate, otherExit);
    }

    private CrashStorage(Disk initial, Consumer<String> gate, Consumer<String> exit) {
        this.initial = initial;
        this.disk = initial.copy();
        this.gate = gate;
        this.exit = exit;
    }

    /** Writes down between two writes what a test has to say. */
    public synchronized void note(Object said) {
        events.add(new Event(null, null, false, said));
    }

    private synchronized void note(Disk.Write ended, boolean isDone) {
        events.add(new Event(null, ended, isDone, null));
    }

    /** Opens it again once it was closed. */
    public synchronized CrashStorage reopened() {
        closed = false;
        return this;
    }

    /** Returns the names of all segments of all databases, each behind the id of its database. */
    public synchronized Set<String> segmentNames() {
        Set<String> names = new TreeSet<>();
        disk.segments.forEach((database, blocks) -> blocks.keySet().forEach(id -> names.add(database + "/" + id)));
        return names;
    }

    /** Returns the ids of the databases of which anything is there. */
    public synchronized Set<String> databaseIds() {
        Set<String> ids = new TreeSet<>();
        disk.logs.forEach((id, records) -> {
            if (!records.entries.isEmpty()) {
                ids.add(id);
            }
        });
        disk.segments.forEach((id, blocks) -> {
            if (!blocks.isEmpty()) {
                ids.add(id);
            }
        });
        disk.roots.keySet().stream()
                .filter(name -> name.indexOf('/') >= 0)
                .forEach(name -> ids.add(name.substring(0, name.indexOf('/'))));
        return ids;
    }

    /** Returns all bytes that are there. */
    public synchronized List<byte[]> allBytes() {
        List<byte[]> all = new ArrayList<>();
        disk.logs.values().forEach(records -> records.entries.values().forEach(entry -> all.add(entry.bytes())));
        disk.segments.values().forEach(blocks -> all.addAll(blocks.values()));
        disk.roots.values().forEach(root -> all.add(root.bytes()));
        return all;
    }

    /** Returns a walk through all that happened so far. */
    public synchronized Walk walk() {
        return new Walk(initial, List.copyOf(events));
    }

    /** A walk through what happened, which knows at every step what a crash there may leave. Not thread-safe. */
    public static final class Walk {
        private final Disk durable;
        private final List<Event> events;
        private final Set<Disk.Write> begun = new LinkedHashSet<>();
        private int next;

        private Walk(Disk initial, List<Event> events) {
            this.durable = initial.copy();
            this.events = events;
        }

        /** Returns whether anything more happened. */
        public boolean hasNext() {
            return next < events.size();
        }

        /** Goes on by one step, and returns what the test said there, or null. */
        public @Nullable Object next() {
            Event event = events.get(next++);
            if (event.begun != null) {
                begun.add(event.begun);
            }
            if (event.ended != null) {
                begun.remove(event.ended);
            }
            if (event.ended != null && event.isDone) {
                event.ended.on(durable);
            }
            return event.note;
        }

        /** Returns how many steps were gone. */
        public int steps() {
            return next;
        }

        /** Returns how many writes have begun and not returned. */
        public int onTheirWay() {
            return begun.size();
        }

        /** Returns what a crash here leaves, as chance has it. */
        public CrashStorage crashed(Random random) {
            Disk left = durable.copy();
            for (Disk.Write write : begun) {
                try {
                    write.partlyOn(left, random);
                } catch (StorageException | IllegalStateException impossible) {
                    continue; // one that would have been refused leaves nothing
                }
            }
            return new CrashStorage(left, what -> Thread.yield(), what -> {});
        }
    }

    private synchronized void requireOpen() {
        if (closed) {
            throw new StorageException(Kind.CLOSED, "the storage is closed");
        }
    }

    private boolean write(String what, Disk.Write write) {
        synchronized (this) {
            requireOpen();
            events.add(new Event(write, null, false, null));
        }
        boolean done;
        try {
            gate.accept(what);
            synchronized (this) {
                requireOpen();
                done = write.on(disk);
                note(write, done);
            }
        } catch (Throwable refused) {
            note(write, false);
            throw refused;
        }
        exit.accept(what);
        return done;
    }

    private <T> T read(String what, Supplier<T> look) {
        requireOpen();
        gate.accept(what);
        synchronized (this) {
            requireOpen();
            return look.get();
        }
    }

    @Override
    public String identity() {
        return disk.identity;
    }

    @Override
    public Log log(String database) {
        requireOpen();
        return new CrashLog(Storage.requireDatabaseId(database));
    }

    @Override
    public Segments segments(String database) {
        requireOpen();
        return new CrashSegments(Storage.requireDatabaseId(database));
    }

    @Override
    public Roots roots() {
        requireOpen();
        return new CrashRoots();
    }

    @Override
    public void deleteDatabase(String database) {
        write("delete " + database, Disk.deleteDatabase(database));
    }

    @Override
    public void scrub() {
        requireOpen();
        gate.accept("scrub");
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private final class CrashLog implements Log {
        private final String database;

        CrashLog(String database) {
            this.database = database;
        }

        @Override
        public void append(long sequence, long epoch, byte[] bytes) {
            write("append", Disk.append(database, sequence, epoch, bytes.clone()));
        }

        @Override
        public void read(long fromSequence, RecordConsumer consumer) {
            requireOpen();
            gate.accept("read log");
            long sequence = fromSequence;
            Disk.Entry next = find(sequence);
            while (next != null
                    && consumer.accept(sequence, next.epoch(), next.bytes().clone())) {
                sequence++;
                next = find(sequence);
            }
        }

        private Disk.@Nullable Entry find(long sequence) {
            synchronized (CrashStorage.this) {
                requireOpen();
                Disk.Records records = disk.records(database);
                Disk.Entry found = records.entries.get(sequence);
                if (found == null && sequence <= records.head.sequence()) {
                    throw new StorageException(
                            Kind.CORRUPT, "the log of database " + database + " has no record " + sequence);
                }
                return found;
            }
        }

        @Override
        public void rewrite(long sequence, long epoch, byte[] bytes) {
            write("rewrite", Disk.rewrite(database, sequence, epoch, bytes.clone()));
        }

        @Override
        public OptionalLong lastSequence() {
            return CrashStorage.this.read(
                    "last", () -> disk.records(database).head.lastSequence());
        }

        @Override
        public void truncateBefore(long sequence) {
            write("truncate", Disk.truncate(database, sequence));
        }
    }

    private final class CrashSegments implements Segments {
        private final String database;

        CrashSegments(String database) {
            this.database = database;
        }

        @Override
        public void put(String id, byte[] bytes) {
            write("put " + id, Disk.put(database, id, bytes.clone()));
        }

        @Override
        public Optional<byte[]> get(String id) {
            return CrashStorage.this.read(
                    "get " + id,
                    () -> Optional.ofNullable(disk.blocks(database).get(id)).map(byte[]::clone));
        }

        @Override
        public void ids(Consumer<String> consumer) {
            CrashStorage.this
                    .read("ids", () -> List.copyOf(disk.blocks(database).keySet()))
                    .forEach(consumer);
        }

        @Override
        public void delete(Collection<String> ids) {
            write("delete segments", Disk.delete(database, List.copyOf(ids)));
        }
    }

    private final class CrashRoots implements Roots {
        @Override
        public Optional<Root> read(String name) {
            return CrashStorage.this.read(
                    "read " + name,
                    () -> Optional.ofNullable(disk.root(name))
                            .map(root -> new Root(root.revision(), root.bytes().clone())));
        }

        @Override
        public boolean compareAndSet(String name, long expectedRevision, byte[] bytes) {
            return write("set " + name, Disk.compareAndSet(name, expectedRevision, bytes.clone()));
        }

        @Override
        public List<String> names(String prefix) {
            return CrashStorage.this.read(
                    "names",
                    () -> disk.roots.tailMap(prefix, true).keySet().stream()
                            .filter(name -> name.startsWith(prefix))
                            .toList());
        }
    }
}
