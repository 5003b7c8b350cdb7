package io.stator.dynamodb;

import static io.stator.dynamodb.Condition.attribute;
import static io.stator.dynamodb.Expression.expression;
import static io.stator.dynamodb.KeyType.TEXT;
import static io.stator.dynamodb.Update.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A point in time for the attribute by which items expire is a number of seconds, in whatever call it is given. */
final class ExpiryTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start().databasePerMethod();

    private static final Instant TIME = Instant.parse("2126-01-02T03:04:05.678Z");
    private static final long SECONDS = TIME.getEpochSecond();
    private static final Item KEY = Item.of("id", "a");

    private record Plain(@PartitionKey String id, Instant expires, Instant made) {}

    private record Marked(
            @PartitionKey String id, @TimeToLive Instant expires) {}

    private final Faults faults = new Faults();
    private DynamoDbClient client;
    private DynamoDbAsyncClient asyncClient;
    private DynamoDb dynamo;
    private Table sessions;
    private int asked;

    @BeforeEach
    void open() {
        client = faults.client(local);
        asyncClient = faults.asyncClient(local);
        try (DynamoDb other = DynamoDb.of(client, asyncClient)) {
            other.createTable(
                    TableSpec.named("sessions").partitionKey("id", TEXT).timeToLive("expires"));
            other.createTable(TableSpec.named("plain").partitionKey("id", TEXT));
        }
        dynamo = DynamoDb.of(client, asyncClient);
        sessions = dynamo.table("sessions");
        asked = faults.calls("DescribeTimeToLive");
    }

    @AfterEach
    void close() {
        dynamo.close();
        client.close();
        asyncClient.close();
    }

    private Object stored(Table table) {
        return table.get(KEY).orElseThrow().get("expires");
    }

    private Map<String, Consumer<Table>> writes() {
        Item item = KEY.with("expires", TIME).with("made", TIME);
        Map<String, Consumer<Table>> writes = new LinkedHashMap<>();
        writes.put("put", table -> table.put(item));
        writes.put("put async", table -> table.putAsync(item).join());
        writes.put("put where", table -> table.put(item, expression("attribute_not_exists(id)")));
        writes.put("date", table -> table.put(KEY.with("expires", Date.from(TIME))));
        writes.put("optional", table -> table.put(KEY.with("expires", Optional.of(TIME))));
        ZonedDateTime zoned = TIME.atZone(ZoneId.of("Europe/Paris"));
        writes.put("zoned", table -> table.put(KEY.with("expires", zoned)));
        writes.put("offset", table -> table.put(KEY.with("expires", zoned.toOffsetDateTime())));
        writes.put("record", table -> table.put(Item.from(new Plain("a", TIME, TIME))));
        writes.put("records", table -> table.records(Plain.class).put(new Plain("a", TIME, TIME)));
        writes.put(
                "records async",
                table -> table.records(Plain.class)
                        .putAsync(new Plain("a", TIME, TIME))
                        .join());
        writes.put("record update", table -> table.records(Plain.class).update(new Plain("a", TIME, TIME)));
        writes.put("update", table -> table.update(KEY, expression("SET expires = ?, made = ?", TIME, TIME)));
        writes.put("quoted", table -> table.update(KEY, expression("SET `expires` = if_not_exists(expires, ?)", TIME)));
        writes.put("set", table -> table.update(KEY, update().set("expires", TIME)));
        writes.put(
                "set async",
                table -> table.updateAsync(KEY, update().setAll(Map.of("expires", TIME)))
                        .join());
        writes.put(
                "update by key",
                table -> table.records(Plain.class)
                        .update("a", update().set("expires", TIME).set("made", TIME)));
        writes.put("batch", table -> table.putAll(List.of(KEY.with("id", "b"), item)));
        writes.put(
                "batch async",
                table -> table.putAllAsync(List.of(KEY.with("id", "b"), item)).join());
        writes.put(
                "batches",
                table -> dynamo.batchWrite(batch -> batch.put(table, item).requestsMax(3)));
        writes.put("batch of records", table -> table.records(Plain.class).putAll(List.of(new Plain("a", TIME, TIME))));
        writes.put("transaction", table -> dynamo.transact(all -> all.put(table, item)));
        writes.put(
                "transaction async",
                table -> dynamo.transactAsync(all -> all.put(table, item)).join());
        writes.put(
                "transaction update",
                table -> dynamo.transact(all -> all.update(table, KEY, expression("SET expires = ?", TIME))));
        writes.put(
                "transaction of records",
                table -> dynamo.transact(all -> all.put(table.records(Plain.class), new Plain("a", TIME, TIME))));
        return writes;
    }

    @Test
    void everyWriteStoresSeconds() {
        writes().forEach((name, write) -> {
            sessions.delete(KEY);
            write.accept(sessions);
            assertThat(stored(sessions)).as(name).isEqualTo(SECONDS);
            assertThat(sessions.get(KEY).orElseThrow().instant("expires")).isEqualTo(Instant.ofEpochSecond(SECONDS));
            Object made = sessions.get(KEY).orElseThrow().get("made");
            assertThat(made).as(name).isIn(null, "2126-01-02T03:04:05.678000000Z");
        });
        assertThat(faults.calls("DescribeTimeToLive") - asked).isEqualTo(1);
    }

    @Test
    void withoutExpiryEveryWriteStoresText() {
        Table plain = dynamo.table("plain");
        writes().forEach((name, write) -> {
            plain.delete(KEY);
            write.accept(plain);
            assertThat(stored(plain)).as(name).isInstanceOf(String.class);
        });
    }

    @Test
    void conditionsCompareSeconds() {
        sessions.put(KEY.with("expires", TIME));
        Instant later = TIME.plusSeconds(10);
        List<Expression> holding = List.of(
                expression("expires < ?", later),
                expression("? > expires", later),
                expression("expires BETWEEN ? AND ?", TIME, later),
                expression("expires IN ?", List.of(later, TIME)),
                expression("expires IN (?, ?)", later, TIME),
                expression("NOT (expires > ?)", TIME),
                attribute("expires").atMost(TIME),
                attribute("`expires`").in(TIME, later),
                attribute("expires").equalTo(OffsetDateTime.parse("2126-01-02T03:04:05Z")));
        RecordTable<Marked> marked = sessions.records(Marked.class);
        for (Expression condition : holding) {
            String text = condition.text();
            sessions.update(KEY, expression("SET seen = ?", 1), condition);
            sessions.put(KEY.with("expires", TIME), condition);
            assertThat(sessions.scan().filter(condition).list()).as(text).hasSize(1);
            assertThat(sessions.scan().filter(condition).parallel(2).count())
                    .as(text)
                    .isEqualTo(1);
            assertThat(sessions.query(expression("id = ?", "a"))
                            .filter(condition)
                            .listAsync()
                            .join())
                    .as(text)
                    .hasSize(1);
            dynamo.transact(all -> all.check(sessions, KEY, condition));
            dynamo.transact(all -> all.check(marked, "a", condition));
            assertThat(marked.scan().filter(condition).list()).as(text).hasSize(1);
            marked.put(new Marked("a", TIME), condition);
            marked.update(new Marked("a", TIME), condition);
            marked.update("a", update().set("more", 1), condition);
        }
        assertThatThrownBy(() -> sessions.delete(KEY, expression("expires > ?", later)))
                .isInstanceOf(DynamoException.ConditionFailed.class);
        sessions.delete(KEY, expression("expires < ?", later));
    }

    @Test
    void everyNameOfAComparisonIsLookedAt() {
        sessions.put(KEY.with("expires", TIME).with("zero", 0).with("ending", Long.MAX_VALUE));
        for (String condition : List.of(
                "? BETWEEN zero AND expires",
                "? BETWEEN expires AND ending",
                "? BETWEEN expires AND expires",
                "expires BETWEEN zero AND ?",
                "expires BETWEEN ? AND ending",
                "? IN (zero, expires)",
                "? IN (expires, zero)",
                "expires IN (zero, ?)",
                "expires IN (?, zero)")) {
            Expression found = expression(condition, TIME);
            assertThat(sessions.scan().filter(found).list()).as(condition).hasSize(1);
            assertThat(dynamo.table("sessions")
                            .records(Marked.class)
                            .scan()
                            .filter(found)
                            .list())
                    .as(condition)
                    .hasSize(1);
            if (!condition.contains("IN ")) {
                assertThat(dynamo.execute("SELECT * FROM sessions WHERE id = ? AND " + condition, "a", TIME)
                                .list())
                        .as(condition)
                        .hasSize(1);
            }
        }
    }

    @Test
    void whatARecordExpiresByIsSetToANumberOrNothing() {
        RecordTable<Marked> marked = dynamo.table("plain").records(Marked.class);
        marked.put(new Marked("a", TIME));
        for (Object value : List.of("2126-01-02", "4923000000", true, new byte[] {1}, List.of(1), 'x')) {
            assertThatThrownBy(() -> marked.update("a", update().set("expires", value)))
                    .as("%s", value)
                    .isInstanceOf(DynamoException.InvalidValue.class)
                    .hasMessageContaining("expires must be a point in time, or a number of seconds since 1970");
        }
        assertThat(marked.scan().filter(expression("expires <> ?", "never")).list())
                .hasSize(1);
        marked.update("a", update().set("expires", Optional.of(SECONDS + 1)));
        assertThat(stored(dynamo.table("plain"))).isEqualTo(SECONDS + 1);
        marked.update("a", update().set("expires", null));
        assertThat(stored(dynamo.table("plain"))).isNull();
    }

    @Test
    void aCodecForPointsInTimeIsNotOverruledExceptWhereARecordSaysSo() {
        Codecs millis = Codecs.standard()
                .with(Codec.of(Instant.class, Instant::toEpochMilli, stored -> Instant.ofEpochMilli((Long) stored)));
        try (DynamoDb other = DynamoDb.open(
                DynamoConfig.standard().client(client).client(asyncClient).codecs(millis))) {
            Table table = other.table("sessions");
            table.put(KEY.with("expires", TIME));
            assertThat(table.get(KEY).orElseThrow().instant("expires")).isEqualTo(TIME);
            RecordTable<Plain> plain = table.records(Plain.class);
            Plain record = new Plain("a", TIME, TIME);
            plain.put(record);
            assertThat(plain.get("a")).contains(record);
            assertThat(plain.scan().filter(expression("expires = ?", TIME)).list())
                    .containsExactly(record);
            RecordTable<Marked> marked = table.records(Marked.class);
            marked.put(new Marked("a", TIME));
            assertThat(stored(sessions)).isEqualTo(SECONDS);
            assertThat(marked.scan().filter(expression("expires = ?", TIME)).list())
                    .hasSize(1);
            assertThat(marked.get("a").orElseThrow().expires()).isEqualTo(Instant.ofEpochSecond(SECONDS));
            assertThat(marked.update("a", update().set("expires", TIME)).expires())
                    .isEqualTo(Instant.ofEpochSecond(SECONDS));
        }
    }

    @Test
    void statementsTakeSeconds() {
        dynamo.execute("INSERT INTO sessions VALUE {'id': ?, 'made': ?, 'expires': ?}", "a", TIME, TIME);
        assertThat(stored(sessions)).isEqualTo(SECONDS);
        assertThat(sessions.get(KEY).orElseThrow().get("made")).isInstanceOf(String.class);
        Instant later = TIME.plusSeconds(10);
        for (String condition : List.of(
                "expires < ?",
                "\"expires\" <= ?",
                "expires IN [?]",
                "expires BETWEEN 1 AND ?",
                "? > expires",
                "(?) >= \"expires\"",
                "NOT (? < expires)")) {
            String text = "SELECT * FROM \"sessions\" WHERE id = ? AND " + condition;
            Object value = condition.contains("IN") ? TIME : later;
            assertThat(dynamo.execute(text, "a", value).list()).as(text).hasSize(1);
        }
        dynamo.executeBatch(
                List.of(Statement.statement("UPDATE \"sessions\" SET expires = ? WHERE id = ?", later, "a")));
        assertThat(stored(sessions)).isEqualTo(SECONDS + 10);
        dynamo.executeTransaction(all -> all.add("UPDATE sessions SET expires = ? WHERE id = ?", TIME, "a"));
        assertThat(stored(sessions)).isEqualTo(SECONDS);
        dynamo.executeAsync("UPDATE sessions SET seen = ? WHERE id = ?", later, "a")
                .join();
        assertThat(sessions.get(KEY).orElseThrow().get("seen")).isInstanceOf(String.class);
    }

    @Test
    void aRecordThatSaysSoNeedsNoTableThatDoes() {
        RecordTable<Marked> marked = dynamo.table("plain").records(Marked.class);
        marked.put(new Marked("a", TIME));
        assertThat(marked.scan().filter(expression("expires = ?", TIME)).list()).hasSize(1);
        assertThat(marked.update("a", update().set("expires", TIME.plusSeconds(1)))
                        .expires())
                .isEqualTo(Instant.ofEpochSecond(SECONDS + 1));
        marked.delete(new Marked("a", TIME), expression("expires > ?", TIME));
    }

    @Test
    void aChangeThroughThisClientIsKnownAtOnce() {
        sessions.put(KEY.with("expires", TIME));
        dynamo.updateTimeToLive("sessions", false, "expires");
        sessions.put(KEY.with("expires", TIME));
        assertThat(stored(sessions)).isInstanceOf(String.class);
        Table made = dynamo.ensureTable(
                TableSpec.named("made").partitionKey("id", TEXT).timeToLive("ends"));
        int askedNow = faults.calls("DescribeTimeToLive");
        made.put(KEY.with("ends", TIME));
        assertThat(made.get(KEY).orElseThrow().get("ends")).isEqualTo(SECONDS);
        assertThat(faults.calls("DescribeTimeToLive")).isEqualTo(askedNow);
    }

    @Test
    void whoMayNotAskWritesText() {
        faults.fail("DescribeTimeToLive", call -> Faults.refused(400, "AccessDeniedException", "not you"));
        sessions.put(KEY.with("expires", TIME));
        sessions.putAsync(KEY.with("expires", TIME)).join();
        assertThat(stored(sessions)).isInstanceOf(String.class);
        assertThat(faults.calls("DescribeTimeToLive") - asked).isEqualTo(1);
    }

    @Test
    void whoCannotAskNowFails() {
        faults.fail("DescribeTimeToLive", call -> call == asked + 1 ? Faults.throttled() : null);
        assertThatThrownBy(() -> sessions.put(KEY.with("expires", TIME))).isInstanceOf(DynamoException.Throttled.class);
        sessions.put(KEY.with("expires", TIME));
        assertThat(stored(sessions)).isEqualTo(SECONDS);
    }

    private List<Object> values() {
        return List.of(
                LocalDate.parse("2126-01-02"),
                LocalDateTime.parse("2126-01-02T03:04:05"),
                LocalTime.NOON,
                OffsetTime.parse("03:04:05Z"),
                Year.of(2126),
                YearMonth.of(2126, 1),
                MonthDay.of(1, 2),
                Month.JANUARY,
                Duration.ofDays(1),
                Period.ofDays(1),
                Optional.of(LocalDate.EPOCH),
                Frozen.freeze(TIME),
                Frozen.freeze(SECONDS),
                Optional.of(Frozen.freeze("x")));
    }

    @Test
    void whatIsNoPointInTimeIsRefusedByEveryCall() {
        record Dated(@PartitionKey String id, @Nullable Object expires) {}
        for (Object value : values()) {
            Item item = KEY.with("expires", value);
            Dated record = new Dated("a", value);
            RecordTable<Dated> records = sessions.records(Dated.class);
            RecordTable<Marked> marked = dynamo.table("plain").records(Marked.class);
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> sessions.put(item),
                    () -> sessions.putAsync(item).join(),
                    () -> sessions.putAll(List.of(item)),
                    () -> records.put(record),
                    () -> records.update(record),
                    () -> sessions.update(KEY, expression("SET expires = ?", value)),
                    () -> sessions.update(KEY, update().set("expires", value)),
                    () -> sessions.scan()
                            .filter(expression("? > expires", value))
                            .list(),
                    () -> marked.update("a", update().set("expires", value)),
                    () -> marked.scan()
                            .filter(expression("expires IN ?", List.of(1, value)))
                            .list(),
                    () -> dynamo.transact(all -> all.put(sessions, item)),
                    () -> dynamo.transact(
                            all -> all.check(sessions, KEY, attribute("expires").lessThan(value))),
                    () -> dynamo.execute("INSERT INTO sessions VALUE {'id': ?, 'expires': ?}", "a", value),
                    () -> dynamo.execute("SELECT * FROM sessions WHERE ? < expires", value)
                            .list())) {
                assertThatThrownBy(call)
                        .as("%s", value)
                        .hasStackTraceContaining("InvalidValue")
                        .hasMessageContaining("expires must be a point in time, or a number of seconds since 1970")
                        .hasMessageContaining("give an Instant");
            }
        }
        assertThat(sessions.scan().count()).isZero();
        sessions.put(KEY.with("expires", null).with("made", LocalDate.EPOCH).with("frozen", Frozen.freeze(TIME)));
        dynamo.table("plain").put(KEY.with("expires", LocalDate.EPOCH));
        assertThat(stored(dynamo.table("plain"))).isEqualTo("1970-01-01");
    }

    @Test
    void aCodecMakesNumbersOfDates() {
        Codecs days = Codecs.standard()
                .with(Codec.of(
                        LocalDate.class,
                        date -> date.toEpochDay() * 86_400,
                        stored -> LocalDate.ofEpochDay((Long) stored / 86_400)));
        try (DynamoDb other = DynamoDb.open(
                DynamoConfig.standard().client(client).client(asyncClient).codecs(days))) {
            other.table("sessions").put(KEY.with("expires", LocalDate.ofEpochDay(2)));
            assertThat(stored(sessions)).isEqualTo(2 * 86_400L);
        }
    }

    @Test
    void aPointInTimeThatWasFrozenIsSeconds() {
        sessions.put(KEY.with("inner", Frozen.freeze(Map.of("expires", TIME))));
        Item inner = sessions.get(KEY).orElseThrow().item("inner");
        sessions.put(inner.with(KEY));
        assertThat(stored(sessions)).isEqualTo(SECONDS);
    }

    @Test
    void nothingIsAskedWithoutAPointInTime() {
        sessions.put(KEY.with("expires", SECONDS).with("inner", Map.of("expires", TIME)));
        assertThat(sessions.get(KEY).orElseThrow().item("inner").get("expires")).isInstanceOf(String.class);
        sessions.update(KEY, expression("SET inner.expires = ?", TIME));
        assertThat(faults.calls("DescribeTimeToLive")).isEqualTo(asked);
    }
}
