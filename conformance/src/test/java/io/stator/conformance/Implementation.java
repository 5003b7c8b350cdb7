package io.stator.conformance;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.storage.dynamodb.DynamoDbProvider;
import io.stator.storage.dynamodb.DynamoDbStorage;
import io.stator.storage.jdbc.PostgresCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A way to open a {@link Client} that all cases are run against.
 *
 * @param name the name shown in test reports
 * @param share of so many scenarios one is run; 1 runs all
 * @param isMergedByChance whether all facts of a database are put into segments after some of its transactions
 * @param open opens a new, empty system
 */
record Implementation(String name, int share, boolean isMergedByChance, Supplier<Client> open) {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);

    /** The functions that cases call, in {@code my/fns.clj}. */
    static final Functions FUNCTIONS = Functions.none().allowClojure("my.fns", "un.known");

    /** Facts are put into small segments all the time. */
    private static final SystemConfig IN_SEGMENTS =
            SystemConfig.standard().withFunctions(FUNCTIONS).withLimit(Limit.LIVE_FACTS, 40);

    /** Facts are put into small segments without being sorted before, unless somebody reads them. */
    private static final SystemConfig UNSORTED =
            IN_SEGMENTS.withLimit(Limit.UNSORTED_FACTS, Limit.UNSORTED_FACTS.max());

    /** The name of the one whose storage is looked at. */
    static final String IN_MEMORY_AND_SEGMENTS = "embedded in memory, in segments by chance, seed " + SEED;

    /** Of so many scenarios one is run where each takes a journey to a server for every step; all with {@code -Dstator.conformance.share=1}. */
    private static final int SHARE = Integer.getInteger("stator.conformance.share", 12);

    /** Where the tables of DynamoDB are, for a test class that registers it. */
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private static final String TABLE = "conformance";

    /** Creates one that is run with all scenarios. */
    Implementation(String name, Supplier<Client> open) {
        this(name, 1, false, open);
    }

    /** Puts all facts of a database into segments, or makes these of its log, or does nothing of that, as chance has it at this t. */
    void merge(Client client, Connection connection) {
        Database db = connection.db();
        Random random = new Random(SEED + 31 * db.t() + db.stats().datoms());
        if (!isMergedByChance || random.nextInt(3) > 0) {
            return;
        }
        connection.syncExcise(db.t());
        CompactOptions options = CompactOptions.standard().unread();
        Compaction done = client.compact(connection.name(), random.nextInt(3) > 0 ? options : options.fromLog());
        if (done.t() < db.t()) {
            throw new AssertionError("not all was put into segments: " + done);
        }
    }

    /** Returns whether a scenario is one of those that are run. */
    boolean runs(String scenario) {
        return Math.floorMod(scenario.hashCode(), share) == 0;
    }

    /** Returns all implementations there can be on this machine; those that need files put them into the directory. */
    static List<Implementation> all(Path directory) {
        List<Implementation> all = new ArrayList<>(List.of(
                new Implementation("embedded in memory", () -> Stator.inMemory(FUNCTIONS)),
                new Implementation(
                        "embedded in an SQLite file",
                        () -> Stator.open(directory.resolve("conformance.db"), FUNCTIONS)),
                new Implementation(IN_MEMORY_AND_SEGMENTS, 1, true, () -> Stator.inMemory(IN_SEGMENTS)),
                new Implementation(
                        "embedded in an SQLite file, in segments, unsorted",
                        () -> Stator.open(directory.resolve("segments.db"), UNSORTED))));
        if (PostgresCluster.isInstalled()) {
            all.add(new Implementation(
                    "embedded in PostgreSQL, in segments",
                    () -> Stator.open(PostgresCluster.shared().newPlace(), IN_SEGMENTS)));
        }
        all.add(new Implementation("embedded in DynamoDB, in segments", SHARE, false, () -> {
            DynamoDb dynamo = LOCAL.dynamoDb();
            DynamoDbStorage.create(dynamo, TABLE);
            return DynamoDbProvider.open(dynamo, TABLE, IN_SEGMENTS);
        }));
        return all;
    }
}
