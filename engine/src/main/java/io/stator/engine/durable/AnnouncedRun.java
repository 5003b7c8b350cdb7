package io.stator.engine.durable;

import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Segments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What a run says beforehand in a root of its own: its number, and how many names it may use; so what it leaves is known. Thread-safe.
 *
 * <pre>
 * root       run (8 bytes), names (4 bytes), then of each former run its number (8 bytes), names (4 bytes), and the time when it was left (8 bytes)
 * </pre>
 *
 * <p>Where a storage is far, who left a run may not know yet that another process has taken over, and still put segments after that one has deleted
 * what was left. So such a run is remembered as a former one, and its names are deleted once more when the time is over that segments of no root are kept.
 */
public final class AnnouncedRun {
    /** So many former runs are remembered, the newest ones. */
    private static final int FORMER_MAX = 8;

    private static final LongSupplier NOT_DUE = () -> Long.MIN_VALUE;

    private final Roots roots;
    private final Segments segments;
    private final String root;
    private final boolean isFar;

    /** The run that set the root of the indexes last, when what was left was deleted last. */
    private volatile long published;

    /** A run that somebody left. */
    private record Former(long run, int names, long millis) {
        boolean isDue(long nowMillis) {
            return millis <= nowMillis - StoredIndexes.RETENTION_MILLIS;
        }
    }

    /** What the root says; run 0 when there is none. */
    private record Said(long revision, long run, int names, List<Former> former) {
        static Said of(Optional<Root> root) {
            if (root.isEmpty()) {
                return new Said(Roots.ABSENT, 0, 0, List.of());
            }
            ByteBuffer bytes = ByteBuffer.wrap(root.get().bytes());
            long run = bytes.getLong();
            int names = bytes.getInt();
            List<Former> former = new ArrayList<>();
            while (bytes.hasRemaining()) {
                former.add(new Former(bytes.getLong(), bytes.getInt(), bytes.getLong()));
            }
            return new Said(root.get().revision(), run, names, former);
        }

        byte[] bytes() {
            ByteBuffer bytes =
                    ByteBuffer.allocate(Long.BYTES + Integer.BYTES + former.size() * (2 * Long.BYTES + Integer.BYTES));
            bytes.putLong(run).putInt(names);
            former.forEach(each -> bytes.putLong(each.run).putInt(each.names).putLong(each.millis));
            return bytes.array();
        }
    }

    /** Creates the one of a database in a storage that is not far. */
    public AnnouncedRun(Roots roots, Segments segments, String database) {
        this(roots, segments, database, false);
    }

    /** Creates the one of a database. */
    AnnouncedRun(Roots roots, Segments segments, String database, boolean isFar) {
        this.roots = roots;
        this.segments = segments;
        this.root = StoredIndexes.announced(database);
        this.isFar = isFar;
    }

    /** Returns the name of the segment that a run writes after so many others. */
    public static String segmentName(long run, int number) {
        return SegmentRun.name(run, number);
    }

    /**
     * Deletes what a run left that did not set the root of the indexes.
     *
     * @param published the run that set it last
     * @return the number of the newest run
     */
    public long deleteLeft(long published) {
        return deleteLeft(published, NOT_DUE);
    }

    /**
     * Deletes what a run left that did not set the root of the indexes, and what former runs have put since.
     *
     * @param nowMillis asked only if there are former runs
     */
    long deleteLeft(long publishedRun, LongSupplier nowMillis) {
        published = publishedRun;
        Said said = Said.of(roots.read(root));
        List<String> left = new ArrayList<>();
        if (said.run > publishedRun) {
            addNames(said.run, said.names, left);
        }
        if (!said.former.isEmpty()) {
            long now = nowMillis.getAsLong();
            said.former.stream().filter(each -> each.isDue(now)).forEach(each -> addNames(each.run, each.names, left));
        }
        if (!left.isEmpty()) {
            segments.delete(left);
        }
        return Math.max(said.run, publishedRun);
    }

    private static void addNames(long run, int names, List<String> all) {
        IntStream.range(0, names)
                .mapToObj(number -> SegmentRun.name(run, number))
                .forEach(all::add);
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

    /** Says how many names a run may use, once what was left is deleted; returns false when another writer came between. */
    boolean announce(long run, int names, long nowMillis) {
        Said known = Said.of(roots.read(root));
        List<Former> former = new ArrayList<>();
        for (Former each : known.former) {
            if (!each.isDue(nowMillis)) {
                former.add(new Former(each.run, each.names, Math.min(each.millis, nowMillis)));
            }
        }
        if (isFar && known.run > published && known.run != run) {
            former.add(new Former(known.run, known.names, nowMillis));
        }
        List<Former> newest = former.subList(Math.max(0, former.size() - FORMER_MAX), former.size());
        return roots.compareAndSet(root, known.revision, new Said(known.revision, run, names, newest).bytes());
    }
}
