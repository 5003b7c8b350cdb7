package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Database;
import io.stator.Pull;
import io.stator.Query;
import io.stator.Stator;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * A pull and a query of one entity, through a server over TLS and embedded, in turns: the time of a call at one client, the rate at many, and the processor time
 * of a request at either end.
 *
 * <p>Arguments: seconds of each measurement (3), connections (8), options of the server's virtual machine.
 */
final class ServedCalls {
    private static final int ENTITIES = 100_000;
    private static final int ROUNDS = 5;
    private static final Keyword ID = Keyword.of("item", "id");
    private static final Object PATTERN_FORM = Objects.requireNonNull(Edn.read(ServedDatabase.PATTERN));
    private static final Object QUERY_FORM = Objects.requireNonNull(Edn.read(ServedDatabase.QUERY));

    private final double seconds;
    private final int connections;
    private final Pull pattern = Pull.parse(ServedDatabase.PATTERN);
    private final Query query = Query.parse(ServedDatabase.QUERY);
    private long blackHole;

    /** One call. */
    private interface Call {
        Object run(long number) throws Exception;
    }

    private ServedCalls(double seconds, int connections) {
        this.seconds = seconds;
        this.connections = connections;
    }

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 3;
        int connections = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 8;
        String[] options =
                arguments.length > 2 ? Arrays.copyOfRange(arguments, 2, arguments.length) : new String[] {"-Xmx1g"};
        ServedCalls calls = new ServedCalls(seconds, connections);
        try (ServerProcess server = ServerProcess.start(ServerProcess.Plan.inMemory(ENTITIES, options));
                Client client = Stator.inMemory()) {
            Database database = ServedDatabase.fill(client, ENTITIES).db();
            calls.oneClient(server, database);
            calls.many(server);
        }
    }

    private WireRequest pull(WireDatabase wire, long number) {
        return WireRequest.of(Operation.PULL, wire)
                .with(WireKeys.SELECTOR, PATTERN_FORM)
                .with(WireKeys.EID, List.of(ID, number % ENTITIES));
    }

    private WireRequest query(WireDatabase wire, long number) {
        return WireRequest.of(Operation.Q, wire)
                .with(WireKeys.QUERY, QUERY_FORM)
                .with(WireKeys.ARGS, List.of(wire.toMap(), number % ENTITIES));
    }

    private void oneClient(ServerProcess server, Database database) throws Exception {
        try (WireLoad load = WireLoad.to(server)) {
            WireDatabase wire = load.database(ServedDatabase.NAME);
            System.out.printf("%-8s %14s %14s %14s%n", "call", "embedded µs", "served µs", "more µs");
            compare(
                    "pull",
                    number -> database.pull(pattern, List.of(ID, number % ENTITIES)),
                    number -> load.ask(pull(wire, number)).map());
            compare(
                    "query",
                    number -> database.query(query, number % ENTITIES).list(),
                    number -> load.ask(query(wire, number)).map());
        }
    }

    private void compare(String name, Call embedded, Call served) throws Exception {
        double[] ours = new double[ROUNDS];
        double[] wire = new double[ROUNDS];
        for (int round = -ROUNDS; round < ROUNDS; round++) {
            double one = micros(embedded);
            double other = micros(served);
            if (round >= 0) {
                ours[round] = one;
                wire[round] = other;
            }
        }
        System.out.printf(
                "%-8s %14.1f %14.1f %14.1f%n",
                name, Measure.median(ours), Measure.median(wire), Measure.median(wire) - Measure.median(ours));
    }

    /** Returns the median time of a call. */
    private double micros(Call call) throws Exception {
        double[] times = new double[500];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            blackHole += call.run(i * 7919L).hashCode();
            times[i] = (System.nanoTime() - start) / 1e3;
        }
        return Measure.median(times);
    }

    private void many(ServerProcess server) throws Exception {
        System.out.printf(
                "%-8s %14s %14s %14s %14s%n", "call", "requests/s", "server cpu µs", "client cpu µs", "of a core");
        for (int round = 0; round < 2; round++) {
            rate(server, "pull", round);
            rate(server, "query", round);
        }
    }

    private void rate(ServerProcess server, String name, int round) throws Exception {
        LongAdder count = new LongAdder();
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        Thread[] threads = new Thread[connections];
        double serverCpu = server.cpuSeconds();
        double ownCpu = ServerProcess.ownCpuSeconds();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        for (int i = 0; i < threads.length; i++) {
            int first = i;
            threads[i] = new Thread(() -> {
                try (WireLoad load = WireLoad.to(server)) {
                    WireDatabase wire = load.database(ServedDatabase.NAME);
                    for (long number = first; System.nanoTime() < end; number += 7919) {
                        load.ask(name.equals("pull") ? pull(wire, number) : query(wire, number))
                                .map();
                        count.increment();
                    }
                } catch (Exception failure) {
                    failures.add(failure);
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw failures.remove();
        }
        double rate = Measure.rate(count.sum(), start);
        double serverMicros = (server.cpuSeconds() - serverCpu) * 1e6 / count.sum();
        double ownMicros = (ServerProcess.ownCpuSeconds() - ownCpu) * 1e6 / count.sum();
        if (round > 0) {
            System.out.printf(
                    "%-8s %14.0f %14.1f %14.1f %14.2f%n",
                    name, rate, serverMicros, ownMicros, rate * (serverMicros + ownMicros) / 1e6);
        }
    }
}
