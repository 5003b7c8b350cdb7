package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Database;
import io.stator.Index;
import io.stator.Results;
import io.stator.client.wire.Operation;
import io.stator.client.wire.WireChunk;
import io.stator.client.wire.WireDatabase;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A million rows of five values through a server over TLS, in chunks of 10,000, over a bare socket and through the remote client: datoms, which are read as they are asked for, and the rows of a query, which the server
 * holds until they are read. How much memory they take shows in how little the two processes get: run this one with {@code -Xmx64m}.
 *
 * <p>Arguments: rounds (5), options of the virtual machine of the server of datoms ({@code -Xmx256m}).
 */
final class ServedRows {
    private static final int ENTITIES = 200_000;
    private static final long ROWS = 1_000_000;
    private static final int CHUNK = 10_000;
    private static final int SIDE = 1_000;
    private static final double MEBI = 1 << 20;
    private static final String QUERY_HEAP = "-Xmx1g";
    private static final Object CROSS =
            Objects.requireNonNull(Edn.read("[:find ?a ?b ?c ?d ?e :in $ [[?a ?b]] [[?c ?d ?e]]]"));

    private ServedRows() {}

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        String[] options =
                arguments.length > 1 ? Arrays.copyOfRange(arguments, 1, arguments.length) : new String[] {"-Xmx256m"};
        System.out.printf(
                "%-8s %-8s %12s %12s %14s %14s %16s%n",
                "client", "what", "rows", "rows/s", "server cpu µs", "client cpu µs", "server live, MB");
        try (ServerProcess server = ServerProcess.start(ServerProcess.Plan.inMemory(ENTITIES, options));
                WireLoad load = WireLoad.to(server)) {
            WireRequest datoms = WireRequest.of(Operation.DATOMS, load.database(ServedDatabase.NAME))
                    .with(WireKeys.INDEX, Keyword.of("eavt"))
                    .with(WireKeys.LIMIT, ROWS);
            for (int round = 0; round < rounds; round++) {
                read(server, load, "datoms", datoms);
            }
            try (Client remote = server.client()) {
                Database database = remote.connect(ServedDatabase.NAME).db();
                for (int round = 0; round < rounds; round++) {
                    read(server, "datoms", database.datoms(Index.EAVT).limit(ROWS));
                }
            }
        }
        try (ServerProcess server = ServerProcess.start(ServerProcess.Plan.inMemory(0, QUERY_HEAP));
                WireLoad load = WireLoad.to(server)) {
            WireDatabase wire = load.database(ServedDatabase.NAME);
            WireRequest query = WireRequest.of(Operation.Q, wire)
                    .with(WireKeys.QUERY, CROSS)
                    .with(WireKeys.ARGS, List.of(wire.toMap(), left(), right()));
            for (int round = 0; round < rounds; round++) {
                read(server, load, "query", query);
            }
            try (Client remote = server.client()) {
                Database database = remote.connect(ServedDatabase.NAME).db();
                for (int round = 0; round < rounds; round++) {
                    read(server, "query", database.query(CROSS, left(), right()));
                }
            }
        }
    }

    private static List<Object> left() {
        List<Object> rows = new ArrayList<>();
        for (long i = 0; i < SIDE; i++) {
            rows.add(List.of(i, "left row " + i));
        }
        return rows;
    }

    private static List<Object> right() {
        List<Object> rows = new ArrayList<>();
        for (long i = 0; i < SIDE; i++) {
            rows.add(List.of(i, i / 4.0, Keyword.of("kind", "k" + i % 16)));
        }
        return rows;
    }

    private static void read(ServerProcess server, WireLoad load, String name, WireRequest request) throws Exception {
        measure(server, "socket", name, () -> rows(load, request));
    }

    private static void read(ServerProcess server, String name, Results<?> results) throws Exception {
        measure(server, "remote", name, () -> {
            long rows = 0;
            for (Object row : results.chunk(CHUNK)) {
                rows += row == null ? 0 : 1;
            }
            return rows;
        });
    }

    private static long rows(WireLoad load, WireRequest request) throws Exception {
        long rows = 0;
        WireChunk chunk = WireChunk.read(
                load.ask(request.with(WireKeys.CHUNK, (long) CHUNK)).map());
        rows += chunk.data().size();
        while (chunk.hasNext()) {
            load.send(chunk.next(request));
            chunk = WireChunk.read(load.receive().map());
            rows += chunk.data().size();
        }
        return rows;
    }

    private static void measure(ServerProcess server, String client, String name, Callable<Long> read)
            throws Exception {
        double serverCpu = server.cpuSeconds();
        double ownCpu = ServerProcess.ownCpuSeconds();
        long start = System.nanoTime();
        long rows = read.call();
        double rate = Measure.rate(rows, start);
        double serverMicros = (server.cpuSeconds() - serverCpu) * 1e6 / rows;
        double ownMicros = (ServerProcess.ownCpuSeconds() - ownCpu) * 1e6 / rows;
        System.out.printf(
                "%-8s %-8s %12d %12.0f %14.2f %14.2f %16.1f%n",
                client, name, rows, rate, serverMicros, ownMicros, server.usedBytes() / MEBI);
    }
}
