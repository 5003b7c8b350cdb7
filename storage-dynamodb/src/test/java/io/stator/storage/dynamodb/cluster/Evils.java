package io.stator.storage.dynamodb.cluster;

import io.stator.engine.durable.StoredIndexes;
import io.stator.storage.dynamodb.cluster.Cluster.Node;
import java.util.List;
import java.util.SplittableRandom;

/** What befalls machines, one thing after the other, by chance. */
final class Evils {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LEASE_MILLIS = 10_000;
    /** How many requests come to grief when there are no more evils, so that all can come to an end. */
    private static final double FAULTS_LEFT_MAX = 0.1;

    private static final long HOUR_MILLIS = 3_600_000;

    private final Cluster cluster;
    private final SplittableRandom random;
    private int left;
    private int down;

    Evils(Cluster cluster, SplittableRandom random) {
        this.cluster = cluster;
        this.random = random;
        this.left = cluster.settings.evils();
    }

    /** Returns whether there will be no more. */
    boolean isOver() {
        return left == 0 && down == 0;
    }

    /** Lets something happen, or nothing. */
    void next() {
        if (down > 0 && --down == 0) {
            cluster.network.down(false);
        }
        if (left == 0 || random.nextInt(3) > 0) {
            return;
        }
        left--;
        List<Node> running =
                cluster.nodes().stream().filter(node -> !node.isOver()).toList();
        if (!running.isEmpty()) {
            befall(running.get(random.nextInt(running.size())));
        }
        if (left == 0) {
            cluster.network.faults(Math.min(cluster.settings.faults(), FAULTS_LEFT_MAX));
        }
    }

    private void befall(Node node) {
        switch (random.nextInt(7)) {
            case 0, 1 -> {
                if (node.isWriter()) {
                    node.machine().crash();
                }
            }
            case 2 -> node.machine().pause(random.nextLong(3 * LEASE_MILLIS) * NANOS_PER_MILLI);
            case 3 -> {
                long millis = random.nextLong(-HOUR_MILLIS, HOUR_MILLIS);
                cluster.clocksDiffer |= Math.abs(millis) > StoredIndexes.RETENTION_MILLIS / 2;
                node.machine().jump(millis);
            }
            case 4 -> {
                cluster.network.down(true);
                down = 1 + random.nextInt(60);
            }
            case 5 -> cluster.network.faults(random.nextDouble() / 2);
            default -> cluster.addWriter();
        }
    }
}
