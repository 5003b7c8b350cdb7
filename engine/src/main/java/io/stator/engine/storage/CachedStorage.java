package io.stator.engine.storage;

import io.stator.Anomaly;
import io.stator.Limit;
import io.stator.StorageStats;
import io.stator.SystemConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A storage that is far away, of whose segments copies are kept in a directory of this machine; safe for use by several threads. Segments
 * never change, so a copy is as good as the segment; all else is read from the storage. What is deleted from the storage is removed from the
 * copies after that, and before anybody is told that it is gone.
 */
public final class CachedStorage implements Storage {
    private final Storage storage;
    private final SegmentFiles files;
    private final String identity;

    private CachedStorage(Storage storage, SegmentFiles files) {
        this.storage = storage;
        this.files = files;
        this.identity = storage.identity();
    }

    /**
     * Returns a storage with the cache that a configuration names, or as it is if it names none.
     *
     * @throws Anomaly.Unsupported if it names one, and the storage is not far away
     * @throws Anomaly.Incorrect if what it names is there and no directory
     */
    public static Storage of(Storage storage, SystemConfig config, InstantSource clock, LongSupplier nanoClock) {
        Path directory = config.cache().orElse(null);
        if (directory == null) {
            return storage;
        }
        if (!storage.isFar() || storage.identity().isEmpty()) {
            throw new Anomaly.Unsupported(
                    "a cache on local disk is for a system that is far away, in PostgreSQL or DynamoDB: leave it out (--cache,"
                            + " SystemConfig.withCache) for one in a file or in memory: cache=" + directory);
        }
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new Anomaly.Incorrect(
                    "the cache must be a directory, or nothing yet, of which one is made: cache=" + directory);
        }
        return new CachedStorage(
                storage, new SegmentFiles(directory, config.limit(Limit.DISK_CACHE_BYTES), clock, nanoClock));
    }

    @Override
    public Log log(String database) {
        return storage.log(database);
    }

    @Override
    public Segments segments(String database) {
        return new CachedSegments(storage.segments(database), files, new SegmentFiles.Owner(identity, database));
    }

    /** The segments of one database. */
    private record CachedSegments(Segments segments, SegmentFiles files, SegmentFiles.Owner owner) implements Segments {
        @Override
        public void put(String id, byte[] bytes) {
            String generation = files.generation(owner);
            segments.put(id, bytes);
            files.put(owner, id, bytes, generation);
        }

        @Override
        public void putAll(Map<String, byte[]> all) {
            String generation = files.generation(owner);
            segments.putAll(all);
            all.forEach((id, bytes) -> files.put(owner, id, bytes, generation));
        }

        @Override
        public Optional<byte[]> get(String id) {
            byte[] copy = ReadCounts.timed(ReadCounts.DISK, () -> files.get(owner, id));
            if (copy != null) {
                return Optional.of(copy);
            }
            String generation = files.generation(owner);
            Optional<byte[]> found = ReadCounts.timed(ReadCounts.STORAGE, () -> segments.get(id));
            found.ifPresent(bytes -> files.put(owner, id, bytes, generation));
            return found;
        }

        @Override
        public Optional<byte[]> getAnew(String id) {
            Optional<byte[]> found = segments.getAnew(id);
            files.dropUnless(owner, id, found.orElse(null));
            return found;
        }

        @Override
        public void keepCopies(Set<String> ids) {
            segments.keepCopies(ids);
            files.keepOnly(owner, ids);
        }

        @Override
        public void ids(Consumer<String> consumer) {
            segments.ids(consumer);
        }

        @Override
        public void delete(Collection<String> ids) {
            segments.delete(ids);
            files.delete(owner, ids);
        }
    }

    @Override
    public Roots roots() {
        return storage.roots();
    }

    @Override
    public long epoch() {
        return storage.epoch();
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public boolean isFar() {
        return storage.isFar();
    }

    @Override
    public boolean isPaidByBytes() {
        return storage.isPaidByBytes();
    }

    @Override
    public void requireWriter() {
        storage.requireWriter();
    }

    @Override
    public StorageStats stats() {
        return new StorageStats(storage.stats().calls(), files.stats());
    }

    @Override
    public void deleteDatabase(String database) {
        storage.deleteDatabase(database);
        SegmentFiles.Owner owner = new SegmentFiles.Owner(identity, database);
        files.delete(owner, Set.of());
        files.keepOnly(owner, Set.of());
    }

    @Override
    public void scrub() {
        storage.scrub();
    }

    @Override
    public void reclaim() {
        storage.reclaim();
    }

    @Override
    public boolean shrink(boolean last) {
        return storage.shrink(last);
    }

    @Override
    public void refresh() {
        storage.refresh();
    }

    @Override
    public void backup(Path to, boolean replace, Runnable look) {
        storage.backup(to, replace, look);
    }

    @Override
    public void backup(URI to, boolean replace, Runnable look) {
        storage.backup(to, replace, look);
    }

    @Override
    public void close() {
        storage.close();
    }
}
