package io.stator.storage.dynamodb.cluster;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.dynamodb.DynamoDb;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ReadOnlyClient;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.simulation.Machine;
import io.stator.simulation.Network;
import io.stator.simulation.World;
import io.stator.storage.dynamodb.SmallItems;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;

/** Machines that share a table, what befalls them, and what is true in the end. */
final class Cluster {
    static final String TABLE = "films";
    static final String NAME = "x";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LOOK_MILLIS = 200;

    /** How long it may take, once nothing is wrong any more, until all has come to an end. */
    private static final long QUIET_MILLIS_MAX = 600_000;

    /** With so many machines the weather gets better: in one that is bad for ever, an opening that makes all indexes anew may never be done in its time. */
    private static final int NODES_IN_BAD_WEATHER = 150;

    private static final long ENTITIES = 6;
    private static final long UNASKED = -1;

    final World world;
    final Settings settings;
    final Network network;
    final History history;
    final Viewer viewer;
    final Secrets secrets;
    final Sidelines sidelines;
    private final SplittableRandom random;
    private final List<Node> nodes = new ArrayList<>();
    private final Deque<History.Attempt> again = new ArrayDeque<>();
    private int begun;
    private boolean calm;

    /** Whether the clocks of some machines differ by more than what no root has is kept, so that one takes for long ago what another one just did. */
    boolean clocksDiffer;

    /** A machine of the cluster, and what it does there. */
    interface Node {
        /** Returns the machine. */
        Machine machine();

        /** Returns whether it has done all it will do. */
        boolean isOver();

        /** Returns whether it may write. */
        boolean isWriter();
    }

    Cluster(World world) {
        this.world = world;
        this.random = world.random().split();
        this.settings = Settings.of(random);
        this.network = new Network(world);
        this.history = new History(world);
        this.secrets = new Secrets(world);
        this.sidelines = new Sidelines(world);
        this.viewer = new Viewer(world, history, secrets);
        world.note(settings.toString());
    }

    /** Lets all happen. */
    void run() {
        network.service()
                .createTable(CreateTableRequest.builder().tableName(TABLE).build());
        network.crown("/system", "writer");
        world.preempt(settings.preemption());
        network.faults(settings.faults());
        for (int i = 0; i < settings.readers(); i++) {
            add(new ReaderNode(this, world.machine("reader"), i + 1));
        }
        Evils evils = new Evils(this, random.split());
        while (begun < settings.works() || !again.isEmpty() || !evils.isOver()) {
            if (nodes.stream().noneMatch(node -> node.isWriter() && !node.isOver())) {
                if (nodes.size() == NODES_IN_BAD_WEATHER) {
                    network.faults(0);
                }
                addWriter();
            }
            pass(20 + random.nextInt(400));
            evils.next();
        }
        calm = true;
        network.faults(0);
        world.preempt(0);
        await("all come to an end", () -> nodes.stream().allMatch(Node::isOver));
        new Audit(this).run();
        new Leftovers(this).run();
    }

    void addWriter() {
        add(new WriterNode(this, world.machine("writer")));
    }

    private void add(Node node) {
        nodes.add(node);
        node.machine().start("main", (Runnable) node);
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Returns whether nothing bad happens any more, and all shall end. */
    boolean isCalm() {
        return calm;
    }

    /** Waits until something is so. */
    void await(String what, BooleanSupplier isSo) {
        long end = world.now() + QUIET_MILLIS_MAX * NANOS_PER_MILLI;
        while (!isSo.getAsBoolean()) {
            if (world.now() > end) {
                throw new IllegalStateException(
                        "for ten minutes nothing is wrong, and still it is not so that " + what);
            }
            pass(LOOK_MILLIS);
        }
    }

    static void pass(long millis) {
        LockSupport.parkNanos(millis * NANOS_PER_MILLI);
    }

    private EngineConfig config() {
        EngineConfig config = EngineConfig.defaults();
        return new EngineConfig(
                config.clock(),
                config.nanoClock(),
                config.databaseIds(),
                config.system()
                        .withLimit(Limit.LIVE_FACTS, settings.liveFacts())
                        .withTimeout(TIMEOUT));
    }

    /** Opens the storage in this thread's machine, to write or to read. */
    Storage storage(boolean readOnly) {
        DynamoDb dynamo = DynamoDb.of(network.client(World.machine(), settings.repeats()));
        return StorageAnomalies.call(
                () -> SmallItems.open(dynamo, TABLE, readOnly, settings.itemBytes(), !settings.repeats()));
    }

    /** Opens the system in this thread's machine, to write or to read. */
    Client open(boolean readOnly) {
        Storage storage = storage(readOnly);
        try {
            return readOnly ? ReadOnlyClient.open(storage, config()) : EmbeddedClient.open(storage, config());
        } catch (RuntimeException failure) {
            storage.close();
            throw failure;
        }
    }

    /** Does something with what fails now and then, until it succeeds or is not wanted any more. */
    <T> @Nullable T insist(String what, BooleanSupplier isWanted, java.util.function.Supplier<T> action) {
        while (isWanted.getAsBoolean()) {
            try {
                return action.get();
            } catch (Anomaly failure) {
                world.note(World.machine().name() + " cannot " + what
                        + (world.isTelling() ? ": " + failure.getMessage() : ""));
                pass(100 + random.nextInt(500));
            }
        }
        return null;
    }

    /** Returns a transaction that somebody may want next, or null when there have been enough. */
    History.@Nullable Attempt next(Connection connection) {
        History.Attempt repeated = again.poll();
        if (repeated != null) {
            return history.begin(repeated.work);
        }
        if (begun >= settings.works()) {
            return null;
        }
        begun++;
        Work.Kind kind = Work.Kind.values()[random.nextInt(settings.kinds())];
        long id = random.nextLong(ENTITIES);
        long expected = kind == Work.Kind.COMPARE_AND_SET ? value(connection, id) : UNASKED;
        return history.begin(new Work(history.nextNumber(), kind, id, expected));
    }

    /** Returns the value that an entity has; one that none has when it has none, or that cannot be read. */
    private long value(Connection connection, long id) {
        Long value = null;
        try {
            value = connection.db().q("[:find ?v . :in $ ?id :where [?e :p/id ?id] [?e :p/value ?v]]", id);
        } catch (Anomaly failure) {
            mayFail(Thread.currentThread().getName(), failure);
        }
        return value == null ? UNASKED : value;
    }

    /** Has a transaction done by somebody else, if that can be asked for again. */
    void again(History.Attempt attempt) {
        again.add(attempt);
    }

    /** Takes note of a failure of a look, which must be one that passes. */
    void mayFail(String who, Anomaly failure) {
        World.requireAlive();
        world.note(
                who + " fails to look: " + failure.category() + (world.isTelling() ? " " + failure.getMessage() : ""));
        if (failure instanceof Anomaly.Fault || failure instanceof Anomaly.Incorrect) {
            world.fail(who + " fails to look", failure);
        }
    }

    SplittableRandom random() {
        return random;
    }

    /** Runs a cluster in a world; what is wrong is noted there. */
    static final class Main implements Consumer<World> {
        /** Creates one. */
        Main() {}

        @Override
        public void accept(World world) {
            new Cluster(world).run();
        }
    }
}
