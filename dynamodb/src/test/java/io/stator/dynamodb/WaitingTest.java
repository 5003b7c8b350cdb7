package io.stator.dynamodb;

import static io.stator.dynamodb.KeyType.NUMBER;
import static io.stator.dynamodb.KeyType.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.dynamodb.StubServer.Answer;
import io.stator.dynamodb.junit.WithDynamoDbLocal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@WithDynamoDbLocal(databasePerMethod = true)
final class WaitingTest {
    private static final TableSpec ALBUMS =
            TableSpec.named("albums").partitionKey("artist", TEXT).sortKey("year", NUMBER);
    private static final Waiting QUICK = Waiting.standard().longestPause(Duration.ofMillis(1));
    private static final Answer ABSENT = Answer.error(400, "ResourceNotFoundException", "no such table");

    private final StubServer stub = StubServer.start();
    private final DynamoDb dynamo = DynamoDb.open(DynamoConfig.standard()
            .endpoint(stub.endpoint())
            .region("us-east-1")
            .credentials("stub", "stub")
            .retriesMax(0));
    private final List<TableDescription> seen = Collections.synchronizedList(new ArrayList<>());

    WaitingTest() throws IOException {}

    @AfterEach
    void close() {
        dynamo.close();
        stub.close();
    }

    private static String table(String status, String more) {
        return """
                {"TableName":"albums","TableStatus":"%s","TableArn":"arn:aws:dynamodb:us-east-1:1:table/albums",
                 "BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST"},
                 "AttributeDefinitions":[{"AttributeName":"artist","AttributeType":"S"},
                                         {"AttributeName":"year","AttributeType":"N"}],
                 "KeySchema":[{"AttributeName":"artist","KeyType":"HASH"},{"AttributeName":"year","KeyType":"RANGE"}]
                 %s}""".formatted(status, more);
    }

    private static Answer described(String status) {
        return Answer.ok("{\"Table\":" + table(status, "") + "}");
    }

    private static Answer changed(String status) {
        return Answer.ok("{\"TableDescription\":" + table(status, "") + "}");
    }

    private static String index(String status) {
        return """
                ,"GlobalSecondaryIndexes":[{"IndexName":"by-year","IndexStatus":"%s","Backfilling":true,
                  "KeySchema":[{"AttributeName":"year","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]""".formatted(status);
    }

    private List<TableStatus> statuses() {
        return seen.stream().map(TableDescription::status).toList();
    }

    @Test
    void aTableIsWaitedForUntilItIsActive() {
        stub.script("CreateTable", changed("CREATING"))
                .script("DescribeTable", ABSENT, described("CREATING"), described("CREATING"), described("ACTIVE"));
        dynamo.createTable(ALBUMS, QUICK.progress(seen::add));
        assertThat(stub.requests("DescribeTable")).hasSize(4);
        assertThat(statuses())
                .containsExactly(TableStatus.CREATING, TableStatus.CREATING, TableStatus.CREATING, TableStatus.ACTIVE);
    }

    @Test
    void soItIsAsynchronously() {
        stub.script("CreateTable", changed("CREATING"))
                .script("DescribeTable", described("CREATING"), described("ACTIVE"));
        assertThat(dynamo.createTableAsync(ALBUMS, QUICK.progress(seen::add)).join())
                .isEqualTo(dynamo.table("albums"));
        assertThat(statuses()).containsExactly(TableStatus.CREATING, TableStatus.CREATING, TableStatus.ACTIVE);
    }

    @Test
    void nobodyWaitsUnlessAsked() {
        stub.script("CreateTable", changed("CREATING")).script("DeleteTable", changed("DELETING"));
        dynamo.createTable(ALBUMS, Waiting.none());
        assertThat(dynamo.deleteTable("albums", Waiting.none()).status()).isEqualTo(TableStatus.DELETING);
        assertThat(stub.requests("DescribeTable")).isEmpty();
    }

    @Test
    void indexesAreWaitedForToo() {
        stub.script(
                "DescribeTable",
                Answer.ok("{\"Table\":" + table("ACTIVE", index("CREATING")) + "}"),
                Answer.ok("{\"Table\":" + table("ACTIVE", index("ACTIVE")) + "}"));
        TableDescription table = dynamo.awaitActive("albums", QUICK.progress(seen::add));
        assertThat(table.index("by-year").orElseThrow().status()).isEqualTo(TableStatus.ACTIVE);
        assertThat(seen.get(0).isActive()).isFalse();
        assertThat(seen.get(0).index("by-year").orElseThrow().isBackfilling()).isTrue();
    }

    @Test
    void theDeadlineEndsTheWaiting() {
        stub.always("DescribeTable", Answer.ok("{\"Table\":" + table("ACTIVE", index("CREATING")) + "}"));
        Waiting brief = QUICK.deadline(Duration.ofMillis(20));
        assertThatThrownBy(() -> dynamo.awaitActive("albums", brief))
                .isInstanceOf(DynamoException.TimedOut.class)
                .hasMessageStartingWith("DescribeTable on albums: ")
                .hasMessageContaining("PT0.02S")
                .hasMessageContaining("index \"by-year\" CREATING");
        assertThatThrownBy(() -> dynamo.awaitActiveAsync("albums", brief).join())
                .hasCauseInstanceOf(DynamoException.TimedOut.class);
        assertThatThrownBy(() -> dynamo.awaitDeleted("albums", brief)).isInstanceOf(DynamoException.TimedOut.class);
    }

    @Test
    void aDeletedTableIsWaitedForUntilItIsGone() {
        stub.script("DeleteTable", changed("DELETING"))
                .script("DescribeTable", described("DELETING"), described("DELETING"), ABSENT);
        dynamo.deleteTable("albums", QUICK.progress(seen::add));
        assertThat(stub.requests("DescribeTable")).hasSize(3);
        assertThat(statuses()).containsOnly(TableStatus.DELETING);
    }

    @Test
    void aTableThatIsBeingDeletedIsMadeAgain() {
        stub.script("DescribeTable", described("DELETING"), described("DELETING"), ABSENT, ABSENT)
                .script("CreateTable", changed("ACTIVE"));
        dynamo.ensureTable(ALBUMS, QUICK);
        assertThat(stub.requests("CreateTable")).hasSize(1);
    }

    @Test
    void aTableThatIsBeingMadeIsWaitedFor() {
        stub.script("DescribeTable", ABSENT, described("CREATING"), described("CREATING"), described("ACTIVE"))
                .script("CreateTable", Answer.error(400, "ResourceInUseException", "it is being created"));
        dynamo.ensureTable(ALBUMS, QUICK);
        assertThat(stub.requests("DescribeTable")).hasSize(4);
    }

    @Test
    void cancellingEndsTheWaiting() {
        stub.always("DescribeTable", described("CREATING"));
        CompletableFuture<TableDescription> future = dynamo.awaitActiveAsync("albums", QUICK.progress(seen::add));
        while (seen.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(future.cancel(true)).isTrue();
        assertThat(future).isCancelled();
    }

    @Test
    void interruptingEndsTheWaiting() {
        stub.always("DescribeTable", described("CREATING"));
        Waiting waiting =
                Waiting.standard().progress(table -> Thread.currentThread().interrupt());
        assertThatThrownBy(() -> dynamo.awaitActive("albums", waiting)).isInstanceOf(DynamoException.Interrupted.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void stepsBeforeTheLastAreAlwaysWaitedFor() {
        stub.script("DescribeTable", described("ACTIVE"), described("ACTIVE"))
                .script("UpdateTable", changed("UPDATING"), changed("UPDATING"));
        TableDescription table = dynamo.updateTable(
                "albums",
                TableUpdate.none().stream(StreamView.KEYS_ONLY).deletionProtection(true),
                Waiting.none().longestPause(Duration.ofMillis(1)));
        assertThat(table.status()).isEqualTo(TableStatus.UPDATING);
        assertThat(stub.requests("UpdateTable")).hasSize(2);
        assertThat(stub.requests("DescribeTable")).hasSize(2);
    }

    @Test
    void aTableOfAnotherAccountIsCalledByItsResourceName() {
        String name = "arn:aws:dynamodb:us-east-1:2:table/albums";
        stub.script("DescribeTable", described("ACTIVE"), described("UPDATING"), described("ACTIVE"))
                .script("UpdateTable", changed("UPDATING"));
        dynamo.updateTable(name, TableUpdate.none().deletionProtection(true), QUICK);
        assertThat(stub.requests())
                .hasSize(4)
                .allMatch(request -> request.body().contains(name));
    }

    @Test
    void onlyAnActiveTableIsChanged() {
        stub.always("DescribeTable", described("UPDATING"));
        assertThatThrownBy(() -> dynamo.updateTable("albums", TableUpdate.none()))
                .isInstanceOf(DynamoException.InUse.class)
                .hasMessageContaining("must be ACTIVE to be changed: UPDATING");
    }

    @Test
    void thereIsNoFifthDecreaseOnADay() {
        String provisioned = table("ACTIVE", "").replace("PAY_PER_REQUEST", "PROVISIONED");
        String tired = provisioned.substring(0, provisioned.length() - 1)
                + ",\"ProvisionedThroughput\":{\"ReadCapacityUnits\":9,\"WriteCapacityUnits\":9,"
                + "\"NumberOfDecreasesToday\":4}}";
        stub.always("DescribeTable", Answer.ok("{\"Table\":" + tired + "}"))
                .always("UpdateTable", Answer.ok("{\"TableDescription\":" + tired + "}"));
        assertThatThrownBy(() -> dynamo.updateTable("albums", TableUpdate.none().throughput(9, 8)))
                .isInstanceOf(DynamoException.LimitExceeded.class)
                .hasMessageContaining("9 read, 9 write");
        assertThat(stub.requests("UpdateTable")).isEmpty();
        dynamo.updateTable("albums", TableUpdate.none().throughput(10, 9));
        assertThat(stub.requests("UpdateTable")).hasSize(1);
    }

    @Test
    void tagsAreReadPageByPage() {
        stub.script("DescribeTable", described("ACTIVE"))
                .script(
                        "ListTagsOfResource",
                        Answer.ok("{\"Tags\":[{\"Key\":\"a\",\"Value\":\"1\"}],\"NextToken\":\"more\"}"),
                        Answer.ok("{\"Tags\":[{\"Key\":\"b\",\"Value\":\"2\"}]}"))
                .always("TagResource", Answer.ok("{}"))
                .always("UntagResource", Answer.ok("{}"));
        assertThat(dynamo.tags("albums")).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(stub.requests("ListTagsOfResource").get(1).body()).contains("\"NextToken\":\"more\"");
        dynamo.tag("arn:aws:dynamodb:us-east-1:1:table/albums", Map.of("c", "3"));
        dynamo.untagAsync("arn:aws:dynamodb:us-east-1:1:table/albums", "a", "b").join();
        assertThat(stub.requests("TagResource").get(0).body()).contains("table/albums", "\"c\"", "\"3\"");
        assertThat(stub.requests("UntagResource").get(0).body()).contains("[\"a\",\"b\"]");
        assertThat(stub.requests("DescribeTable")).hasSize(1);
    }

    @Test
    void aRealIndexTakesItsTime(DynamoDb real) {
        real.createTable(ALBUMS);
        TableDescription table = real.updateTable(
                "albums",
                TableUpdate.none().createIndex(IndexSpec.named("by-year").partitionKey("year", NUMBER)),
                Waiting.standard().progress(seen::add));
        assertThat(table.isActive()).isTrue();
        assertThat(seen.get(0).index("by-year").orElseThrow().status()).isEqualTo(TableStatus.CREATING);
    }

    @Test
    void optionsAreChecked() {
        assertThatThrownBy(() -> Waiting.standard().deadline(Duration.ZERO))
                .isInstanceOf(DynamoException.InvalidRequest.class)
                .hasMessageContaining("deadline");
        assertThat(Waiting.standard().pause(0, 0.0))
                .isLessThan(Waiting.standard().pause(3, 0.0));
        assertThat(Waiting.standard().pause(1000, 0.999)).isLessThanOrEqualTo(Waiting.LONGEST_PAUSE);
    }
}
