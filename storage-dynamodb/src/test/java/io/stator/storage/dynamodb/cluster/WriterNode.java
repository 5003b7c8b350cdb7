package io.stator.storage.dynamodb.cluster;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.simulation.Machine;
import io.stator.simulation.World;
import io.stator.storage.dynamodb.cluster.History.Attempt;
import io.stator.storage.dynamodb.cluster.History.Told;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A machine that writes, until it is told that another one does, or has to open the system again. */
final class WriterNode implements Cluster.Node, Runnable {
    private static final Keyword NOT_APPLIED = Keyword.of("not-applied");
    private static final Keyword FENCED = Keyword.of("stator.storage", "fenced");

    private final Cluster cluster;
    private final Machine machine;
    private @Nullable Client client;
    private @Nullable Connection connection;
    private @Nullable Thread main;
    private int working;
    private boolean lost;
    private boolean over;

    WriterNode(Cluster cluster, Machine machine) {
        this.cluster = cluster;
        this.machine = machine;
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
        return true;
    }

    @Override
    public void run() {
        try {
            Client opened = cluster.open(false);
            client = opened;
            cluster.world.note(machine.name() + " is open");
            opened.createDatabase(Cluster.NAME);
            Connection connected = opened.connect(Cluster.NAME);
            connection = connected;
            if (connected.db().entityId(Keyword.of("p", "mark")).isEmpty()) {
                connected.transact(Work.SCHEMA);
            }
            main = Thread.currentThread();
            working = cluster.settings.submitters();
            for (int i = 0; i < cluster.settings.submitters(); i++) {
                machine.start("submitter" + i, () -> submit(connected));
            }
            while (working > 0) {
                LockSupport.park(this);
            }
        } catch (Anomaly failure) {
            cluster.world.note(machine.name() + " gives up"
                    + (cluster.world.isTelling() ? " because of " + failure.getMessage() : ""));
        }
        close();
        over = true;
    }

    private void close() {
        Client opened = client;
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (Anomaly failure) {
            cluster.world.note(machine.name() + " closes with a failure");
        }
        cluster.world.note(machine.name() + " is closed");
    }

    private void submit(Connection connected) {
        String who = Thread.currentThread().getName();
        try {
            while (!lost) {
                Attempt attempt = cluster.next(connected);
                if (attempt == null) {
                    return;
                }
                transact(who, connected, attempt);
                if (cluster.random().nextInt(3) == 0) {
                    look(who, connected);
                }
                care(connected, attempt);
                Cluster.pass(cluster.random().nextInt(cluster.random().nextInt(8) == 0 ? 5_000 : 50));
            }
        } finally {
            working--;
            LockSupport.unpark(main);
        }
    }

    private void look(String who, Connection connected) {
        try {
            cluster.viewer.look(who, connected.db());
        } catch (Anomaly failure) {
            cluster.mayFail(who, failure);
        }
    }

    /** Does what is done now and then beside transactions. */
    private void care(Connection connected, Attempt attempt) {
        Client opened = client;
        if (cluster.settings.sidelines() && opened != null && cluster.random().nextInt(6) == 0) {
            cluster.sidelines.next(opened);
        }
        if (attempt.work.kind() == Work.Kind.EXCISE && cluster.random().nextInt(3) == 0) {
            try {
                connected.syncExcise(connected.db().t());
                cluster.world.note(machine.name() + " has excised");
            } catch (Anomaly failure) {
                cluster.mayFail(machine.name(), failure);
            }
        }
    }

    private static boolean hasId(Work work) {
        return work.number() % 3 == 0;
    }

    private void transact(String who, Connection connected, Attempt attempt) {
        TxData txData = TxData.parse(attempt.work.forms());
        try {
            TxReport report =
                    connected.transact(hasId(attempt.work) ? txData.withSubmissionId(attempt.work.mark()) : txData);
            cluster.history.told(attempt, Told.DONE, report.t(), "");
            cluster.history.newest(machine.name(), connected.db().t(), report.t());
        } catch (Anomaly failure) {
            told(who, attempt, failure);
        }
    }

    private void told(String who, Attempt attempt, Anomaly failure) {
        World.requireAlive();
        Object outcome = failure.data().get(Connection.OUTCOME);
        boolean open = outcome != null && !outcome.equals(NOT_APPLIED);
        lost |= open || FENCED.equals(failure.data().get(StorageAnomalies.KIND));
        boolean before = attempt.told == Told.UNKNOWN;
        cluster.history.told(attempt, open || before ? Told.UNKNOWN : Told.FAILED, 0, String.valueOf(failure));
        boolean decided = failure instanceof Anomaly.Incorrect
                || failure instanceof Anomaly.Conflict && failure.data().get(StorageAnomalies.KIND) == null;
        if (hasId(attempt.work) && !decided) {
            cluster.again(attempt);
        } else if (failure instanceof Anomaly.Fault) {
            cluster.world.fail(who + " has a fault", failure);
        }
    }
}
