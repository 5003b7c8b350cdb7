package io.stator.dynamodb.stream;

/** What a program does with records. Batches of one shard come one after the other, those of several shards at the same time. */
@FunctionalInterface
public interface StreamHandler {
    /**
     * Does something with a batch. When this returns, the batch is done; it comes again if it ended otherwise, or if the program
     * ended before the checkpoint was kept.
     */
    void handle(StreamBatch batch) throws Exception;
}
