package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** What a storage should hold after the random operations that were applied to both; for one thread. */
public final class StorageModel {

    private static final int DATABASES = 3;
    private static final int NAMES = 5;

    /** The records of one database; the ones before first are truncated. */
    private static final class ModelLog {
        private final List<String> records = new ArrayList<>();
        private long epoch;
        private int first;
    }

    private final Random random;
    private final Map<String, ModelLog> logs = new TreeMap<>();
    private final Map<String, byte[]> segments = new TreeMap<>();
    private final Map<String, Root> roots = new TreeMap<>();
    private int generation;
    private int segmentsPut;
    private int failures;
    private Consumer<Storage> pending = nothing -> {};

    /** Creates an empty model whose operations follow from a seed. */
    public StorageModel(long seed) {
        this.random = new Random(seed);
    }

    /** Applies one random operation to the storage and the model; an outcome that is said to be unknown is found out by reading. */
    public void step(Storage storage) {
        String database = "g" + generation + "d" + random.nextInt(DATABASES);
        String name = database + "/" + random.nextInt(NAMES);
        byte[] bytes = new byte[random.nextInt(random.nextInt(20_000) + 1)];
        random.nextBytes(bytes);
        switch (random.nextInt(22)) {
            case 20 -> storage.scrub();
            case 21 -> rewrite(storage, database, bytes);
            case 0 -> truncate(storage, database);
            case 1 -> deleteSegment(storage, database);
            case 2, 3, 4 -> putSegment(storage, database, bytes);
            case 5, 6, 7 -> setRoot(storage, name, bytes);
            case 8 -> delete(storage, database);
            default -> append(storage, database, bytes);
        }
    }

    /** Asserts that the storage holds what the model says. */
    public void verify(Storage storage) {
        logs.forEach((database, log) -> {
            assertThat(storage.log(database).lastSequence().orElse(-1)).isEqualTo(log.records.size() - 1L);
            assertThat(records(storage.log(database), log.first))
                    .isEqualTo(log.records.subList(log.first, log.records.size()));
        });
        segments.forEach((key, bytes) -> assertThat(
                        storage.segments(key.substring(0, key.indexOf('/'))).get(key))
                .contains(bytes));
        assertThat(storage.roots().names("")).containsExactlyElementsOf(roots.keySet());
        roots.forEach((name, root) -> assertThat(storage.roots().read(name)).contains(root));
    }

    private void append(Storage storage, String database, byte[] bytes) {
        ModelLog log = logs.computeIfAbsent(database, key -> new ModelLog());
        log.epoch += random.nextInt(10) == 0 ? 1 : 0;
        long epoch = log.epoch;
        long sequence = log.records.size();
        attempt(
                storage,
                target -> target.log(database).append(sequence, epoch, bytes),
                target -> target.log(database).lastSequence().orElse(-1) == sequence,
                () -> log.records.add(describe(sequence, epoch, bytes)));
    }

    private void rewrite(Storage storage, String database, byte[] bytes) {
        ModelLog log = logs.computeIfAbsent(database, key -> new ModelLog());
        if (log.records.size() > log.first) {
            int sequence = log.first + random.nextInt(log.records.size() - log.first);
            long epoch = Long.parseLong(log.records.get(sequence).split(":", 3)[1]);
            String changed = describe(sequence, epoch, bytes);
            attempt(
                    storage,
                    target -> target.log(database).rewrite(sequence, log.epoch, bytes),
                    target -> records(target.log(database), sequence).get(0).equals(changed),
                    () -> log.records.set(sequence, changed));
        }
    }

    private void truncate(Storage storage, String database) {
        ModelLog log = logs.computeIfAbsent(database, key -> new ModelLog());
        int before = random.nextInt(log.records.size() + 2);
        log.first = Math.max(log.first, Math.max(0, Math.min(before, log.records.size() - 1)));
        storage.log(database).truncateBefore(before); // if it fails, records before may be there or not
    }

    private void putSegment(Storage storage, String database, byte[] bytes) {
        String id = database + "/s" + segmentsPut++;
        attempt(
                storage,
                target -> target.segments(database).put(id, bytes),
                target -> target.segments(database).get(id).isPresent(),
                () -> segments.put(id, bytes));
    }

    private void deleteSegment(Storage storage, String database) {
        String id = database + "/s" + random.nextInt(segmentsPut + 1);
        storage.segments(database).delete(List.of(id));
        segments.remove(id);
    }

    private void setRoot(Storage storage, String name, byte[] bytes) {
        long revision = Optional.ofNullable(roots.get(name)).map(Root::revision).orElse(Roots.ABSENT);
        Root changed = new Root(revision + 1, bytes);
        attempt(
                storage,
                target -> assertThat(target.roots().compareAndSet(name, revision, bytes))
                        .isTrue(),
                target -> target.roots().read(name).equals(Optional.of(changed)),
                () -> roots.put(name, changed));
    }

    private void delete(Storage storage, String database) {
        try {
            storage.deleteDatabase(database);
        } catch (StorageException failure) {
            pending = target -> {
                if (target.log(database).lastSequence().isEmpty()
                        && target.roots().names(database + "/").isEmpty()) {
                    forget(database); // a deletion that was begun is ended by the next opening
                }
            };
            throw failure;
        }
        forget(database);
    }

    private void forget(String database) {
        generation++;
        logs.remove(database);
        segments.keySet().removeIf(key -> key.startsWith(database + "/"));
        roots.keySet().removeIf(key -> key.startsWith(database + "/"));
    }

    /** Finds out, after the storage stopped in the middle of an operation and was opened again, whether it happened. */
    public void recover(Storage reopened) {
        Consumer<Storage> open = pending;
        pending = nothing -> {};
        open.accept(reopened);
    }

    private void attempt(Storage storage, Consumer<Storage> write, Predicate<Storage> happened, Runnable apply) {
        Consumer<Storage> find = target -> {
            if (happened.test(target)) {
                apply.run();
            }
        };
        try {
            write.accept(storage);
            apply.run();
        } catch (StorageException failure) {
            if (failure.kind() == Kind.UNKNOWN_OUTCOME) {
                find.accept(storage);
            } else if (failure.kind() == Kind.CLOSED) {
                pending = find;
            } else {
                failures++;
            }
        } catch (OutOfMemoryError thrown) {
            // a virtual machine that runs out of memory within an operation does not say how far it came
            find.accept(storage);
        }
    }

    /** Returns how many operations failed and so changed nothing. */
    public int failures() {
        return failures;
    }

    /** Returns the records of a log from a sequence number on, as "sequence:epoch:text". */
    static List<String> records(Log log, long from) {
        List<String> records = new ArrayList<>();
        log.read(from, (sequence, epoch, bytes) -> records.add(describe(sequence, epoch, bytes)));
        return records;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String describe(long sequence, long epoch, byte[] bytes) {
        return sequence + ":" + epoch + ":" + new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
