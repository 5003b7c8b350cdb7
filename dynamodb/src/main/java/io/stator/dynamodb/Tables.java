package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;

/** The operations on tables themselves. */
final class Tables {
    private final Steps steps;

    Tables(Steps steps) {
        this.steps = steps;
    }

    /** Returns the description of a table, or nothing if there is none. */
    CompletableFuture<Optional<TableDescription>> describe(String table) {
        return FutureSequence.then(
                steps.call(
                        Operations.DESCRIBE_TABLE,
                        table,
                        () -> DescribeTableRequest.builder().tableName(table).build()),
                answer -> done(Optional.of(TableDescription.of(answer.table()))),
                failure -> failure instanceof DynamoException.NotFound
                        ? done(Optional.empty())
                        : CompletableFuture.failedFuture(failure));
    }

    private CompletableFuture<TableDescription> describeExisting(String table) {
        return FutureSequence.then(
                steps.call(
                        Operations.DESCRIBE_TABLE,
                        table,
                        () -> DescribeTableRequest.builder().tableName(table).build()),
                answer -> done(TableDescription.of(answer.table())));
    }

    /** Makes a table and enables its expiry, if it has any; the latter needs a table that is active. */
    CompletableFuture<TableDescription> create(TableSpec spec, Waiting waiting) {
        long start = steps.nanoTime();
        String table = spec.name();
        CompletableFuture<TableDescription> made = FutureSequence.then(
                steps.call(Operations.CREATE_TABLE, table, spec::creation),
                answer -> done(TableDescription.of(answer.tableDescription())));
        Waiting needed = spec.timeToLive().isPresent() ? waiting.on() : waiting;
        CompletableFuture<TableDescription> ready =
                FutureSequence.then(made, description -> awaitActive(table, description, needed, start));
        if (spec.timeToLive().isEmpty()) {
            return ready;
        }
        TimesToLive timesToLive = new TimesToLive(steps);
        return FutureSequence.then(
                ready,
                description -> FutureSequence.then(
                        timesToLive.ensure(table, spec.timeToLive().get()), ignored -> done(description)));
    }

    /** Makes a table that is not there; one that is must be as specified. */
    CompletableFuture<TableDescription> ensure(TableSpec spec, Waiting waiting) {
        long start = steps.nanoTime();
        return FutureSequence.then(checked(spec), ignored -> ensure(spec, waiting, start));
    }

    private CompletableFuture<TableDescription> ensure(TableSpec spec, Waiting waiting, long start) {
        return FutureSequence.then(describe(spec.name()), found -> {
            if (found.isEmpty()) {
                return createUnlessThere(spec, waiting, start);
            }
            if (found.get().status() == TableStatus.DELETING && waiting.isOn()) {
                return FutureSequence.then(
                        awaitGone(spec.name(), found, waiting, start), gone -> ensure(spec, waiting, start));
            }
            return existing(spec, found.get(), waiting, start);
        });
    }

    private CompletableFuture<TableDescription> createUnlessThere(TableSpec spec, Waiting waiting, long start) {
        return FutureSequence.then(
                create(spec, waiting),
                Tables::done,
                // Someone else made it between the look and the request.
                failure -> failure instanceof DynamoException.InUse
                        ? FutureSequence.then(
                                describeExisting(spec.name()), found -> existing(spec, found, waiting, start))
                        : CompletableFuture.failedFuture(failure));
    }

    /** Returns a table that is there, if it is as specified; its expiry, which no table has from the start, is turned on. */
    private CompletableFuture<TableDescription> existing(
            TableSpec spec, TableDescription found, Waiting waiting, long start) {
        return FutureSequence.then(awaitActive(spec.name(), found, waiting, start), active -> {
            if (!spec.differences(active).isEmpty() || spec.timeToLive().isEmpty()) {
                return unlessDifferent(spec, active, spec.differences(active));
            }
            TimesToLive timesToLive = new TimesToLive(steps);
            return FutureSequence.then(timesToLive.describe(spec.name()), timeToLive -> {
                if (timeToLive.isPresent() && timeToLive.get().status().isOn()) {
                    return unlessDifferent(spec, active, Differences.ofTimeToLive(spec, timeToLive.get()));
                }
                return FutureSequence.then(
                        timesToLive.ensure(spec.name(), spec.timeToLive().get()), ignored -> done(active));
            });
        });
    }

    private static CompletableFuture<TableDescription> unlessDifferent(
            TableSpec spec, TableDescription table, List<TableDifference> differences) {
        return differences.isEmpty()
                ? done(table)
                : CompletableFuture.failedFuture(new DynamoException.TableDiffers(differences)
                        .in(Operations.DESCRIBE_TABLE.name(), spec.name()));
    }

    /** Returns how the table differs from its specification. */
    CompletableFuture<List<TableDifference>> differences(TableSpec spec) {
        return FutureSequence.then(
                checked(spec),
                ignored -> FutureSequence.then(
                        describe(spec.name()),
                        found -> found.isEmpty()
                                ? done(List.of(Differences.absent(spec)))
                                : differences(spec, found.get())));
    }

    private CompletableFuture<List<TableDifference>> differences(TableSpec spec, TableDescription table) {
        List<TableDifference> differences = spec.differences(table);
        if (spec.timeToLive().isEmpty()) {
            return done(differences);
        }
        return FutureSequence.then(new TimesToLive(steps).describe(spec.name()), timeToLive -> {
            List<TableDifference> all = new ArrayList<>(differences);
            timeToLive.ifPresent(actual -> all.addAll(Differences.ofTimeToLive(spec, actual)));
            return done(all);
        });
    }

    private static CompletableFuture<TableSpec> checked(TableSpec spec) {
        try {
            return done(spec.check());
        } catch (DynamoException failure) {
            return CompletableFuture.failedFuture(failure.in(Operations.CREATE_TABLE.name(), spec.name()));
        }
    }

    /** Changes a table by as many requests as it takes; each but the last is waited for in any case. */
    CompletableFuture<TableDescription> update(String table, TableUpdate update, Waiting waiting) {
        long start = steps.nanoTime();
        return FutureSequence.then(describeExisting(table), found -> {
            List<UpdateTableRequest> requests = plan(table, found, update);
            return FutureSequence.then(
                    Steps.repeat(
                            new Progress(found, 0),
                            progress -> progress.done() == requests.size(),
                            progress -> change(table, requests, progress, waiting, start)),
                    progress -> done(progress.table()));
        });
    }

    private static List<UpdateTableRequest> plan(String table, TableDescription found, TableUpdate update) {
        try {
            return TableUpdatePlan.of(table, found, update);
        } catch (DynamoException failure) {
            throw failure.in(Operations.UPDATE_TABLE.name(), table);
        }
    }

    private CompletableFuture<Progress> change(
            String table, List<UpdateTableRequest> requests, Progress progress, Waiting waiting, long start) {
        int done = progress.done() + 1;
        Waiting needed = done < requests.size() ? waiting.on() : waiting;
        return FutureSequence.then(
                steps.call(Operations.UPDATE_TABLE, table, () -> requests.get(done - 1)),
                answer -> FutureSequence.then(
                        awaitActive(table, TableDescription.of(answer.tableDescription()), needed, start),
                        changed -> done(new Progress(changed, done))));
    }

    /** How far an update is. */
    private record Progress(TableDescription table, int done) {}

    /** Deletes a table and returns its last description. */
    CompletableFuture<TableDescription> delete(String table, Waiting waiting) {
        long start = steps.nanoTime();
        return FutureSequence.then(
                steps.call(
                        Operations.DELETE_TABLE,
                        table,
                        () -> DeleteTableRequest.builder().tableName(table).build()),
                answer -> {
                    TableDescription last = TableDescription.of(answer.tableDescription());
                    return waiting.isOn()
                            ? FutureSequence.then(
                                    awaitGone(table, Optional.of(last), waiting, start), gone -> done(last))
                            : done(last);
                });
    }

    /** Waits until a table is there and active with all its indexes. */
    CompletableFuture<TableDescription> awaitActive(String table, Waiting waiting) {
        return FutureSequence.then(
                await(table, Optional.empty(), waiting.on(), steps.nanoTime(), "active", Tables::isActive),
                seen -> done(seen.orElseThrow()));
    }

    /** Waits until there is no such table. */
    CompletableFuture<@Nullable Void> awaitGone(String table, Waiting waiting) {
        return FutureSequence.then(
                awaitGone(table, Optional.empty(), waiting.on(), steps.nanoTime()),
                gone -> CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<TableDescription> awaitActive(
            String table, TableDescription seen, Waiting waiting, long start) {
        return waiting.isOn() && !seen.isActive()
                ? FutureSequence.then(
                        await(table, Optional.of(seen), waiting, start, "active", Tables::isActive),
                        last -> done(last.orElseThrow()))
                : done(seen);
    }

    private CompletableFuture<Optional<TableDescription>> awaitGone(
            String table, Optional<TableDescription> seen, Waiting waiting, long start) {
        return await(table, seen, waiting, start, "gone", Optional::isEmpty);
    }

    private static boolean isActive(Optional<TableDescription> seen) {
        return seen.isPresent() && seen.get().isActive();
    }

    /** One look at a table: how many there were, and what it saw. */
    private record Look(int number, boolean done, Optional<TableDescription> seen) {}

    private CompletableFuture<Optional<TableDescription>> await(
            String table,
            Optional<TableDescription> seen,
            Waiting waiting,
            long start,
            String wanted,
            Predicate<Optional<TableDescription>> done) {
        seen.ifPresent(waiting::tell);
        return FutureSequence.then(
                Steps.repeat(
                        new Look(0, false, seen), Look::done, look -> next(table, look, waiting, start, wanted, done)),
                look -> done(look.seen()));
    }

    private CompletableFuture<Look> next(
            String table,
            Look look,
            Waiting waiting,
            long start,
            String wanted,
            Predicate<Optional<TableDescription>> done) {
        Duration left = waiting.deadline().minusNanos(steps.nanoTime() - start);
        if (look.number() > 0 && (left.isNegative() || left.isZero())) {
            String state = look.seen().map(each -> describe(each)).orElse("absent");
            return CompletableFuture.failedFuture(new DynamoException.TimedOut(
                            "the table must be " + wanted + " within " + waiting.deadline() + ": " + state
                                    + "; wait on with awaitActive or awaitDeleted, or give Waiting a longer deadline",
                            null)
                    .in(Operations.DESCRIBE_TABLE.name(), table));
        }
        Duration pause = waiting.pause(look.number(), steps.random());
        CompletableFuture<@Nullable Void> paused =
                look.number() == 0 && look.seen().isEmpty()
                        ? CompletableFuture.completedFuture(null)
                        : steps.pause(left.compareTo(pause) < 0 && !left.isNegative() ? left : pause);
        return FutureSequence.<@Nullable Void, Look>then(
                paused,
                ignored -> FutureSequence.then(describe(table), seen -> {
                    seen.ifPresent(waiting::tell);
                    return done(new Look(look.number() + 1, done.test(seen), seen));
                }));
    }

    private static String describe(TableDescription table) {
        List<String> indexes = table.globalIndexes().stream()
                .filter(index -> index.status() != TableStatus.ACTIVE)
                .map(index -> "index \"" + index.name() + "\" " + index.status())
                .toList();
        return indexes.isEmpty() ? table.status().toString() : table.status() + ", " + String.join(", ", indexes);
    }

    private static <T> CompletableFuture<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
