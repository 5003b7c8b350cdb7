package io.stator.benchmarks;

import io.stator.Stator;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;

/**
 * One side of {@link TransactionRates}, in a process of its own: for each line it reads it measures one round, and prints
 * its rates and an empty line.
 */
final class TransactionRatesOf {
    private static final int CALLERS = 32;

    private final String side;
    private final double seconds;
    private final PrintStream out;
    private final IntFunction<Contender> inMemory;

    private TransactionRatesOf(String side, double seconds, Path jars, PrintStream out) throws Exception {
        DatomicPeer.Library peer = side.equals("peer") ? DatomicPeer.Library.in(jars) : null;
        this.side = side;
        this.seconds = seconds;
        this.out = out;
        this.inMemory = round -> peer != null
                ? new DatomicPeer(peer, "memory" + round)
                : side.equals("local")
                        ? new LocalContender(new DatomicLocal(null, "memory" + round))
                        : StatorContender.of(Stator.inMemory());
    }

    /** Measures a round for each line; arguments: the side, seconds on disk, directory with Peer's jars. */
    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        System.setOut(System.err); // what others print must not look like a rate
        TransactionRatesOf one =
                new TransactionRatesOf(arguments[0], Double.parseDouble(arguments[1]), Path.of(arguments[2]), out);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int round = 0;
        while (in.readLine() != null) {
            one.inMemory(round);
            one.durable(round);
            round++;
            out.println();
            out.flush();
        }
        System.exit(0);
    }

    private void inMemory(int round) throws InterruptedException, ExecutionException {
        try (Contender contender = inMemory.apply(round)) {
            Workload work = new Workload(contender);
            print("memory: 10-datom entity, waiting for each, tx/s", work.rate(i -> contender.transact(work.entity())));
            print(
                    "memory: 10-datom entity, " + CALLERS + " callers, tx/s",
                    work.concurrent(CALLERS, Workload.ATTRIBUTES, seconds));
            print("memory: 10-datom entity, tx/s", work.pipelined(work::entity));
            print("memory: one value replaced, by id, tx/s", work.pipelined(work::replacementById));
            print("memory: one value replaced, upsert, tx/s", work.pipelined(work::replacementByKey));
            print("memory: nine values replaced, upsert, tx/s", work.pipelined(work::replacementOfNine));
            print("memory: 10,000 entities of 9 datoms, datoms/s", work.large());
        }
    }

    private void durable(int round) throws IOException, InterruptedException {
        if (side.equals("peer")) {
            return;
        }
        for (int values : new int[] {2, 10}) {
            try (Contender contender = onDisk("disk" + values + round)) {
                Workload work = new Workload(contender);
                for (int callers : new int[] {1, CALLERS}) {
                    print(
                            "disk: " + values + "-datom entity, " + callers + " callers, tx/s",
                            work.concurrent(callers, values, seconds));
                }
            }
        }
    }

    private Contender onDisk(String name) throws IOException {
        Path directory = Files.createTempDirectory(side + "-bench");
        return side.equals("local")
                ? new LocalContender(new DatomicLocal(directory.toString(), name))
                : StatorContender.of(Stator.open(directory));
    }

    private void print(String row, double rate) {
        out.printf(Locale.ROOT, "%s\t%f%n", row, rate);
    }
}
