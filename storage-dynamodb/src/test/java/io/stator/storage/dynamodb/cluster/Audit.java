package io.stator.storage.dynamodb.cluster;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import io.stator.storage.dynamodb.cluster.History.Attempt;
import io.stator.storage.dynamodb.cluster.History.Told;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Opens the system once more, and holds what everybody was told against what its log says. */
final class Audit {
    private static final int LOOKS = 6;

    private final Cluster cluster;

    Audit(Cluster cluster) {
        this.cluster = cluster;
    }

    void run() {
        Client client = Objects.requireNonNull(cluster.insist("open", () -> true, () -> cluster.open(false)));
        client.createDatabase(Cluster.NAME);
        Connection connection = client.connect(Cluster.NAME);
        Database db = connection.db();
        for (int i = 0; i < LOOKS; i++) {
            cluster.viewer.look("auditor", db);
        }
        Map<Long, Keyword> names = new HashMap<>();
        Model model = new Model(cluster.world, cluster.history, cluster.secrets);
        for (Transaction transaction : connection.transactions(null, null).limit(Results.NO_LIMIT)) {
            for (Datom datom : transaction.data()) {
                names.computeIfAbsent(datom.a(), id -> db.ident(id).orElseThrow());
            }
            model.add(transaction, names);
        }
        model.finish(db.t());
        requireOrder();
        cluster.sidelines.finish(client);
        connection.syncExcise(db.t());
        client.close();
    }

    /** Whoever was told of a transaction before another one was wanted has the smaller t. */
    private void requireOrder() {
        List<Attempt> done = cluster.history.attempts().stream()
                .filter(attempt -> attempt.told == Told.DONE)
                .toList();
        for (Attempt one : done) {
            for (Attempt other : done) {
                if (one.end < other.begin && one.t >= other.t) {
                    cluster.world.fail(
                            one.work + " was done before " + other.work + " was wanted, and has t=" + one.t
                                    + ", the other one " + other.t,
                            null);
                }
            }
        }
    }
}
