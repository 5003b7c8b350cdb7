package io.stator.dynamodb;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/** The expiry of a table's items. */
final class TimesToLive {
    private final Steps steps;

    TimesToLive(Steps steps) {
        this.steps = steps;
    }

    /** Returns what a table says of its expiry, or nothing if there is no table. */
    CompletableFuture<Optional<TimeToLiveDescription>> describe(String table) {
        return FutureSequence.then(
                steps.call(
                        Operations.DESCRIBE_TIME_TO_LIVE,
                        table,
                        () -> DescribeTimeToLiveRequest.builder()
                                .tableName(table)
                                .build()),
                answer -> CompletableFuture.completedFuture(Optional.of(of(answer.timeToLiveDescription()))),
                failure -> failure instanceof DynamoException.NotFound
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : CompletableFuture.failedFuture(failure));
    }

    private static TimeToLiveDescription of(
            software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription description) {
        return new TimeToLiveDescription(
                Optional.ofNullable(description.attributeName()),
                TimeToLiveStatus.of(description.timeToLiveStatusAsString()));
    }

    /** Turns expiry by an attribute on or off. */
    CompletableFuture<@Nullable Void> update(String table, boolean enabled, String attribute) {
        return FutureSequence.then(
                steps.call(Operations.UPDATE_TIME_TO_LIVE, table, () -> {
                    if (attribute.isEmpty()) {
                        throw new DynamoException.InvalidRequest("the time-to-live attribute must have a name: \"\"");
                    }
                    return UpdateTimeToLiveRequest.builder()
                            .tableName(table)
                            .timeToLiveSpecification(ttl -> ttl.enabled(enabled).attributeName(attribute))
                            .build();
                }),
                answer -> CompletableFuture.completedFuture(null));
    }

    /** Turns expiry by an attribute on unless it is; returns whether something had to be done. */
    CompletableFuture<Boolean> ensure(String table, String attribute) {
        return FutureSequence.then(describe(table), found -> {
            boolean on = found.isPresent() && found.get().status().isOn();
            if (on && found.get().attribute().equals(Optional.of(attribute))) {
                return CompletableFuture.completedFuture(false);
            }
            if (on) {
                return CompletableFuture.failedFuture(new DynamoException.InUse(
                                "items must expire by \"" + attribute + "\", but they do by \""
                                        + found.get().attribute().orElse("")
                                        + "\": turn that off first with updateTimeToLive",
                                null)
                        .in(Operations.UPDATE_TIME_TO_LIVE.name(), table));
            }
            return FutureSequence.then(
                    update(table, true, attribute),
                    ignored -> CompletableFuture.completedFuture(true),
                    failure -> unlessOn(table, attribute, failure));
        });
    }

    /** Someone else may have turned it on between the look and the request. */
    private CompletableFuture<Boolean> unlessOn(String table, String attribute, Throwable failure) {
        if (!(failure instanceof DynamoException.InvalidRequest)) {
            return CompletableFuture.failedFuture(failure);
        }
        return FutureSequence.then(
                describe(table),
                found -> found.isPresent()
                                && found.get().status().isOn()
                                && found.get().attribute().equals(Optional.of(attribute))
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure));
    }
}
