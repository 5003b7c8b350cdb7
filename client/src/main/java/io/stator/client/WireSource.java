package io.stator.client;

import io.stator.Anomaly;
import io.stator.Results;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireChunk;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer that a server sends in chunks.
 *
 * @param link the way to the server
 * @param request what is asked
 * @param item makes an item of what was sent
 * @param hear takes notice of the newer database values that a chunk tells of
 */
record WireSource<S>(Link link, WireRequest request, Function<@Nullable Object, S> item, Consumer<WireChunk> hear)
        implements Part.Source<S> {
    @Override
    public CompletableFuture<Part<S>> open(Part.Page page, Terms terms) {
        long limit = page.limit();
        long chunk = limit == Results.NO_LIMIT ? page.chunk() : Math.max(1, Math.min(limit, page.chunk()));
        WireRequest first = request.with(WireKeys.OFFSET, page.offset() == 0 ? null : page.offset())
                .with(WireKeys.LIMIT, limit)
                .with(WireKeys.CHUNK, chunk);
        return Chain.map(link.call(first, terms), answer -> part(answer, 0, chunk));
    }

    @Override
    public Part.Source<S> measured(Meter meter) {
        WireRequest asked = meter.asking(request);
        boolean isQuery = request.operation() == Operation.Q;
        return new WireSource<>(link, isQuery ? asked.with(WireKeys.QUERY_STATS, true) : asked, item, chunk -> {
            meter.hear(chunk.metadata());
            hear.accept(chunk);
        });
    }

    @Override
    public Keyword api() {
        return request.operation() == Operation.Q
                ? WireKeys.QUERY
                : Keyword.of(request.operation().keyword().name());
    }

    private Part<S> part(Answer answer, long offset, long size) {
        WireChunk chunk = WireChunk.read(answer.value());
        hear.accept(chunk);
        List<S> items = new ArrayList<>(chunk.data().size());
        for (Object sent : chunk.data()) {
            items.add(item.apply(sent));
        }
        Long next = chunk.nextOffset();
        if (next == null) {
            return new Part<>(items, null, null);
        }
        if (next < offset || (next == offset && !items.isEmpty())) {
            throw new Anomaly.Fault(
                    "the :next-offset of an answer must not go back: offset=" + offset + " next-offset=" + next);
        }
        WireRequest request =
                chunk.next(this.request).with(WireKeys.CHUNK, chunk.chunk() == null ? (Long) size : chunk.chunk());
        Object token = chunk.nextToken();
        return new Part<>(
                items,
                terms -> Chain.map(link.call(request, terms), more -> part(more, next, size)),
                token == null || !link.isStator() ? null : () -> release(token));
    }

    private void release(Object token) {
        link.tell(WireRequest.of(Operation.RELEASE, request.database()).with(WireKeys.NEXT_TOKEN, token));
    }
}
