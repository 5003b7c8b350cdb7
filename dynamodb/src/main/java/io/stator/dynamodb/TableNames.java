package io.stator.dynamodb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;

/** The names of all tables, one page of the service after the other, each asked for when it is needed. */
final class TableNames implements Iterator<String> {
    private final Service service;
    private final Deque<String> names = new ArrayDeque<>();
    private @Nullable String last;
    private boolean ended;

    TableNames(Service service) {
        this.service = service;
    }

    @Override
    public boolean hasNext() {
        while (names.isEmpty() && !ended) {
            Page page = Futures.join(page(service.blocking(), last));
            names.addAll(page.names());
            last = page.last();
            ended = last == null;
        }
        return !names.isEmpty();
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("there are no more tables");
        }
        return names.remove();
    }

    /** Some names, and the last of them if there are more. */
    private record Page(List<String> names, @Nullable String last, boolean ended) {}

    private static CompletableFuture<Page> page(Steps steps, @Nullable String after) {
        return FutureSequence.then(
                steps.call(
                        Operations.LIST_TABLES,
                        null,
                        () -> ListTablesRequest.builder()
                                .exclusiveStartTableName(after)
                                .build()),
                answer -> CompletableFuture.completedFuture(new Page(
                        answer.tableNames(),
                        answer.lastEvaluatedTableName(),
                        answer.lastEvaluatedTableName() == null)));
    }

    /** Returns all names. */
    static CompletableFuture<List<String>> all(Steps steps) {
        return FutureSequence.then(
                Steps.repeat(
                        new Page(List.of(), null, false),
                        Page::ended,
                        before -> FutureSequence.then(page(steps, before.last()), page -> {
                            List<String> names = new ArrayList<>(before.names());
                            names.addAll(page.names());
                            return CompletableFuture.completedFuture(new Page(names, page.last(), page.ended()));
                        })),
                page -> CompletableFuture.completedFuture(List.copyOf(page.names())));
    }
}
