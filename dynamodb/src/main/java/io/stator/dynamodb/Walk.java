package io.stator.dynamodb;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** One use of a query or a scan: goes forward by one chunk at a time, and only when asked to. */
interface Walk {
    /** Returns whether there may be another chunk; never while one is awaited. */
    boolean hasMore();

    /** Returns the next chunk, which may be without items; allowed when there may be one and none is awaited. */
    CompletableFuture<WalkChunk> next();

    /** Returns where to go on after the last chunk, for a walk that was made to tell. */
    Optional<Cursor> cursor();

    /** Ends the walk; requests that are under way are given up. */
    void close();

    /** Takes chunks until there are no more or one is enough, closes the walk, and gives it. */
    static CompletableFuture<Walk> through(
            Walk walk, Consumer<? super WalkChunk> action, Predicate<? super Walk> enough) {
        CompletableFuture<Walk> end = Steps.repeat(
                walk,
                each -> !each.hasMore() || enough.test(each),
                each -> Futures.map(each.next(), chunk -> {
                    action.accept(chunk);
                    return each;
                }));
        end.whenComplete((value, failure) -> walk.close());
        return end;
    }
}
