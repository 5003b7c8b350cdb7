package io.stator.dynamodb;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Waits for the chunks of a walk on the calling thread, so that what is done with them is done there. */
record BlockingWalk(Walk walk) implements Walk {
    @Override
    public boolean hasMore() {
        return walk.hasMore();
    }

    @Override
    public CompletableFuture<WalkChunk> next() {
        try {
            return CompletableFuture.completedFuture(Futures.join(walk.next()));
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    @Override
    public Optional<Cursor> cursor() {
        return walk.cursor();
    }

    @Override
    public void close() {
        walk.close();
    }
}
