package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.segment.LongColumn;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What segments take and how fast they are: bytes a fact, stored and decoded, in each of the four orders, and the rates of encoding, decoding
 * and scanning, in the time of one core; over the MusicBrainz data and over facts by chance.
 *
 * <p>Arguments: rounds (5), facts by chance (1,000,000).
 */
final class SegmentSizes {
    private static final SegmentId ID = new SegmentId("bench", "one");
    private static final int ATTRIBUTES = 10;
    private static final int SCAN_REPEATS = 50;

    private SegmentSizes() {}

    /** Runs the measurements. */
    public static void main(String[] arguments) throws IOException {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int many = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000_000;
        try (Client client = Stator.inMemory()) {
            client.createDatabase("bench");
            new Mbrainz().importInto(client.connect("bench"), 1000);
            Database db = client.connect("bench").db();
            Map<Index, Fact[]> facts = new EnumMap<>(Index.class);
            Fact[] all = facts(db, Index.EAVT);
            facts.put(Index.EAVT, all);
            facts.put(Index.AEVT, facts(db, Index.AEVT));
            facts.put(Index.AVET, sorted(Index.AVET, all));
            facts.put(Index.VAET, facts(db, Index.VAET));
            report("MusicBrainz", facts, rounds);
        }
        report("facts by chance", byChance(many), rounds);
    }

    private static Fact[] facts(Database db, Index index) {
        List<Datom> datoms = db.datoms(index).limit(Results.NO_LIMIT).list();
        return datoms.stream().map(Fact.class::cast).toArray(Fact[]::new);
    }

    private static Fact[] sorted(Index index, Fact[] facts) {
        Fact[] sorted = facts.clone();
        Arrays.parallelSort(sorted, (left, right) -> IndexOrder.compare(index, left, right));
        return sorted;
    }

    /** Returns entities of ten values each: texts, numbers, floating point numbers, instants and references. */
    private static Map<Index, Fact[]> byChance(int many) {
        Random random = new Random(7);
        Fact[] all = new Fact[many];
        for (int i = 0; i < many; i++) {
            long e = 17_592_186_044_416L + i / ATTRIBUTES;
            int a = i % ATTRIBUTES;
            Object value = switch (a % 5) {
                case 0 -> "value " + random.nextInt(1_000_000);
                case 1 -> (Object) (long) random.nextInt(1_000_000);
                case 2 -> random.nextDouble();
                case 3 -> Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt());
                default -> 17_592_186_044_416L + random.nextInt(many / ATTRIBUTES);
            };
            all[i] = Fact.of(e, 100 + a, value, 1_000 + i / 1_000, true);
        }
        Set<Integer> references = Set.of(104, 109);
        Map<Index, Fact[]> facts = new EnumMap<>(Index.class);
        for (Index index : Index.values()) {
            Fact[] some = index == Index.VAET
                    ? Arrays.stream(all)
                            .filter(fact -> references.contains(fact.a))
                            .toArray(Fact[]::new)
                    : all;
            facts.put(index, sorted(index, some));
        }
        return facts;
    }

    private static Fact[] of(Map<Index, Fact[]> facts, Index index) {
        return Objects.requireNonNull(facts.get(index));
    }

    private static void report(String name, Map<Index, Fact[]> facts, int rounds) {
        System.out.printf(
                "%s: %,d datoms%n%-6s %12s %10s %12s %12s %14s %14s %14s%n",
                name,
                of(facts, Index.EAVT).length,
                "index",
                "facts",
                "segments",
                "stored B/f",
                "decoded B/f",
                "encode M f/s",
                "decode M f/s",
                "to facts M/s");
        double stored = 0;
        double decoded = 0;
        for (Index index : Index.values()) {
            Totals totals = measure(index, of(facts, index), rounds);
            stored += totals.stored();
            decoded += totals.decoded();
        }
        int datoms = of(facts, Index.EAVT).length;
        System.out.printf("four orders: %.1f stored, %.1f decoded bytes a datom%n", stored / datoms, decoded / datoms);
    }

    /** Returns the time this thread was computing, so that others on the machine do not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double rate(long count, long start) {
        return count / ((cpuNanos() - start) / 1e9);
    }

    private record Totals(double stored, double decoded) {}

    private static Totals measure(Index index, Fact[] facts, int rounds) {
        double[] encoding = new double[rounds];
        double[] decoding = new double[rounds];
        double[] making = new double[rounds];
        List<byte[]> blocks = new ArrayList<>();
        List<Segment> segments = new ArrayList<>();
        for (int round = -2; round < rounds; round++) {
            long start = cpuNanos();
            blocks = encoded(index, facts);
            int slot = Math.max(round, 0);
            encoding[slot] = rate(facts.length, start) / 1e6;
            start = cpuNanos();
            segments = blocks.stream()
                    .map(block -> Segment.decode(ID, index, block))
                    .collect(Collectors.toList());
            decoding[slot] = rate(facts.length, start) / 1e6;
            Fact[] into = new Fact[Segment.FACTS_TARGET];
            start = cpuNanos();
            for (Segment segment : segments) {
                segment.facts(0, segment.size(), into, 0);
            }
            making[slot] = rate(facts.length, start) / 1e6;
        }
        double stored = blocks.stream().mapToLong(block -> block.length).sum();
        double decoded = segments.stream().mapToLong(Segment::weight).sum();
        System.out.printf(
                "%-6s %,12d %,10d %12.2f %12.2f %14.1f %14.1f %14.1f%n",
                index,
                facts.length,
                blocks.size(),
                stored / facts.length,
                decoded / facts.length,
                Measure.median(encoding),
                Measure.median(decoding),
                Measure.median(making));
        scan(index, segments, facts.length);
        return new Totals(stored, decoded);
    }

    private static List<byte[]> encoded(Index index, Fact[] facts) {
        List<byte[]> blocks = new ArrayList<>();
        for (int from = 0; from < facts.length; ) {
            int to = Segment.end(facts, from, facts.length);
            blocks.add(Segment.encode(ID, index, facts, from, to));
            from = to;
        }
        return blocks;
    }

    /** Sums the entities of all facts, after copying them as a query does. */
    private static void scan(Index index, List<Segment> segments, long facts) {
        long[] into = new long[Segment.FACTS_MAX];
        long sum = 0;
        double best = 0;
        for (int repeat = 0; repeat < SCAN_REPEATS; repeat++) {
            long start = cpuNanos();
            for (Segment segment : segments) {
                LongColumn entities = segment.entities();
                entities.copy(0, segment.size(), into, 0);
                for (int i = 0; i < segment.size(); i++) {
                    sum += into[i];
                }
            }
            best = Math.max(best, rate(facts, start) / 1e6);
        }
        System.out.printf("       entities copied and summed at %.0f M facts/s (%d)%n", best, sum & 1);
    }
}
