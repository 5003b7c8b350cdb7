package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Stator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Imports the MusicBrainz files into Stator on disk, Datomic Local on disk and Datomic Local in memory, with the same
 * transactions of 100 entities, in turn; then measures memory and opening again.
 *
 * <p>Stator's time includes reading the files, Datomic's does not. Arguments: rounds (3).
 */
final class ImportComparison {
    private static final int BATCH = 100;

    private ImportComparison() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        Mbrainz data = new Mbrainz();
        List<Object> batches = data.clojureBatches(BATCH);
        double[] stator = new double[rounds];
        double[] disk = new double[rounds];
        double[] memory = new double[rounds];
        Path last = Path.of("");
        for (int round = 0; round < rounds; round++) {
            last = Files.createTempDirectory("stator-bench");
            stator[round] = stator(data, last);
            Path datomic = Files.createTempDirectory("datomic-bench");
            disk[round] = datomic(batches, datomic.toString(), "disk" + round);
            memory[round] = datomic(batches, null, "memory" + round);
            System.out.printf(
                    "round %d: stator %.0f, datomic disk %.0f, datomic memory %.0f datoms/s; ratios %.2f and %.2f%n",
                    round,
                    stator[round],
                    disk[round],
                    memory[round],
                    stator[round] / disk[round],
                    stator[round] / memory[round]);
        }
        batches.clear();
        System.out.printf(
                "median: stator %.0f, datomic disk %.0f, datomic memory %.0f datoms/s%n",
                Measure.median(stator), Measure.median(disk), Measure.median(memory));
        reopen(last);
    }

    private static double stator(Mbrainz data, Path directory) throws IOException {
        try (Client client = Stator.open(directory)) {
            client.createDatabase("bench");
            long start = System.nanoTime();
            long datoms = data.importInto(client.connect("bench"), BATCH);
            return Measure.rate(datoms, start);
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

    private static void reopen(Path directory) {
        long before = Measure.usedBytes();
        long start = System.nanoTime();
        try (Client client = Stator.open(directory)) {
            long datoms = client.connect("bench").db().stats().datoms();
            double seconds = (System.nanoTime() - start) / 1e9;
            long bytes = Measure.usedBytes() - before;
            System.out.printf(
                    "open again: %d datoms in %.2f s; live index with values %.1f bytes a datom%n",
                    datoms, seconds, bytes / (double) datoms);
        }
    }
}
