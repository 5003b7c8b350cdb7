package io.stator.engine.durable;

import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What a run says beforehand in a root of its own: its number, and how many names it may use; so what it leaves is known. Thread-safe. */
public final class AnnouncedRun {
    private final Roots roots;
    private final Segments segments;
    private final String root;

    /** Creates the one of a database. */
    public AnnouncedRun(Roots roots, Segments segments, String database) {
        this.roots = roots;
        this.segments = segments;
        this.root = StoredIndexes.announced(database);
    }

    /**
     * Deletes what a run left that did not set the root of the indexes.
     *
     * @param published the run that set it last
     * @return the number of the newest run
     */
    public long deleteLeft(long published) {
        Optional<Root> found = roots.read(root);
        if (found.isEmpty()) {
            return published;
        }
        ByteBuffer bytes = ByteBuffer.wrap(found.get().bytes());
        long run = bytes.getLong();
        if (run > published) {
            segments.delete(IntStream.range(0, bytes.getInt())
                    .mapToObj(number -> SegmentRun.name(run, number))
                    .toList());
        }
        return Math.max(run, published);
    }

    /** Deletes the segments that something is true of, some at a time. */
    void deleteWhere(Predicate<String> unwanted) {
        List<String> some = new ArrayList<>();
        segments.ids(segment -> {
            if (unwanted.test(segment)) {
                some.add(segment);
            }
            if (some.size() == SegmentRun.NAMES_ANNOUNCED) {
                segments.delete(some);
                some.clear();
            }
        });
        segments.delete(some);
    }

    /** Says how many names a run may use; returns false when another writer came between. */
    boolean announce(long run, int names) {
        long known = roots.read(root).map(Root::revision).orElse(Roots.ABSENT);
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(run)
                .putInt(names)
                .array();
        return roots.compareAndSet(root, known, bytes);
    }
}
