package io.stator.dynamodb;

import io.stator.dynamodb.StubServer.Answer;
import io.stator.dynamodb.StubServer.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A stream whose shards a test makes, splits, closes and lets grow old, behind a {@link StubServer}. */
final class ShardScript {
    static final String ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/albums/stream/2026-01-01T00:00:00.000";

    private static final int DIGITS = 21;

    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private final StubServer stub;
    private final int shardsPerPage;
    private String status = "ENABLED";
    private int numbers;

    private static final class Shard {
        final String parent;
        final List<String> numbers = new ArrayList<>();
        int trimmed;
        boolean closed;

        Shard(String parent) {
            this.parent = parent;
        }
    }

    ShardScript(StubServer stub, int shardsPerPage) {
        this.stub = stub;
        this.shardsPerPage = shardsPerPage;
        stub.rule("DescribeStream", this::describe);
        stub.rule("GetShardIterator", this::iterator);
        stub.rule("GetRecords", this::records);
    }

    /** Adds a shard; its parent is closed by that. */
    synchronized ShardScript shard(String id, String parent, int records) {
        if (shards.containsKey(parent)) {
            shards.get(parent).closed = true;
        }
        shards.put(id, new Shard(parent));
        return write(id, records);
    }

    synchronized ShardScript write(String id, int records) {
        for (int i = 0; i < records; i++) {
            shards.get(id).numbers.add(("%0" + DIGITS + "d").formatted(++numbers));
        }
        return this;
    }

    synchronized ShardScript close(String id) {
        shards.get(id).closed = true;
        return this;
    }

    /** Loses the first records of a shard. */
    synchronized ShardScript trim(String id, int records) {
        shards.get(id).trimmed = records;
        return this;
    }

    synchronized ShardScript remove(String id) {
        shards.remove(id);
        return this;
    }

    /** Closes all shards, and the stream. */
    synchronized ShardScript disable() {
        shards.values().forEach(shard -> shard.closed = true);
        status = "DISABLED";
        return this;
    }

    /** Returns the sequence numbers of a shard that are still there. */
    synchronized List<String> numbers(String id) {
        Shard shard = shards.get(id);
        return List.copyOf(shard.numbers.subList(shard.trimmed, shard.numbers.size()));
    }

    synchronized Map<String, String> parents() {
        Map<String, String> parents = new LinkedHashMap<>();
        shards.forEach((id, shard) -> parents.put(id, shard.parent));
        return parents;
    }

    /** Returns how many calls there were that the condition holds for. */
    long calls(String operation, Predicate<Request> condition) {
        return stub.requests(operation).stream().filter(condition).count();
    }

    private synchronized Answer describe(Request request) {
        if (!request.body().contains(ARN)) {
            return Answer.error(400, "ResourceNotFoundException", "no such stream");
        }
        List<String> ids = new ArrayList<>(shards.keySet());
        int from = ids.indexOf(field(request, "ExclusiveStartShardId")) + 1;
        List<String> page = ids.subList(from, Math.min(ids.size(), from + shardsPerPage));
        String last = from + page.size() < ids.size()
                ? ",\"LastEvaluatedShardId\":\"%s\"".formatted(page.get(page.size() - 1))
                : "";
        return Answer.ok(
                """
                {"StreamDescription":{"StreamArn":"%s","StreamLabel":"label","StreamStatus":"%s","TableName":"albums",
                "StreamViewType":"KEYS_ONLY","KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],"Shards":[%s]%s}}""".formatted(ARN, status, page.stream().map(this::shard).collect(Collectors.joining(",")), last));
    }

    private String shard(String id) {
        Shard shard = shards.get(id);
        String parent = shard.parent == null ? "" : ",\"ParentShardId\":\"%s\"".formatted(shard.parent);
        String end = shard.closed ? ",\"EndingSequenceNumber\":\"999\"" : "";
        return "{\"ShardId\":\"%s\"%s,\"SequenceNumberRange\":{\"StartingSequenceNumber\":\"1\"%s}}"
                .formatted(id, parent, end);
    }

    private synchronized Answer iterator(Request request) {
        Shard shard = shards.get(field(request, "ShardId"));
        if (shard == null) {
            return Answer.error(400, "ResourceNotFoundException", "no such shard");
        }
        int index = shard.numbers.indexOf(field(request, "SequenceNumber"));
        int from = switch (field(request, "ShardIteratorType")) {
            case "TRIM_HORIZON" -> shard.trimmed;
            case "LATEST" -> shard.numbers.size();
            case "AT_SEQUENCE_NUMBER" -> index;
            default -> index + 1;
        };
        return from < shard.trimmed
                ? trimmed()
                : Answer.ok("{\"ShardIterator\":\"%s@%d\"}".formatted(field(request, "ShardId"), from));
    }

    private static Answer trimmed() {
        return Answer.error(400, "TrimmedDataAccessException", "the records are gone");
    }

    private synchronized Answer records(Request request) {
        String[] place = field(request, "ShardIterator").split("@");
        Shard shard = shards.get(place[0]);
        if (shard == null) {
            return Answer.error(400, "ResourceNotFoundException", "no such shard");
        }
        int from = Integer.parseInt(place[1]);
        if (from < shard.trimmed) {
            return trimmed();
        }
        int to = Math.min(shard.numbers.size(), from + Integer.parseInt(field(request, "Limit")));
        String records = IntStream.range(from, to)
                .mapToObj(index -> record(shard.numbers.get(index)))
                .collect(Collectors.joining(","));
        String next = shard.closed && to == shard.numbers.size()
                ? ""
                : ",\"NextShardIterator\":\"%s@%d\"".formatted(place[0], to);
        return Answer.ok("{\"Records\":[%s]%s}".formatted(records, next));
    }

    private static String record(String number) {
        return """
                {"eventID":"%1$s","eventName":"REMOVE","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1",
                "userIdentity":{"PrincipalId":"dynamodb.amazonaws.com","Type":"Service"},
                "dynamodb":{"Keys":{"id":{"S":"%1$s"}},"SequenceNumber":"%1$s","SizeBytes":7,"StreamViewType":"KEYS_ONLY"}}""".formatted(number);
    }

    private static String field(Request request, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(request.body());
        return matcher.find() ? matcher.group(1) : "";
    }
}
