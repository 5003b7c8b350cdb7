package io.stator.conformance;

import io.stator.Client;
import io.stator.Functions;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.storage.jdbc.PostgresCluster;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A way to open a {@link Client} that all cases are run against.
 *
 * @param name the name shown in test reports
 * @param open opens a new, empty system
 */
record Implementation(String name, Supplier<Client> open) {
    /** The functions that cases call, in {@code my/fns.clj}. */
    static final Functions FUNCTIONS = Functions.none().allowClojure("my.fns", "un.known");

    /** Facts are put into small segments all the time. */
    private static final SystemConfig IN_SEGMENTS =
            SystemConfig.standard().withFunctions(FUNCTIONS).withLimit(Limit.LIVE_FACTS, 40);

    /** Returns all implementations there can be on this machine; those that need files put them into the directory. */
    static List<Implementation> all(Path directory) {
        List<Implementation> all = new ArrayList<>(List.of(
                new Implementation("embedded in memory", () -> Stator.inMemory(FUNCTIONS)),
                new Implementation(
                        "embedded in an SQLite file",
                        () -> Stator.open(directory.resolve("conformance.db"), FUNCTIONS)),
                new Implementation("embedded in memory, in segments", () -> Stator.inMemory(IN_SEGMENTS)),
                new Implementation(
                        "embedded in an SQLite file, in segments",
                        () -> Stator.open(directory.resolve("segments.db"), IN_SEGMENTS))));
        if (PostgresCluster.isInstalled()) {
            all.add(new Implementation(
                    "embedded in PostgreSQL, in segments",
                    () -> Stator.open(PostgresCluster.shared().newPlace(), IN_SEGMENTS)));
        }
        return all;
    }
}
