package io.stator.dynamodb.stream;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Checkpoints in memory, one for each shard that its stream still has. */
final class MemoryCheckpoints implements Checkpoints {
    private final Map<Place, Checkpoint> checkpoints = new ConcurrentHashMap<>();

    private record Place(String streamArn, String shard) {}

    @Override
    public Optional<Checkpoint> load(String streamArn, String shard) {
        return Optional.ofNullable(checkpoints.get(new Place(streamArn, shard)));
    }

    @Override
    public void save(String streamArn, String shard, Checkpoint checkpoint) {
        checkpoints.put(new Place(streamArn, shard), checkpoint);
    }

    @Override
    public void remove(String streamArn, String shard) {
        checkpoints.remove(new Place(streamArn, shard));
    }
}
