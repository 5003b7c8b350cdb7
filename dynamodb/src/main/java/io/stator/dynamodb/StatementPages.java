package io.stator.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;

/** The pages of one statement. */
final class StatementPages {
    private final Statement statement;
    private final Request request;

    /** How a page is asked for, from a token on, with at most so many items evaluated. */
    interface Request {
        CompletableFuture<ExecuteStatementResponse> ask(Steps steps, @Nullable String nextToken, long wanted);
    }

    /** One page and where to go on. */
    record Page(WalkChunk chunk, @Nullable String nextToken) {}

    StatementPages(Statement statement, Request request) {
        this.statement = statement;
        this.request = request;
    }

    CompletableFuture<Page> first(Steps steps) {
        return page(steps, statement.options().nextToken(), statement.options().limit());
    }

    Walk walk(Steps steps, Page first) {
        return new PagesWalk(steps, first);
    }

    private CompletableFuture<Page> page(Steps steps, @Nullable String nextToken, long wanted) {
        return Futures.map(request.ask(steps, nextToken, wanted), answer -> {
            List<Map<String, AttributeValue>> items = answer.items();
            List<Map<String, AttributeValue>> cut = items.size() > wanted ? items.subList(0, (int) wanted) : items;
            WalkChunk chunk = new WalkChunk(
                    0,
                    cut,
                    cut.size(),
                    cut.size(),
                    Capacity.of(answer.consumedCapacity()).orElse(null),
                    Map.of());
            return new Page(chunk, answer.nextToken());
        });
    }

    /** Goes through the pages; the first is there already. */
    private final class PagesWalk implements Walk {
        private final Steps steps;
        private @Nullable Page ready;
        private @Nullable String nextToken;
        private long wanted = statement.options().limit();
        private volatile boolean closed;
        private volatile @Nullable CompletableFuture<?> current;

        PagesWalk(Steps steps, Page first) {
            this.steps = steps;
            this.ready = first;
        }

        @Override
        public boolean hasMore() {
            return !closed && (ready != null || (nextToken != null && wanted > 0));
        }

        @Override
        public CompletableFuture<WalkChunk> next() {
            Page there = ready;
            ready = null;
            if (there != null) {
                return CompletableFuture.completedFuture(advance(there));
            }
            CompletableFuture<WalkChunk> next = Futures.map(page(steps, nextToken, wanted), this::advance);
            current = next;
            if (closed) {
                next.cancel(true);
            }
            return next;
        }

        private WalkChunk advance(Page page) {
            nextToken = page.nextToken;
            if (wanted != Statement.NO_LIMIT) {
                wanted -= page.chunk.count();
            }
            return page.chunk;
        }

        @Override
        public Optional<Cursor> cursor() {
            return Optional.empty();
        }

        @Override
        public void close() {
            closed = true;
            CompletableFuture<?> page = current;
            if (page != null) {
                page.cancel(true);
            }
        }
    }
}
