package io.stator.dynamodb.stream;

import io.stator.dynamodb.StreamPosition;
import java.time.Duration;

/** Hears what a consumer does, on its threads. What it throws stops the consumer. */
public interface StreamListener {
    /** Reading of a shard begins at this place. */
    default void shardStarted(String shard, StreamPosition position) {}

    /** A shard is closed and all its records were handled; its children are next. */
    default void shardFinished(String shard) {}

    /** Records behind this checkpoint may be gone, because they grew older than 24 hours before they were read. */
    default void recordsLost(String shard, Checkpoint after) {}

    /** A call, a handler or a checkpoint failed, and is tried again after a while. */
    default void retrying(String shard, Exception failure, Duration pause) {}
}
