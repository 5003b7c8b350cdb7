package io.stator.benchmarks;

import io.stator.Datom;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireChunk;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Keyword;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A server on disk at one and a half times of what it can do, killed and started again in the middle: what it refuses, how long it takes for what it accepts, and whether
 * all that it acknowledged is there in the end.
 *
 * <p>Arguments: seconds (15; 600 for the long form), connections (128), share of capacity (1.5).
 */
final class ServedOverload {
    private static final int ENTITIES = 10_000;
    private static final int CAPACITY_SECONDS = 4;
    private static final int CAPACITY_CLIENTS = 32;
    private static final double MILLI = 1e6;
    private static final double HALF_MILLIS = 500;
    private static final List<String> LIMITS = List.of("working-requests=4", "waiting-requests=16");

    private final ServerProcess.Plan plan;
    private final int connections;
    private volatile ServerProcess server;

    private ServedOverload(ServerProcess.Plan plan, int connections) throws IOException {
        this.plan = plan;
        this.connections = connections;
        this.server = ServerProcess.start(plan);
    }

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 15;
        int connections = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 128;
        double share = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 1.5;
        Path directory = Files.createTempDirectory("stator-bench");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        ServerProcess.Plan plan = new ServerProcess.Plan(
                directory.resolve("data").toString(), directory, port, ENTITIES, List.of("-Xmx512m"), LIMITS);
        ServedOverload overload = new ServedOverload(plan, connections);
        try {
            overload.run(seconds, share);
        } finally {
            overload.server.close();
        }
    }

    private void run(double seconds, double share) throws Exception {
        Phase warm = phase(CAPACITY_SECONDS, CAPACITY_CLIENTS, 0, 1, false);
        Phase capacity = phase(CAPACITY_SECONDS, CAPACITY_CLIENTS, 0, 2, false);
        double most = capacity.accepted() / (double) CAPACITY_SECONDS;
        System.out.printf("capacity: %.0f requests/s, one in %d a transaction%n", most, OverloadClient.WRITE_EVERY);
        Phase all = phase(seconds, connections, share * most, 3, true);
        all.print(seconds);
        Set<Long> there = ids();
        long missing = 0;
        long acknowledged = 0;
        for (Phase phase : List.of(warm, capacity, all)) {
            for (OverloadClient client : phase.clients) {
                acknowledged += client.acknowledged().size();
                missing += client.acknowledged().stream()
                        .filter(id -> !there.contains(id))
                        .count();
            }
        }
        System.out.printf("transactions acknowledged: %d, of them not there: %d%n", acknowledged, missing);
    }

    /** What the clients of one phase saw. */
    private record Phase(List<OverloadClient> clients) {
        long accepted() {
            return clients.stream()
                    .mapToLong(client -> client.latencies().size())
                    .sum();
        }

        void print(double seconds) {
            double[] latencies = clients.stream()
                    .flatMap(client -> client.latencies().stream())
                    .mapToDouble(nanos -> nanos / MILLI)
                    .sorted()
                    .toArray();
            System.out.printf(
                    "sent: %.0f/s, accepted: %.0f/s, busy: %d%n",
                    clients.stream().mapToLong(OverloadClient::sent).sum() / seconds,
                    latencies.length / seconds,
                    clients.stream().mapToLong(OverloadClient::busy).sum());
            System.out.printf(
                    "accepted ones took, ms: median %.1f, 99 %% %.1f, 99.9 %% %.1f, most %.1f%n",
                    at(latencies, 0.5), at(latencies, 0.99), at(latencies, 0.999), at(latencies, 1));
            System.out.printf(
                    "connections that ended with the server: %d, not answered otherwise: %d%n",
                    clients.stream().mapToLong(OverloadClient::broken).sum(),
                    clients.stream()
                            .mapToLong(client -> client.failures().size())
                            .sum());
            clients.stream()
                    .flatMap(client -> client.failures().stream())
                    .distinct()
                    .limit(5)
                    .forEach(failure -> System.out.println("    " + failure));
        }

        private static double at(double[] sorted, double share) {
            return sorted.length == 0 ? Double.NaN : sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
        }
    }

    /** Lets clients ask at a rate, all together; 0 for as fast as they are answered. */
    private Phase phase(double seconds, int count, double rate, int number, boolean kill) throws Exception {
        AtomicBoolean down = new AtomicBoolean();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        List<OverloadClient> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            OverloadClient client = new OverloadClient(
                    () -> WireLoad.to(server), down, (number * 1_000L + i) * 10_000_000L, rate / count, end);
            clients.add(client);
            Thread thread = new Thread(client);
            threads.add(thread);
            thread.start();
        }
        if (kill) {
            threads.get(0).join((long) (seconds * HALF_MILLIS));
            down.set(true);
            server.kill();
            server = ServerProcess.start(plan);
            down.set(false);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return new Phase(clients);
    }

    /** Returns the numbers of all entities. */
    private Set<Long> ids() throws Exception {
        Set<Long> ids = new HashSet<>();
        try (WireLoad load = WireLoad.to(server)) {
            WireDatabase wire = load.database(ServedDatabase.NAME);
            WireRequest request = WireRequest.of(Operation.DATOMS, wire)
                    .with(WireKeys.INDEX, Keyword.of("aevt"))
                    .with(WireKeys.A, Keyword.of("item", "id"))
                    .with(WireKeys.LIMIT, -1L);
            WireChunk chunk = WireChunk.read(load.ask(request).map());
            while (true) {
                chunk.data().forEach(datom -> ids.add((Long) ((Datom) datom).v()));
                if (!chunk.hasNext()) {
                    return ids;
                }
                chunk = WireChunk.read(load.ask(chunk.next(request)).map());
            }
        }
    }
}
