package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoDb;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes tables for tests. */
final class Tables {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private Tables() {}

    /** Returns the name of a new table. */
    static String create(DynamoDb dynamo) {
        String table = "system-" + COUNT.incrementAndGet();
        DynamoDbStorage.create(dynamo, table);
        return table;
    }
}
