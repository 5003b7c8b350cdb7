package io.stator.benchmarks;

import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Credentials;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A pull and a query of one entity, embedded, through a server over TLS with the remote client, and with the least that speaks the protocol over a socket, in turns: the
 * time of a call at one caller. Then the rate of the latter at many connections, and the processor time of a request at either end.
 *
 * <p>Arguments: seconds of each measurement (3), connections (8), options of the server's virtual machine.
 */
final class ServedCalls {
    private static final int ENTITIES = 100_000;
    private static final int ROUNDS = 5;
    private static final int WARM_UP = 20;
    private static final long STRIDE = 7_919;
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
        ClientConfig config = ClientConfig.of(server.uri())
                .withCredentials(Credentials.of(ServerProgram.KEY, ServerProgram.SECRET))
                .withTrustedCertificates(server.certificate());
        try (WireLoad load = WireLoad.to(server);
                Client remote = Stator.connect(config)) {
            WireDatabase wire = load.database(ServedDatabase.NAME);
            Database there = remote.connect(ServedDatabase.NAME).db();
            System.out.printf(
                    "%-8s %12s %12s %12s %12s %12s%n", "µs", "embedded", "remote", "more", "bare socket", "more");
            compare(
                    "pull",
                    number -> database.pull(pattern, List.of(ID, number % ENTITIES)),
                    number -> there.pull(pattern, List.of(ID, number % ENTITIES)),
                    number -> load.ask(pull(wire, number)).map());
            compare(
                    "query",
                    number -> database.query(query, number % ENTITIES).list(),
                    number -> there.query(query, number % ENTITIES).list(),
                    number -> load.ask(query(wire, number)).map());
        }
    }

    private void compare(String name, Call embedded, Call remote, Call bare) throws Exception {
        List<Call> calls = List.of(embedded, remote, bare);
        double[][] micros = new double[calls.size()][ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (int i = 0; i < calls.size(); i++) {
                double median = micros(calls.get(i));
                micros[i][Math.max(0, round)] = median;
            }
        }
        double own = Measure.median(micros[0]);
        double other = Measure.median(micros[1]);
        double least = Measure.median(micros[2]);
        System.out.printf(
                "%-8s %12.1f %12.1f %12.1f %12.1f %12.1f%n", name, own, other, other - own, least, least - own);
    }

    /** Returns the median time of a call. */
    private double micros(Call call) throws Exception {
        double[] times = new double[500];
        for (int i = 0; i < times.length; i++) {
            long start = System.nanoTime();
            blackHole += call.run(i * STRIDE).hashCode();
            times[i] = (System.nanoTime() - start) / 1e3;
        }
        return Measure.median(times);
    }

    private void many(ServerProcess server) throws Exception {
        System.out.printf(
                "%-8s %14s %14s %14s %14s%n", "call", "requests/s", "server cpu µs", "client cpu µs", "cores");
        for (int round = 0; round < 2; round++) {
            rate(server, "pull", round);
            rate(server, "query", round);
        }
    }

    private void rate(ServerProcess server, String name, int round) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        double serverCpu = server.cpuSeconds();
        double ownCpu = ServerProcess.ownCpuSeconds();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Future<Long>> counts = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int first = i;
            counts.add(threads.submit(() -> ask(server, name.equals("pull"), first, end)));
        }
        long count = 0;
        for (Future<Long> each : counts) {
            count += each.get();
        }
        threads.shutdown();
        double rate = Measure.rate(count, start);
        double serverMicros = (server.cpuSeconds() - serverCpu) * 1e6 / count;
        double ownMicros = (ServerProcess.ownCpuSeconds() - ownCpu) * 1e6 / count;
        if (round > 0) {
            System.out.printf(
                    "%-8s %14.0f %14.1f %14.1f %14.2f%n",
                    name, rate, serverMicros, ownMicros, rate * (serverMicros + ownMicros) / 1e6);
        }
    }

    /** Asks over a connection until the time is over, and returns how often. */
    private long ask(ServerProcess server, boolean pull, long first, long end) throws Exception {
        try (WireLoad load = WireLoad.to(server)) {
            WireDatabase wire = load.database(ServedDatabase.NAME);
            long count = 0;
            for (long number = first; System.nanoTime() < end; number += STRIDE) {
                load.ask(pull ? pull(wire, number) : query(wire, number)).map();
                count++;
            }
            return count;
        }
    }
}
