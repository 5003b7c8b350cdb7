package io.stator.dynamodb;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** A table of albums in DynamoDB Local with two indexes, and clients that count their requests and can be made to fail. */
final class Shelf implements AutoCloseable {
    static final String TABLE = "albums";

    final Faults faults = new Faults();
    final DynamoDb dynamo;
    final Table albums;
    private final DynamoDbClient client;
    private final DynamoDbAsyncClient asyncClient;
    private int queriesBefore;
    private int scansBefore;

    Shelf(DynamoDbLocal local) {
        client = faults.client(local);
        asyncClient = faults.asyncClient(local);
        dynamo = DynamoDb.of(client, asyncClient);
        albums = dynamo.table(TABLE);
        client.createTable(table -> table.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        attribute("artist", "S"),
                        attribute("year", "N"),
                        attribute("title", "S"),
                        attribute("genre", "S"))
                .keySchema(key("artist", KeyType.HASH), key("year", KeyType.RANGE))
                .localSecondaryIndexes(index -> index.indexName("by-title")
                        .keySchema(key("artist", KeyType.HASH), key("title", KeyType.RANGE))
                        .projection(shown ->
                                shown.projectionType(ProjectionType.INCLUDE).nonKeyAttributes("plays")))
                .globalSecondaryIndexes(index -> index.indexName("by-genre")
                        .keySchema(key("genre", KeyType.HASH), key("year", KeyType.RANGE))
                        .projection(shown -> shown.projectionType(ProjectionType.ALL))));
    }

    static AttributeDefinition attribute(String name, String type) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(type)
                .build();
    }

    static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    /** Returns an album with the year as its number; the title goes down as the year goes up. */
    static Item album(String artist, int year) {
        return Item.of("artist", artist, "year", year)
                .with("title", artist + (9999 - year))
                .with("genre", year % 3 == 0 ? "rock" : "jazz")
                .with("plays", year % 10)
                .with("notes", Item.of("stars", year % 5));
    }

    /** Puts albums of the years from 0 on. */
    Shelf fill(String artist, int count) {
        IntStream.range(0, count).forEach(year -> albums.put(album(artist, year)));
        return this;
    }

    /** Returns the years from the first (inclusive) to the last (exclusive). */
    static List<Integer> years(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    static Integer year(Item item) {
        return item.intValue("year");
    }

    /** Begins to count requests anew. */
    void forget() {
        queriesBefore = faults.calls("Query");
        scansBefore = faults.calls("Scan");
    }

    /** Returns how many queries and scans were sent. */
    int requests() {
        return queries().size() + scans().size();
    }

    /** Returns the queries that were sent. */
    List<QueryRequest> queries() {
        return faults.requests("Query").stream()
                .skip(queriesBefore)
                .map(QueryRequest.class::cast)
                .toList();
    }

    /** Returns the scans that were sent. */
    List<ScanRequest> scans() {
        return faults.requests("Scan").stream()
                .skip(scansBefore)
                .map(ScanRequest.class::cast)
                .toList();
    }

    /** Returns all of the results read page by page, with a cursor that is written and read between. */
    static <T> List<T> byCursor(Results<T> results) {
        List<T> all = new ArrayList<>();
        Page<T> page = results.page();
        while (true) {
            all.addAll(page.items());
            if (page.cursor().isEmpty()) {
                return all;
            }
            page = results.from(Cursor.parse(page.cursor().get().toString())).page();
        }
    }

    @Override
    public void close() {
        dynamo.close();
        client.close();
        asyncClient.close();
    }
}
