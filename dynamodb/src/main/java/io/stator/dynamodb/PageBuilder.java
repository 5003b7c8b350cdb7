package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A page that grows by chunks. */
final class PageBuilder<T extends @Nullable Object> {
    private final List<T> items = new ArrayList<>();
    private long count;
    private long scannedCount;
    private @Nullable Capacity capacity;

    /** Returns the items so far, to be added to. */
    List<T> items() {
        return items;
    }

    /** Adds what a chunk tells apart from its items. */
    void add(WalkChunk chunk) {
        count += chunk.count();
        scannedCount += chunk.scannedCount();
        Capacity more = chunk.capacity();
        if (more != null) {
            capacity = capacity == null ? more : capacity.plus(more);
        }
    }

    Count count() {
        return new Count(count, scannedCount, Optional.ofNullable(capacity));
    }

    Page<T> build(Optional<Cursor> cursor) {
        return new Page<>(items, cursor, scannedCount, Optional.ofNullable(capacity));
    }
}
