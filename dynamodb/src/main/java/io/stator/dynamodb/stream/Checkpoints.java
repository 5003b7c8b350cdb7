package io.stator.dynamodb.stream;

import io.stator.dynamodb.Table;
import java.util.Optional;

/**
 * Where a consumer keeps how far it read each shard.
 *
 * <p>Implementations must be safe for threads. An exception of theirs stops the consumer, unless it is a
 * {@link io.stator.dynamodb.DynamoException} that is worth another attempt.
 */
public interface Checkpoints {
    /** Returns how far a shard was read, or nothing if it never was. */
    Optional<Checkpoint> load(String streamArn, String shard);

    /** Remembers how far a shard was read; what it says is true only when this returns. */
    void save(String streamArn, String shard, Checkpoint checkpoint);

    /** Forgets a shard that the stream no longer has. */
    void remove(String streamArn, String shard);

    /** Returns checkpoints in memory, which are gone with the program. */
    static Checkpoints inMemory() {
        return new MemoryCheckpoints();
    }

    /**
     * Returns checkpoints in a table of DynamoDB with the partition key {@code stream} and the sort key {@code shard}, both text.
     * Several streams can share it. One write for each batch of records.
     */
    static Checkpoints in(Table table) {
        return new TableCheckpoints(table);
    }
}
