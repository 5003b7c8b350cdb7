import io.stator.engine.storage.StorageProvider;
import io.stator.spi.ClientProvider;
import io.stator.storage.dynamodb.DynamoDbProvider;

/** Storage in a table of DynamoDB. */
module io.stator.storage.dynamodb {
    requires static org.jspecify;
    requires transitive io.stator.dynamodb;
    requires transitive io.stator.engine;

    exports io.stator.storage.dynamodb;

    provides ClientProvider with
            DynamoDbProvider;
    provides StorageProvider with
            DynamoDbProvider;
}
