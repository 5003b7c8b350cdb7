package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.TxData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Durable transactions of one entity with two values: Stator and Datomic Local on disk with one caller and with 16,
 * beside a bare append of 300 bytes with fdatasync, in turn.
 *
 * <p>Arguments: rounds (5), seconds of each measurement (3).
 */
final class TransactionComparison {
    private static final String SCHEMA =
            "[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}"
                    + " {:db/ident :p/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]";
    private static final int CALLERS = 16;
    private static final int APPEND_BYTES = 300;

    private TransactionComparison() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 3;
        double[][] rates = new double[5][rounds];
        Path file = Files.createTempFile("append", ".bin");
        DatomicLocal datomic =
                new DatomicLocal(Files.createTempDirectory("datomic-bench").toString(), "tx");
        datomic.transact(DatomicLocal.read(SCHEMA));
        try (Client client = Stator.open(Files.createTempDirectory("stator-bench"));
                FileChannel append = FileChannel.open(file, StandardOpenOption.WRITE)) {
            client.createDatabase("bench");
            Connection connection = client.connect("bench");
            connection.transact(SCHEMA);
            for (int round = -1; round < rounds; round++) {
                double[] now = {
                    Measure.concurrent(1, seconds, number -> append(append)),
                    Measure.concurrent(1, seconds, number -> transact(connection, number)),
                    Measure.concurrent(1, seconds, number -> transact(datomic, number)),
                    Measure.concurrent(CALLERS, seconds, number -> transact(connection, number)),
                    Measure.concurrent(CALLERS, seconds, number -> transact(datomic, number))
                };
                for (int i = 0; round >= 0 && i < now.length; i++) {
                    rates[i][round] = now[i];
                }
            }
        } finally {
            Files.delete(file);
        }
        String[] names = {"bare append + fdatasync", "stator, 1", "datomic local, 1", "stator, 16", "datomic local, 16"
        };
        for (int i = 0; i < names.length; i++) {
            System.out.printf("%-24s %8.0f /s%n", names[i], Measure.median(rates[i]));
        }
        System.out.printf(
                "one caller: %.2f times a bare append; 16 callers: %.1f times datomic local%n",
                Measure.median(rates[0]) / Measure.median(rates[1]),
                Measure.median(rates[3]) / Measure.median(rates[4]));
    }

    private static void append(FileChannel channel) {
        try {
            channel.write(ByteBuffer.allocate(APPEND_BYTES));
            channel.force(false);
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    private static void transact(Connection connection, long number) {
        connection.transact(TxData.of(Map.<String, Object>of(":p/name", "name" + number, ":p/number", number)));
    }

    private static void transact(DatomicLocal datomic, long number) {
        datomic.transact(DatomicLocal.read("[{:p/name \"name" + number + "\" :p/number " + number + "}]"));
    }
}
