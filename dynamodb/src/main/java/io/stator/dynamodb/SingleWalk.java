package io.stator.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Goes through a query, a scan, or one segment of a scan, with one request a chunk and none ahead.
 *
 * <p>Without a filter every evaluated item is delivered, so the request itself asks for no more than are wanted and the service's
 * own key says where to go on. With a filter a page may have more, and is cut.
 */
final class SingleWalk implements Walk {
    private final SelectionRun reading;
    private final Selection selection;
    private Map<String, AttributeValue> startKey;
    private long wanted;
    private boolean ended;
    private volatile boolean closed;
    private volatile @Nullable CompletableFuture<WalkChunk> current;

    SingleWalk(SelectionRun reading) {
        this.reading = reading;
        this.selection = reading.selection();
        Cursor from = selection.from;
        this.startKey = from == null ? Map.of() : from.positions().get(0).key();
        this.wanted = selection.limit;
        reading.learn(startKey);
    }

    @Override
    public boolean hasMore() {
        return !closed && !ended && wanted > 0;
    }

    @Override
    public CompletableFuture<WalkChunk> next() {
        CompletableFuture<WalkChunk> page = Futures.map(
                SelectionPageFetch.cut(reading, selection.segment, startKey, evaluatedMax(selection, wanted), wanted),
                this::advance);
        current = page;
        if (closed) {
            page.cancel(true);
        }
        return page;
    }

    private WalkChunk advance(WalkChunk chunk) {
        WalkChunk counted = chunk.count() > wanted ? chunk.withCount(wanted) : chunk;
        startKey = counted.lastKey();
        ended = startKey.isEmpty();
        if (wanted != Selection.NO_LIMIT) {
            wanted -= counted.count();
        }
        return reading.stripped(counted);
    }

    /** Returns how many items a request may evaluate when so many are wanted, or 0 for as many as the service likes. */
    static int evaluatedMax(Selection selection, long wanted) {
        int pageSize = selection.pageSize == 0 ? Integer.MAX_VALUE : selection.pageSize;
        long most = selection.filter == null ? Math.min(pageSize, wanted) : pageSize;
        return most == Integer.MAX_VALUE ? 0 : (int) most;
    }

    @Override
    public Optional<Cursor> cursor() {
        return ended
                ? Optional.empty()
                : Optional.of(Cursor.of(selection, 0, List.of(new Cursor.Position(selection.segment, startKey))));
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<WalkChunk> page = current;
        if (page != null) {
            page.cancel(true);
        }
    }
}
