package io.stator.examples;

import static io.stator.dynamodb.Frozen.freeze;
import static io.stator.dynamodb.KeyType.NUMBER;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.Table;
import io.stator.dynamodb.TableSpec;
import io.stator.nippy.Keyword;
import io.stator.nippy.Ratio;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** DynamoDB from an empty account to an item with a value of any depth; run {@code stator dynamodb-local} first. */
public final class DynamoTour {
    private DynamoTour() {}

    /** Runs it at the endpoint named by the first argument, or else where {@code stator dynamodb-local} listens. */
    public static void main(String[] arguments) {
        URI endpoint = URI.create(arguments.length > 0 ? arguments[0] : "http://localhost:6798");
        try (DynamoDb dynamo = DynamoDb.at(endpoint)) {
            System.out.println("Tables: " + dynamo.listTables().toList());
            Table people = dynamo.createTable(TableSpec.named("my-table")
                    .partitionKey("id", NUMBER)
                    .throughput(1, 1)); // waits until it is active
            System.out.println("Tables: " + dynamo.listTables().toList());

            people.put(Item.of("id", 0, "name", "Steve", "age", 22)
                    .with(
                            "data",
                            freeze(Map.of( // any nesting of values, with their types
                                    Keyword.of("vector"), List.of(1, 2, 3),
                                    Keyword.of("set"), Set.of(1, 2, 3),
                                    Keyword.of("rational"), Ratio.of(22, 7)))));
            Item steve = people.get(Item.of("id", 0)).orElseThrow();
            System.out.println(steve.string("name") + " is " + steve.intValue("age"));
            Item data = steve.find("data", Item.class).orElseThrow();
            System.out.println("vector " + data.get("vector") + ", rational " + data.get("rational"));
            System.out.println("2 is in the set: "
                    + data.find("set", Set.class).orElseThrow().contains(2));
            dynamo.deleteTable("my-table");
        }
    }
}
