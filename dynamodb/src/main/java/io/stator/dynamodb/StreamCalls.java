package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;

/** The calls about streams, over steps that block or do not. */
final class StreamCalls {
    /** The most records that the service gives at once. */
    static final int RECORDS_MAX = 1_000;

    /** The most streams or shards that the service gives at once. */
    static final int PAGE_MAX = 100;

    private final Steps steps;
    private final Codecs codecs;

    StreamCalls(Steps steps, Codecs codecs) {
        this.steps = steps;
        this.codecs = codecs;
    }

    /** Some streams of a list, and the part that follows, if there is one. */
    record ListPage(List<StreamSummary> streams, @Nullable Part rest) {}

    /** Returns the first streams of a part of those of all tables or of one. */
    CompletableFuture<ListPage> listPage(@Nullable String table, Part part) {
        return Futures.map(
                steps.call(
                        Operations.LIST_STREAMS,
                        table,
                        () -> ListStreamsRequest.builder()
                                .tableName(table)
                                .exclusiveStartStreamArn(part.after().orElse(null))
                                .limit(pageSize(part.limit()))
                                .build()),
                answer -> listPage(answer, part));
    }

    private static @Nullable Integer pageSize(int wanted) {
        return wanted == 0 ? null : (Integer) Math.min(wanted, PAGE_MAX);
    }

    private static ListPage listPage(ListStreamsResponse answer, Part part) {
        List<StreamSummary> streams = answer.streams().stream()
                .limit(part.limit() == 0 ? Long.MAX_VALUE : part.limit())
                .map(stream -> new StreamSummary(stream.streamArn(), stream.tableName(), stream.streamLabel()))
                .toList();
        return new ListPage(streams, rest(part, streams.size(), answer.lastEvaluatedStreamArn()));
    }

    /** Returns what is left of a part when so many of it were read and the list goes on behind {@code last}. */
    private static @Nullable Part rest(Part part, int read, @Nullable String last) {
        if (last == null || part.limit() != 0 && read >= part.limit()) {
            return null;
        }
        Part rest = Part.all().after(last);
        return part.limit() == 0 ? rest : rest.limit(part.limit() - read);
    }

    CompletableFuture<List<StreamSummary>> list(@Nullable String table, Part part) {
        List<StreamSummary> all = new ArrayList<>();
        return Futures.map(
                Steps.repeat(
                        new ListPage(List.of(), part),
                        page -> page.rest() == null,
                        page -> Futures.map(listPage(table, Objects.requireNonNull(page.rest())), next -> {
                            all.addAll(next.streams());
                            return next;
                        })),
                end -> List.copyOf(all));
    }

    CompletableFuture<Optional<String>> ofTable(String table) {
        CompletableFuture<Optional<String>> arn = Futures.map(
                steps.call(
                        Operations.DESCRIBE_TABLE,
                        table,
                        () -> DescribeTableRequest.builder().tableName(table).build()),
                answer -> Optional.ofNullable(answer.table().latestStreamArn()));
        return emptyWhenAbsent(arn);
    }

    CompletableFuture<Optional<StreamDescription>> describe(String arn, Part part) {
        Description start = new Description(arn, part);
        return emptyWhenAbsent(Futures.map(
                Steps.repeat(
                        start,
                        Description::isComplete,
                        description -> Futures.map(
                                steps.call(
                                        Operations.DESCRIBE_STREAM,
                                        null,
                                        () -> DescribeStreamRequest.builder()
                                                .streamArn(arn)
                                                .exclusiveStartShardId(description
                                                        .rest()
                                                        .after()
                                                        .orElse(null))
                                                .limit(pageSize(
                                                        description.rest().limit()))
                                                .build()),
                                answer -> description.with(answer.streamDescription()))),
                description -> Optional.of(description.build())));
    }

    CompletableFuture<String> iterator(String arn, String shard, StreamPosition position) {
        return Futures.map(
                steps.call(
                        Operations.GET_SHARD_ITERATOR,
                        null,
                        () -> GetShardIteratorRequest.builder()
                                .streamArn(arn)
                                .shardId(shard)
                                .shardIteratorType(position.type())
                                .sequenceNumber(position.sequenceNumber().orElse(null))
                                .build()),
                answer -> answer.shardIterator());
    }

    CompletableFuture<StreamRecords> records(String iterator, int limit) {
        return Futures.map(
                steps.call(Operations.GET_RECORDS, null, () -> {
                    if (limit < 1 || limit > RECORDS_MAX) {
                        throw new DynamoException.InvalidRequest(
                                "limit must be from 1 to " + RECORDS_MAX + ": limit=" + limit);
                    }
                    return GetRecordsRequest.builder()
                            .shardIterator(iterator)
                            .limit(limit)
                            .build();
                }),
                answer -> new StreamRecords(
                        answer.records().stream()
                                .map(each -> new StreamRecord(each, codecs))
                                .toList(),
                        Optional.ofNullable(answer.nextShardIterator())));
    }

    private static <T> CompletableFuture<Optional<T>> emptyWhenAbsent(CompletableFuture<Optional<T>> found) {
        CompletableFuture<Optional<T>> result = Futures.linkedTo(found);
        found.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else if (Futures.cause(failure) instanceof DynamoException.NotFound) {
                result.complete(Optional.empty());
            } else {
                result.completeExceptionally(Futures.cause(failure));
            }
        });
        return result;
    }

    /** A description that grows page by page. */
    private static final class Description {
        private final String arn;
        private final List<StreamShard> shards = new ArrayList<>();
        private software.amazon.awssdk.services.dynamodb.model.@Nullable StreamDescription head;
        private @Nullable Part rest;

        Description(String arn, Part part) {
            this.arn = arn;
            this.rest = part;
        }

        boolean isComplete() {
            return rest == null;
        }

        Part rest() {
            return Objects.requireNonNull(rest);
        }

        Description with(software.amazon.awssdk.services.dynamodb.model.StreamDescription page) {
            head = page;
            Part part = rest();
            int wanted = part.limit() == 0 ? page.shards().size() : part.limit();
            List<Shard> read =
                    page.shards().subList(0, Math.min(wanted, page.shards().size()));
            rest = StreamCalls.rest(part, read.size(), page.lastEvaluatedShardId());
            for (Shard shard : read) {
                shards.add(new StreamShard(
                        shard.shardId(),
                        Optional.ofNullable(shard.parentShardId()),
                        Optional.ofNullable(shard.sequenceNumberRange()).map(range -> range.startingSequenceNumber()),
                        Optional.ofNullable(shard.sequenceNumberRange()).map(range -> range.endingSequenceNumber())));
            }
            return this;
        }

        StreamDescription build() {
            software.amazon.awssdk.services.dynamodb.model.StreamDescription page = head;
            if (page == null) {
                throw new IllegalStateException("there is no description yet");
            }
            return new StreamDescription(
                    arn,
                    String.valueOf(page.tableName()),
                    String.valueOf(page.streamLabel()),
                    page.streamStatus() == null ? StreamStatus.UNKNOWN : StreamStatus.of(page.streamStatus()),
                    Optional.ofNullable(page.streamViewType()).map(StreamView::of),
                    Optional.ofNullable(page.creationRequestDateTime()),
                    page.keySchema().stream()
                            .map(KeySchemaElement::attributeName)
                            .toList(),
                    inOrder(shards));
        }

        /** Returns the shards with parents before their children, otherwise in the order of the service. */
        private static List<StreamShard> inOrder(List<StreamShard> shards) {
            Map<String, StreamShard> waiting = new LinkedHashMap<>();
            shards.forEach(shard -> waiting.put(shard.id(), shard));
            List<StreamShard> ordered = new ArrayList<>();
            Map<String, List<StreamShard>> children = new HashMap<>();
            List<StreamShard> ready = new ArrayList<>();
            for (StreamShard shard : waiting.values()) {
                if (shard.parent().filter(waiting::containsKey).isPresent()) {
                    children.computeIfAbsent(shard.parent().get(), id -> new ArrayList<>())
                            .add(shard);
                } else {
                    ready.add(shard);
                }
            }
            for (int i = 0; i < ready.size(); i++) {
                ordered.add(ready.get(i));
                ready.addAll(children.getOrDefault(ready.get(i).id(), List.of()));
            }
            Set<StreamShard> seen = new HashSet<>(ordered);
            waiting.values().stream().filter(shard -> !seen.contains(shard)).forEach(ordered::add);
            return ordered;
        }
    }
}
