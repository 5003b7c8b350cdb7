package io.stator.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rates of transactions: Stator, Datomic Local and Datomic Peer in memory, Stator and Datomic Local on disk. Each has a
 * process of its own, so that nobody's garbage and threads are in the way of another one, and they take turns.
 *
 * <p>Arguments: rounds (5), seconds of each measurement on disk (3), directory with Peer's jars
 * (benchmarks/peer/target/lib; made by {@code mvn -q -f benchmarks/peer package}; Peer is left out when it is absent).
 */
final class TransactionRates {
    private static final int ROUNDS = 5;
    private static final String SECONDS = "3";
    private static final String PEER = "benchmarks/peer/target/lib";
    private static final String HEAP = "-Xmx4g";

    private record Side(String name, Process process, BufferedReader answers) {}

    private final Map<String, Map<String, List<Double>>> rates = new LinkedHashMap<>();
    private final List<String> sides = new ArrayList<>(List.of("stator", "local"));

    private TransactionRates() {}

    /** Runs the comparison. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
        String seconds = arguments.length > 1 ? arguments[1] : SECONDS;
        String jars = arguments.length > 2 ? arguments[2] : PEER;
        TransactionRates comparison = new TransactionRates();
        if (Files.isDirectory(Path.of(jars))) {
            comparison.sides.add("peer");
        }
        List<Side> processes = new ArrayList<>();
        try {
            for (String side : comparison.sides) {
                Process process = start(side, seconds, jars);
                processes.add(new Side(side, process, process.inputReader(StandardCharsets.UTF_8)));
            }
            comparison.run(rounds, processes);
        } finally {
            processes.forEach(side -> side.process.destroy());
        }
        comparison.print();
    }

    private static Process start(String side, String seconds, String jars) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        TransactionRatesOf.class.getName(),
                        side,
                        seconds,
                        jars)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void run(int rounds, List<Side> processes) throws IOException {
        for (int round = -1; round < rounds; round++) {
            for (Side side : processes) {
                side.process.getOutputStream().write('\n');
                side.process.getOutputStream().flush();
                read(side, round >= 0);
            }
        }
    }

    /** Reads the rates of a round; those of the first one, in a cold process, do not count. */
    private void read(Side side, boolean counts) throws IOException {
        String line = side.answers.readLine();
        while (line != null && !line.isEmpty()) {
            int tab = line.indexOf('\t');
            if (counts) {
                add(line.substring(0, tab), side.name, Double.parseDouble(line.substring(tab + 1)));
            }
            line = side.answers.readLine();
        }
        if (line == null) {
            throw new IOException("process of " + side.name + " ended before its time");
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
