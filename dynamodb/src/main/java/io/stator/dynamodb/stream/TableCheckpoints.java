package io.stator.dynamodb.stream;

import io.stator.dynamodb.GetOptions;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.Table;
import java.util.Optional;

/** Checkpoints as items of a table. */
final class TableCheckpoints implements Checkpoints {
    private static final String SEQUENCE_NUMBER = "sequenceNumber";
    private static final String FINISHED = "finished";

    private final Table table;

    TableCheckpoints(Table table) {
        this.table = table;
    }

    private static Item key(String streamArn, String shard) {
        return Item.of("stream", streamArn, "shard", shard);
    }

    @Override
    public Optional<Checkpoint> load(String streamArn, String shard) {
        return table.get(key(streamArn, shard), GetOptions.standard().consistent())
                .item()
                .map(item -> new Checkpoint(Optional.ofNullable(item.string(SEQUENCE_NUMBER)), item.bool(FINISHED)));
    }

    @Override
    public void save(String streamArn, String shard, Checkpoint checkpoint) {
        Item item = key(streamArn, shard).with(FINISHED, checkpoint.isFinished());
        table.put(checkpoint
                .sequenceNumber()
                .map(number -> item.with(SEQUENCE_NUMBER, number))
                .orElse(item));
    }

    @Override
    public void remove(String streamArn, String shard) {
        table.delete(key(streamArn, shard));
    }
}
