package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Database;
import io.stator.Index;
import io.stator.Stator;
import io.stator.StorageStats;
import io.stator.SystemConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;

/**
 * How long it takes, and how many requests, until a process that opens the database of {@link LargeDatabase} in a table of DynamoDB has its
 * first answer: without a cache on disk, with an empty one, and with one that an earlier opening filled, to read and to write.
 *
 * <p>Arguments: the location, rounds (5). The first round is that of a cold virtual machine.
 */
final class FarOpening {
    private static final double NANOS = 1e9;

    private final String location;
    private final Path cache;

    private FarOpening(String location, Path cache) {
        this.location = location;
        this.cache = cache;
    }

    /** Runs the measurement. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        FarOpening opening = new FarOpening(arguments[0], Files.createTempDirectory("far-opening"));
        SystemConfig none = SystemConfig.standard();
        for (int round = 0; round < rounds; round++) {
            SystemConfig empty = none.withCache(opening.cache.resolve("empty-" + round));
            SystemConfig warm = none.withCache(opening.cache.resolve("warm"));
            opening.open("to read, without a cache", round, none, true);
            opening.open("to read, cache empty", round, empty, true);
            opening.open("to read, cache " + (round == 0 ? "empty" : "warm"), round, warm, true);
            opening.open("to read, cache warm", round, warm, true);
            opening.open("to write, without a cache", round, none, false);
            opening.open("to write, cache warm", round, warm, false);
        }
    }

    private void open(String how, int round, SystemConfig config, boolean reading) {
        long start = System.nanoTime();
        long processStart = LargeDatabase.processNanos();
        try (Client client = reading ? Stator.openReadOnly(location, config) : Stator.open(location, config)) {
            long opened = System.nanoTime();
            Database db = client.connect(LargeDatabase.DATABASE).db();
            long connected = System.nanoTime();
            int found = db.datoms(Index.AVET, ":order/number", 17L).list().size();
            long end = System.nanoTime();
            long process = LargeDatabase.processNanos() - processStart;
            StorageStats stats = client.storageStats();
            long requests = stats.calls().values().stream()
                    .mapToLong(StorageStats.Calls::answered)
                    .sum();
            StringBuilder kinds = new StringBuilder();
            new TreeMap<>(stats.calls()).forEach((kind, calls) -> {
                if (calls.answered() > 0) {
                    kinds.append(' ').append(kind).append(' ').append(calls.answered());
                }
            });
            System.out.println(String.format(
                    Locale.ROOT,
                    "round %d, %-26s %.3f s (opened %.3f, connected %.3f, answered %.3f; %.3f of the process), %d requests:%s; %d fact, %s",
                    round,
                    how,
                    (end - start) / NANOS,
                    (opened - start) / NANOS,
                    (connected - opened) / NANOS,
                    (end - connected) / NANOS,
                    process / NANOS,
                    requests,
                    kinds,
                    found,
                    client.indexing()));
        }
    }
}
