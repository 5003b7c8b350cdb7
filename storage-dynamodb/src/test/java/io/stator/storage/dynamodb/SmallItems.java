package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoDb;
import io.stator.engine.storage.Storage;

/** Opens systems whose items hold few bytes, so that little is already put in parts. */
public final class SmallItems {
    /** How many bytes an item holds otherwise. */
    public static final int BYTES_MAX = Blobs.ITEM_BYTES_MAX;

    private SmallItems() {}

    /** Opens a system of which an item holds so many bytes. */
    static Storage open(DynamoDb dynamo, String table, boolean readOnly, int bytesMax) {
        return open(dynamo, table, readOnly, bytesMax, false);
    }

    /** Opens a system of which an item holds so many bytes, with calls that end with who waits for them, or not. */
    public static Storage open(DynamoDb dynamo, String table, boolean readOnly, int bytesMax, boolean endWithCallers) {
        Calls calls = new Calls(dynamo, table, "table " + table, false, endWithCallers, Calls.PATIENCE);
        return DynamoDbStorage.open(dynamo, calls, table, readOnly, null, System::nanoTime, bytesMax);
    }

    /** Does what an opening does before it is used. */
    static void begin(Storage storage) {
        ((TableStorage) storage).begin();
    }
}
