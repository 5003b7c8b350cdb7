package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.Frozen.freeze;
import static io.stator.dynamodb.KeyType.TEXT;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.nippy.Keyword;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Frozen attributes are components of a record whichever call the item comes from. */
final class FrozenPathsTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private static final Item KEY = Item.of("id", "a");

    private record Inner(String kind, Set<String> tags) {}

    private record Note(
            @PartitionKey String id, byte[] bytes, long number, List<Long> numbers, Instant at, Inner inner) {}

    private static Item item() {
        Map<Keyword, Object> inner = Map.of(Keyword.of("kind"), Keyword.of("big"), Keyword.of("tags"), Set.of("q"));
        return KEY.with("bytes", freeze(new byte[] {1, 2}))
                .with("number", freeze(5))
                .with("numbers", freeze(List.of(1, 2L)))
                .with("at", freeze(new Date(7)))
                .with("inner", freeze(inner));
    }

    @Test
    void everyCallGivesTheSameRecord() {
        try (DynamoDb dynamo = local.dynamoDb()) {
            Table table = dynamo.createTable(
                    TableSpec.named("notes").partitionKey("id", TEXT).stream(StreamView.NEW_AND_OLD_IMAGES));
            RecordTable<Note> records = table.records(Note.class);
            table.put(item());
            Streams streams = dynamo.streams();
            StreamDescription stream =
                    streams.describe(streams.ofTable("notes").orElseThrow()).orElseThrow();
            String iterator =
                    streams.iterator(stream.arn(), stream.shards().get(0).id(), StreamPosition.oldest());
            List<Note> read = new ArrayList<>(List.of(
                    table.get(KEY).as(Note.class).orElseThrow(),
                    table.getAsync(KEY).join().as(Note.class).orElseThrow(),
                    table.scan().as(Note.class).first().orElseThrow(),
                    table.scan().parallel(2).as(Note.class).list().get(0),
                    table.query(expression("id = ?", "a"))
                            .as(Note.class)
                            .firstAsync()
                            .join()
                            .orElseThrow(),
                    table.getAll(List.of(KEY)).items().get(0).as(Note.class),
                    dynamo.transactGet(reads -> reads.get(table, KEY))
                            .get(0)
                            .as(Note.class)
                            .orElseThrow(),
                    dynamo.execute("SELECT * FROM notes")
                            .map(each -> each.as(Note.class))
                            .list()
                            .get(0),
                    table.update(KEY, update().set("more", 1)).as(Note.class),
                    table.put(item(), WriteOptions.standard().returning(Returning.OLD))
                            .as(Note.class)
                            .orElseThrow(),
                    records.get("a").orElseThrow(),
                    records.getAll(List.of("a")).get(0).orElseThrow(),
                    records.update("a", update().set("more", 2)),
                    streams.records(iterator)
                            .records()
                            .get(0)
                            .newImage()
                            .orElseThrow()
                            .as(Note.class)));
            read.add(catchThrowableOfType(
                            DynamoException.ConditionFailed.class, () -> table.put(item(), expression("number = ?", 9)))
                    .item()
                    .orElseThrow()
                    .as(Note.class));
            Note expected = new Note(
                    "a", new byte[] {1, 2}, 5, List.of(1L, 2L), Instant.ofEpochMilli(7), new Inner("big", Set.of("q")));
            for (Note each : read) {
                assertThat(each).usingRecursiveComparison().isEqualTo(expected);
            }
        }
    }

    @Test
    void whatWasReadCanBeWrittenAgain() {
        try (DynamoDb dynamo = local.dynamoDb()) {
            Table table = dynamo.createTable(TableSpec.named("notes").partitionKey("id", TEXT));
            table.put(item());
            Item read = table.get(KEY).orElseThrow();
            Item inner = read.find("inner", Item.class).orElseThrow();
            table.put(read.with("copy", inner));
            Item copy = table.get(KEY, GetOptions.standard().project("copy.kind"))
                    .orElseThrow()
                    .find("copy", Item.class)
                    .orElseThrow();
            assertThat(copy.get("kind")).isEqualTo(Keyword.of("big"));
            assertThat(copy.string("kind")).isEqualTo("big");
        }
    }
}
