package io.stator.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The steps to one page: learn the names of the key attributes if that is needed, wait for the budget, ask, and cut. */
final class SelectionPageFetch {
    private static final WalkChunk NO_PAGE = new WalkChunk(0, List.of(), 0, 0, null, Map.of());

    private final SelectionRun reading;
    private final int segment;
    private final Map<String, AttributeValue> startKey;
    private final int evaluatedMax;
    private final long wanted;
    private @Nullable WalkChunk chunk;
    private boolean asked;
    private boolean done;

    private SelectionPageFetch(
            SelectionRun reading,
            int segment,
            Map<String, AttributeValue> startKey,
            int evaluatedMax,
            @Nullable WalkChunk chunk,
            long wanted) {
        this.reading = reading;
        this.segment = segment;
        this.startKey = startKey;
        this.evaluatedMax = evaluatedMax;
        this.chunk = chunk;
        this.wanted = wanted;
    }

    /** Returns a page from a place on: at most {@code evaluatedMax} items evaluated, 0 for no such limit. */
    static CompletableFuture<WalkChunk> of(
            SelectionRun reading, int segment, Map<String, AttributeValue> startKey, int evaluatedMax) {
        return run(new SelectionPageFetch(reading, segment, startKey, evaluatedMax, null, Selection.NO_LIMIT));
    }

    /** Returns a page from a place on, cut where it has more items than are wanted. */
    static CompletableFuture<WalkChunk> cut(
            SelectionRun reading, int segment, Map<String, AttributeValue> startKey, int evaluatedMax, long wanted) {
        return run(new SelectionPageFetch(reading, segment, startKey, evaluatedMax, null, wanted));
    }

    /** Returns a page that is already there, cut where it has more items than are wanted. */
    static CompletableFuture<WalkChunk> cut(SelectionRun reading, WalkChunk chunk, long wanted) {
        return run(new SelectionPageFetch(reading, chunk.segment(), Map.of(), 0, chunk, wanted));
    }

    /** Learns the names of the key attributes, within the budget. */
    static CompletableFuture<WalkChunk> keyNames(SelectionRun reading) {
        SelectionPageFetch fetch = new SelectionPageFetch(reading, 0, Map.of(), 0, null, Selection.NO_LIMIT);
        return Futures.map(Steps.repeat(fetch, each -> each.asked, SelectionPageFetch::step), each -> NO_PAGE);
    }

    private static CompletableFuture<WalkChunk> run(SelectionPageFetch fetch) {
        return Futures.map(
                Steps.repeat(fetch, each -> each.done, SelectionPageFetch::step), SelectionPageFetch::result);
    }

    private WalkChunk result() {
        if (chunk == null) {
            throw new IllegalStateException("there is no page yet");
        }
        return chunk;
    }

    private CompletableFuture<SelectionPageFetch> step() {
        WalkChunk page = chunk;
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
    private CompletableFuture<SelectionPageFetch> afterBudget(
            Duration wait, Supplier<CompletableFuture<SelectionPageFetch>> action) {
        return wait.isZero() ? action.get() : Futures.map(reading.steps().pause(wait), nothing -> this);
    }

    private CompletableFuture<SelectionPageFetch> learnNames() {
        return Futures.map(reading.askKeyNames(), nothing -> {
            asked = true;
            return this;
        });
    }

    private CompletableFuture<SelectionPageFetch> ask() {
        return Futures.map(reading.ask(segment, startKey, evaluatedMax), answer -> {
            chunk = answer;
            return this;
        });
    }
}
