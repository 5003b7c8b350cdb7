package io.stator.storage.dynamodb.cluster;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.edn.Keyword;
import io.stator.simulation.Machine;
import io.stator.simulation.World;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Databases beside the one that all look at: they are made, filled and deleted, each once. */
final class Sidelines {
    private static final int TRANSACTIONS_MAX = 4;

    /** What is known of a database. */
    private static final class Sideline {
        private final String name;
        private boolean made;
        private int transactions;
        private boolean deleting;
        private boolean deleted;

        /** The machine that does something with it, so that nobody else makes it anew while one deletes it. */
        private @Nullable Machine user;

        Sideline(String name) {
            this.name = name;
        }
    }

    private final World world;
    private final SplittableRandom random;
    private final List<Sideline> all = new ArrayList<>();

    Sidelines(World world) {
        this.world = world;
        this.random = world.random().split();
    }

    /** Makes one, fills it, or deletes it, with what may fail. */
    void next(Client client) {
        boolean another = all.isEmpty() || random.nextInt(3) == 0;
        Sideline one = another ? new Sideline("side-" + all.size()) : all.get(random.nextInt(all.size()));
        if (another) {
            all.add(one);
        }
        Machine user = one.user;
        if (user != null && !user.isDead()) {
            return;
        }
        one.user = World.machine();
        try {
            if (!one.deleting && (another || random.nextBoolean())) {
                fill(client, one);
            } else if (!one.deleted) {
                one.deleting = true;
                boolean there = client.deleteDatabase(one.name);
                one.deleted = true;
                world.note("deleted " + one.name + " " + there);
            }
        } catch (Anomaly failure) {
            World.requireAlive();
            world.note(
                    one.name + " fails: " + failure.category() + (world.isTelling() ? " " + failure.getMessage() : ""));
            if (failure instanceof Anomaly.Fault) {
                world.fail(one.name + " has a fault", failure);
            }
        } finally {
            if (!World.machine().isDead()) {
                one.user = null;
            }
        }
    }

    private void fill(Client client, Sideline one) {
        if (!one.made) {
            boolean made = client.createDatabase(one.name);
            one.made = true;
            world.note("made " + one.name + " " + made);
        }
        Connection connection = client.connect(one.name);
        if (connection.db().entityId(Keyword.of("p", "mark")).isEmpty()) {
            connection.transact(Work.SCHEMA);
        }
        int count = 1 + random.nextInt(TRANSACTIONS_MAX);
        for (int i = 0; i < count; i++) {
            Work work = new Work(1 + i, Work.Kind.SPREAD, i, 0);
            connection.transact(work.forms());
            one.transactions++;
        }
    }

    /** Checks what there is in the end. */
    void finish(Client client) {
        List<String> names = client.listDatabases();
        for (Sideline one : all) {
            boolean there = names.contains(one.name);
            if (there && one.deleted || !there && one.made && !one.deleting) {
                world.fail(one.name + " is there: " + there + ", was deleted: " + one.deleted, null);
            } else if (there) {
                long found = client.connect(one.name).db().t();
                if (found < one.transactions) {
                    world.fail(one.name + " has t=" + found + " after " + one.transactions + " transactions", null);
                }
            }
        }
    }
}
