package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageContract;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The storage in DynamoDB keeps the contract. */
@ExtendWith(ExpectedTakeovers.class)
final class DynamoDbStorageTest extends StorageContract {
    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private String table;

    @Override
    protected Storage openEmpty() {
        DynamoDb dynamo = LOCAL.dynamoDb();
        table = Tables.create(dynamo);
        return DynamoDbStorage.open(dynamo, table);
    }

    @Override
    protected Storage reopen(Storage storage) {
        storage.close();
        return DynamoDbStorage.open(LOCAL.dynamoDb(), table);
    }
}
