package io.stator.benchmarks;

import io.stator.Stator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The rates of transactions: Stator, Datomic Local and Datomic Peer in memory, Stator and Datomic Local on disk, in turn.
 *
 * <p>Arguments: rounds (5), seconds of each measurement on disk (3), directory with Peer's jars
 * (benchmarks/peer/target/lib; made by {@code mvn -q -f benchmarks/peer package}; Peer is left out when it is absent).
 */
final class TransactionRates {
    private static final int ROUNDS = 5;
    private static final int SECONDS = 3;
    private static final String PEER = "benchmarks/peer/target/lib";

    private final Map<String, Map<String, List<Double>>> rates = new LinkedHashMap<>();
    private final List<String> sides = new ArrayList<>(List.of("stator", "local"));

    private TransactionRates() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : SECONDS;
        Path jars = Path.of(arguments.length > 2 ? arguments[2] : PEER);
        DatomicPeer.Library peer = Files.isDirectory(jars) ? DatomicPeer.Library.in(jars) : null;
        TransactionRates comparison = new TransactionRates();
        for (int round = -1; round < rounds; round++) {
            comparison.inMemory(round, peer);
            comparison.durable(round, seconds);
            if (round < 0) {
                comparison.rates.clear();
            }
        }
        comparison.print();
        System.exit(0);
    }

    private void inMemory(int round, DatomicPeer.@Nullable Library peer) throws Exception {
        try (Contender stator = StatorContender.of(Stator.inMemory())) {
            inMemory("stator", stator);
        }
        try (Contender local = new LocalContender(new DatomicLocal(null, "memory" + round))) {
            inMemory("local", local);
        }
        if (peer != null) {
            if (!sides.contains("peer")) {
                sides.add("peer");
            }
            try (Contender other = new DatomicPeer(peer, "memory" + round)) {
                inMemory("peer", other);
            }
        }
    }

    private void inMemory(String side, Contender contender) throws InterruptedException, ExecutionException {
        Workload work = new Workload(contender);
        add("memory: 10-datom entity, waiting for each, tx/s", side, work.rate(i -> contender.transact(work.entity())));
        add("memory: 10-datom entity, tx/s", side, work.pipelined(work::entity));
        add("memory: one value replaced, by id, tx/s", side, work.pipelined(work::replacementById));
        add("memory: one value replaced, upsert, tx/s", side, work.pipelined(work::replacementByKey));
        add("memory: nine values replaced, upsert, tx/s", side, work.pipelined(work::replacementOfNine));
        add("memory: 10,000 entities of 9 datoms, datoms/s", side, work.large());
    }

    private void durable(int round, double seconds) throws IOException, InterruptedException {
        for (int values : new int[] {2, 10}) {
            try (Contender stator = StatorContender.of(Stator.open(Files.createTempDirectory("stator-bench")));
                    Contender local = new LocalContender(new DatomicLocal(
                            Files.createTempDirectory("datomic-bench").toString(), "disk" + values + round))) {
                Workload ours = new Workload(stator);
                Workload theirs = new Workload(local);
                for (int callers : new int[] {1, 32}) {
                    String row = "disk: " + values + "-datom entity, " + callers + " callers, tx/s";
                    add(row, "stator", ours.durable(callers, values, seconds));
                    add(row, "local", theirs.durable(callers, values, seconds));
                }
            }
        }
    }

    private void add(String row, String side, double rate) {
        rates.computeIfAbsent(row, key -> new LinkedHashMap<>())
                .computeIfAbsent(side, key -> new ArrayList<>())
                .add(rate);
    }

    private void print() {
        System.out.printf("%-50s", "");
        sides.forEach(side -> System.out.printf("%12s", side));
        System.out.printf("%12s%n", "ratios");
        rates.forEach((row, measured) -> {
            System.out.printf("%-50s", row);
            StringBuilder ratios = new StringBuilder();
            double ours = median(measured.getOrDefault("stator", List.of()));
            for (String side : sides) {
                double rate = median(measured.getOrDefault(side, List.of()));
                System.out.printf("%12.0f", rate);
                if (!side.equals("stator") && rate > 0) {
                    ratios.append("%12.1f".formatted(ours / rate));
                }
            }
            System.out.println(ratios);
        });
        compare("memory: one value replaced, by id, tx/s", "memory: one value replaced, upsert, tx/s");
        compare("memory: 10-datom entity, tx/s", "memory: nine values replaced, upsert, tx/s");
        compare("disk: 2-datom entity, 32 callers, tx/s", "disk: 2-datom entity, 1 callers, tx/s");
        compare("disk: 10-datom entity, 32 callers, tx/s", "disk: 10-datom entity, 1 callers, tx/s");
    }

    private void compare(String left, String right) {
        double leftRate = median(rates.getOrDefault(left, Map.of()).getOrDefault("stator", List.of()));
        double rightRate = median(rates.getOrDefault(right, Map.of()).getOrDefault("stator", List.of()));
        System.out.printf("stator: %.2f times as many of [%s] as of [%s]%n", leftRate / rightRate, left, right);
    }

    private static double median(List<Double> values) {
        return values.isEmpty()
                ? 0
                : Measure.median(
                        values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
