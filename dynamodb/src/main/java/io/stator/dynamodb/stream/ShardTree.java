package io.stator.dynamodb.stream;

import io.stator.dynamodb.StreamPosition;
import io.stator.dynamodb.StreamShard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shards of a stream and how far each is: a shard can be read when its parent is finished or gone. Not safe for threads. */
final class ShardTree {
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private enum State {
        WAITING,
        READING,
        FINISHED
    }

    /** What to do with a shard that is seen for the first time. */
    record Plan(StreamPosition position, boolean isNew, boolean isFinished, boolean isSkipped) {
        /** Returns the plan to read from a place; {@code isNew} if there is no checkpoint yet. */
        static Plan read(StreamPosition position, boolean isNew) {
            return new Plan(position, isNew, false, false);
        }

        /** Returns the plan for a shard of which a checkpoint says that it is finished. */
        static Plan finished() {
            return new Plan(StreamPosition.latest(), false, true, false);
        }

        /** Returns the plan for a shard that nobody wants to read. */
        static Plan skipped() {
            return new Plan(StreamPosition.latest(), false, true, true);
        }
    }

    /** A shard that can be read now. */
    record Ready(StreamShard shard, Plan plan) {}

    private static final class Node {
        final StreamShard shard;
        final Plan plan;
        State state;

        Node(StreamShard shard, Plan plan) {
            this.shard = shard;
            this.plan = plan;
            this.state = plan.isFinished() ? State.FINISHED : State.WAITING;
        }
    }

    boolean knows(String shard) {
        return nodes.containsKey(shard);
    }

    /** Returns whether the records of a shard come after ones that were read. */
    boolean continuesOneRead(StreamShard shard) {
        return shard.parent()
                .map(nodes::get)
                .filter(parent -> !parent.plan.isSkipped())
                .isPresent();
    }

    void add(StreamShard shard, Plan plan) {
        nodes.put(shard.id(), new Node(shard, plan));
    }

    /** Returns the shards that can be read now, each once. */
    List<Ready> takeReady() {
        List<Ready> ready = new ArrayList<>();
        for (Node node : nodes.values()) {
            if (node.state == State.WAITING && isParentDone(node)) {
                node.state = State.READING;
                ready.add(new Ready(node.shard, node.plan));
            }
        }
        return ready;
    }

    private boolean isParentDone(Node node) {
        return node.shard
                .parent()
                .map(nodes::get)
                .filter(parent -> parent.state != State.FINISHED)
                .isEmpty();
    }

    void finish(String shard) {
        Node node = nodes.get(shard);
        if (node != null) {
            node.state = State.FINISHED;
        }
    }

    /** Forgets the shards that are not being read and not there any more, and returns them. */
    List<String> prune(Set<String> present) {
        List<String> gone = new ArrayList<>();
        nodes.values().removeIf(node -> {
            boolean isGone = node.state != State.READING && !present.contains(node.shard.id());
            if (isGone) {
                gone.add(node.shard.id());
            }
            return isGone;
        });
        return gone;
    }

    boolean isFinished() {
        return nodes.values().stream().allMatch(node -> node.state == State.FINISHED);
    }
}
