package io.stator.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The steps to one page: learn the names of the key attributes if that is needed, wait for the budget, ask, and cut. */
final class PageFetch {
    private static final Chunk NO_PAGE = new Chunk(0, List.of(), 0, 0, null, Map.of());

    private final Reading reading;
    private final int segment;
    private final Map<String, AttributeValue> startKey;
    private final int evaluatedMax;
    private final long wanted;
    private @Nullable Chunk chunk;
    private boolean asked;
    private boolean done;

    private PageFetch(
            Reading reading,
            int segment,
            Map<String, AttributeValue> startKey,
            int evaluatedMax,
            @Nullable Chunk chunk,
            long wanted) {
        this.reading = reading;
        this.segment = segment;
        this.startKey = startKey;
        this.evaluatedMax = evaluatedMax;
        this.chunk = chunk;
        this.wanted = wanted;
    }

    /** Returns a page from a place on: at most {@code evaluatedMax} items evaluated, 0 for no such limit. */
    static CompletableFuture<Chunk> of(
            Reading reading, int segment, Map<String, AttributeValue> startKey, int evaluatedMax) {
        return run(new PageFetch(reading, segment, startKey, evaluatedMax, null, Selection.NO_LIMIT));
    }

    /** Returns a page from a place on, cut where it has more items than are wanted. */
    static CompletableFuture<Chunk> cut(
            Reading reading, int segment, Map<String, AttributeValue> startKey, int evaluatedMax, long wanted) {
        return run(new PageFetch(reading, segment, startKey, evaluatedMax, null, wanted));
    }

    /** Returns a page that is already there, cut where it has more items than are wanted. */
    static CompletableFuture<Chunk> cut(Reading reading, Chunk chunk, long wanted) {
        return run(new PageFetch(reading, chunk.segment(), Map.of(), 0, chunk, wanted));
    }

    /** Learns the names of the key attributes, within the budget. */
    static CompletableFuture<Chunk> keyNames(Reading reading) {
        PageFetch fetch = new PageFetch(reading, 0, Map.of(), 0, null, Selection.NO_LIMIT);
        return Futures.map(Steps.repeat(fetch, each -> each.asked, PageFetch::step), each -> NO_PAGE);
    }

    private static CompletableFuture<Chunk> run(PageFetch fetch) {
        return Futures.map(Steps.repeat(fetch, each -> each.done, PageFetch::step), PageFetch::result);
    }

    private Chunk result() {
        if (chunk == null) {
            throw new IllegalStateException("there is no page yet");
        }
        return chunk;
    }

    private CompletableFuture<PageFetch> step() {
        Chunk page = chunk;
        if (page != null) {
            if (reading.isResumable() && page.items().size() > wanted && !reading.knowsKeyNames() && !asked) {
                return afterBudget(reading.budgetWait("to cut a page"), this::learnNames);
            }
            chunk = page.items().size() > wanted ? reading.cut(page, (int) wanted) : page;
            done = true;
            return CompletableFuture.completedFuture(this);
        }
        if (reading.needsKeyNamesFirst()) {
            return afterBudget(reading.budgetWait("to begin"), this::learnNames);
        }
        return afterBudget(reading.budgetWait("to go on"), this::ask);
    }

    /** Waits if there is something to wait for, and then comes back here; else acts. */
    private CompletableFuture<PageFetch> afterBudget(Duration wait, Supplier<CompletableFuture<PageFetch>> action) {
        return wait.isZero() ? action.get() : Futures.map(reading.steps().pause(wait), nothing -> this);
    }

    private CompletableFuture<PageFetch> learnNames() {
        return Futures.map(reading.askKeyNames(), nothing -> {
            asked = true;
            return this;
        });
    }

    private CompletableFuture<PageFetch> ask() {
        return Futures.map(reading.ask(segment, startKey, evaluatedMax), answer -> {
            chunk = answer;
            return this;
        });
    }
}
