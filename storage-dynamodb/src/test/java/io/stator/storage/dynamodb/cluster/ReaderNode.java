package io.stator.storage.dynamodb.cluster;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.simulation.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A machine that reads what others write, and keeps old values for a while. */
final class ReaderNode implements Cluster.Node, Runnable {
    private static final int KEPT_MAX = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Cluster cluster;
    private final Machine machine;
    private final String name;
    private final SplittableRandom random;
    private boolean over;

    ReaderNode(Cluster cluster, Machine machine, int number) {
        this.cluster = cluster;
        this.machine = machine;
        this.name = "reader" + number;
        this.random = cluster.random().split();
    }

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public boolean isOver() {
        return over || machine.isDead();
    }

    @Override
    public boolean isWriter() {
        return false;
    }

    @Override
    public void run() {
        Client client = cluster.insist("open", () -> !cluster.isCalm(), () -> cluster.open(true));
        if (client != null) {
            Connection connection =
                    cluster.insist("connect", () -> !cluster.isCalm(), () -> client.connect(Cluster.NAME));
            if (connection != null) {
                read(connection);
            }
            client.close();
        }
        over = true;
    }

    private void read(Connection connection) {
        List<Database> kept = new ArrayList<>();
        boolean last = false;
        while (!last) {
            last = cluster.isCalm();
            try {
                Database newest = newest(connection, last);
                if (newest.t() > 0 && kept.size() < KEPT_MAX) {
                    kept.add(newest);
                }
                Database chosen = kept.get(random.nextInt(kept.size()));
                cluster.viewer.look(name, chosen);
                if (random.nextInt(3) == 0) {
                    kept.remove(chosen);
                }
            } catch (Anomaly failure) {
                cluster.mayFail(name, failure);
                kept.clear();
            }
            Cluster.pass(random.nextInt(600));
        }
    }

    private Database newest(Connection connection, boolean mustSeeAll) {
        long known = cluster.history.acknowledgedT();
        boolean syncs = mustSeeAll || random.nextBoolean();
        Database newest = syncs ? connection.sync(known, PATIENCE) : connection.db();
        cluster.history.newest(name, newest.t(), syncs ? known : 0);
        return newest;
    }
}
