package io.stator.server;

import io.stator.Anomaly;
import io.stator.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is given chunk by chunk. One thread at a time; it knows the last chunk it gave, so that a client to which that was lost can ask for it again.
 */
final class Cursor implements TokenTable.Held {
    /** How many rows of a result are weighed, at least, if it has as many. */
    private static final int ROWS_WEIGHED = 256;

    /** What a row has beside its values, and what any value has. */
    private static final int ROW_BYTES = 72;

    private static final int VALUE_BYTES = 28;

    private Iterator<?> items;
    private final @Nullable Long count;
    private final long weight;
    private final ReentrantLock lock = new ReentrantLock();

    /** Where the last chunk began, its items, and those that were taken and did not fit into it. */
    private long start;

    private List<@Nullable Object> last = List.of();
    private List<@Nullable Object> left = List.of();

    /** Whether an item could not be had: what was taken before is lost, and what comes after it would be a gap. */
    private boolean broken;

    /** Returns about how many bytes the rows of a result have, by some of them. */
    static long weightOf(List<Row> rows) {
        int stride = Math.max(1, rows.size() / ROWS_WEIGHED);
        long bytes = 0;
        long weighed = 0;
        for (int i = 0; i < rows.size(); i += stride) {
            Row row = rows.get(i);
            bytes += ROW_BYTES;
            for (int column = 0; column < row.size(); column++) {
                Object value = row.get(column);
                bytes += VALUE_BYTES + (value == null ? 0 : Speculation.weightOf(value));
            }
            weighed++;
        }
        return weighed == 0 ? 0 : (long) ((double) bytes / weighed * rows.size());
    }

    /**
     * Creates one at its beginning.
     *
     * @param count how many items there are, when that is known
     * @param weight about how many bytes the items have that are in memory
     */
    Cursor(Iterator<?> items, @Nullable Long count, long weight) {
        this.items = items;
        this.count = count;
        this.weight = weight;
    }

    /** A chunk: its items, where it ends, and whether more come after it. */
    record Chunk(List<@Nullable Object> items, long end, boolean more) {}

    /**
     * Returns the items from an offset on: that where the last chunk ended, or where it began.
     *
     * @param size how many at most
     * @throws Anomaly.Busy when another request is reading it
     * @throws Anomaly.Incorrect when the offset is another one
     * @throws Anomaly.NotFound when a chunk before could not be had
     */
    Chunk chunk(long offset, int size) {
        if (!lock.tryLock()) {
            throw new Anomaly.Busy("another request is reading this answer: ask for one chunk after the other");
        }
        try {
            if (broken) {
                throw new Anomaly.NotFound("the answer ended when a chunk of it could not be had: begin anew, with"
                        + " smaller chunks or more time");
            }
            if (offset == start + last.size()) {
                last = take(size);
                start = offset;
            } else if (offset != start) {
                throw new Anomaly.Incorrect(":offset must be where the last chunk ended: expected="
                        + (start + last.size()) + " offset=" + offset);
            }
            return new Chunk(last, start + last.size(), hasMore());
        } finally {
            lock.unlock();
        }
    }

    private boolean hasMore() {
        return !left.isEmpty() || hasItem();
    }

    private boolean hasItem() {
        broken = true;
        boolean more = items.hasNext();
        broken = false;
        return more;
    }

    private @Nullable Object item() {
        broken = true;
        Object item = items.next();
        broken = false;
        return item;
    }

    private List<@Nullable Object> take(int size) {
        List<@Nullable Object> taken = new ArrayList<>(Math.min(size, 1_024));
        int fromLeft = Math.min(size, left.size());
        taken.addAll(left.subList(0, fromLeft));
        left = new ArrayList<>(left.subList(fromLeft, left.size()));
        while (taken.size() < size && hasItem()) {
            taken.add(item());
        }
        return taken;
    }

    /** Makes the last chunk shorter, because it was too large to be sent; what is taken off comes with the next one. */
    Chunk shorten(int size) {
        lock.lock();
        try {
            if (last.size() < size) {
                throw new Anomaly.Busy("another request is reading this answer: ask for one chunk after the other");
            }
            List<@Nullable Object> rest = new ArrayList<>(last.subList(size, last.size()));
            rest.addAll(left);
            left = rest;
            last = new ArrayList<>(last.subList(0, size));
            return new Chunk(last, start + last.size(), hasMore());
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many items there are in all chunks, when that is known. */
    @Nullable
    Long count() {
        return count;
    }

    @Override
    public long weight() {
        return weight;
    }

    /** Lets go of the items, but for the last chunk. */
    @Override
    public void release() {
        lock.lock();
        try {
            items = Collections.emptyIterator();
        } finally {
            lock.unlock();
        }
    }
}
