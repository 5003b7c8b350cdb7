package io.stator.benchmarks;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Imports the MusicBrainz files into Stator on disk, as ever and in bulk, Datomic Local on disk and Datomic Local in memory, with the same
 * transactions of 100 entities, in turn; then measures memory, room on disk, and opening again. Stator's times are once until all is durable, and once
 * until all indexes are in segments, too.
 *
 * <p>Stator's time includes reading the files, Datomic's does not. Arguments: rounds (3).
 */
final class ImportComparison {
    private static final int BATCH = 100;

    /** As the command does with {@code import --bulk} on a heap of some gigabytes. */
    private static final SystemConfig BULK = SystemConfig.standard()
            .withLimit(Limit.LIVE_FACTS, 1 << 24)
            .withLimit(Limit.UNSORTED_FACTS, Limit.UNSORTED_FACTS.max());

    private ImportComparison() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        Mbrainz data = new Mbrainz();
        List<Object> batches = data.clojureBatches(BATCH);
        double[] stator = new double[rounds];
        double[] merged = new double[rounds];
        double[] bulk = new double[rounds];
        double[] disk = new double[rounds];
        double[] memory = new double[rounds];
        Path last = Path.of("");
        for (int round = 0; round < rounds; round++) {
            last = Files.createTempDirectory("stator-bench");
            double[] both = stator(data, last, SystemConfig.standard());
            stator[round] = both[0];
            merged[round] = both[1];
            bulk[round] = stator(data, Files.createTempDirectory("stator-bulk"), BULK)[1];
            Path datomic = Files.createTempDirectory("datomic-bench");
            disk[round] = datomic(batches, datomic.toString(), "disk" + round);
            memory[round] = datomic(batches, null, "memory" + round);
            System.out.printf(
                    "round %d: stator %.0f, merged %.0f, bulk and merged %.0f, datomic disk %.0f, datomic memory %.0f datoms/s;"
                            + " ratios to disk %.2f, %.2f, %.2f, to memory %.2f%n",
                    round,
                    stator[round],
                    merged[round],
                    bulk[round],
                    disk[round],
                    memory[round],
                    stator[round] / disk[round],
                    merged[round] / disk[round],
                    bulk[round] / disk[round],
                    stator[round] / memory[round]);
        }
        batches.clear();
        System.out.printf(
                "median: stator %.0f, merged %.0f, bulk and merged %.0f, datomic disk %.0f, datomic memory %.0f datoms/s%n",
                Measure.median(stator),
                Measure.median(merged),
                Measure.median(bulk),
                Measure.median(disk),
                Measure.median(memory));
        reopen(last);
    }

    /** Returns the rate until all is durable, and until all is in segments. */
    private static double[] stator(Mbrainz data, Path directory, SystemConfig config) throws IOException {
        try (Client client = Stator.open(directory, config)) {
            client.createDatabase("bench");
            long start = System.nanoTime();
            long datoms = data.importInto(client.connect("bench"), BATCH);
            double durable = Measure.rate(datoms, start);
            client.compact("bench", CompactOptions.standard());
            return new double[] {durable, Measure.rate(datoms, start)};
        }
    }

    private static double datomic(List<Object> batches, @Nullable String storage, String system) {
        DatomicLocal datomic = new DatomicLocal(storage, system);
        long start = System.nanoTime();
        long datoms = 0;
        for (Object batch : batches) {
            datoms += datomic.transact(batch);
        }
        return Measure.rate(datoms, start);
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static void reopen(Path directory) throws IOException {
        long before = Measure.usedBytes();
        long start = System.nanoTime();
        try (Client client = Stator.open(directory)) {
            long datoms = client.connect("bench").db().stats().datoms();
            double seconds = (System.nanoTime() - start) / 1e9;
            long bytes = Measure.usedBytes() - before;
            System.out.printf(
                    "open again: %d datoms in %.2f s; %.1f bytes a datom in memory, %.1f in files%n",
                    datoms, seconds, bytes / (double) datoms, size(directory) / (double) datoms);
        }
    }
}
