package io.stator.benchmarks;

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
import javax.net.ssl.SSLSocketFactory;

/**
 * Many connections to a server over TLS, most of them idle: what memory they take of it, and whether a request over any of them is answered.
 *
 * <p>Arguments: connections (2000), requests over the busy ones (20000), options of the server's virtual machine ({@code -Xmx256m}).
 */
final class ServedConnections {
    private static final int ENTITIES = 10_000;
    private static final int BUSY = 50;
    private static final double MEBI = 1 << 20;
    private static final Object PATTERN = Objects.requireNonNull(Edn.read(ServedDatabase.PATTERN));

    private final ServerProcess server;
    private final List<WireLoad> connections = new ArrayList<>();
    private long answered;
    private long lost;

    private ServedConnections(ServerProcess server) {
        this.server = server;
    }

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        int connections = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2_000;
        int requests = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        String[] options =
                arguments.length > 2 ? Arrays.copyOfRange(arguments, 2, arguments.length) : new String[] {"-Xmx256m"};
        try (ServerProcess server = ServerProcess.start(ServerProcess.Plan.inMemory(ENTITIES, options))) {
            new ServedConnections(server).run(connections, requests);
        }
    }

    private void run(int count, int requests) throws Exception {
        SSLSocketFactory sockets = server.trust().getSocketFactory();
        WireDatabase wire;
        try (WireLoad first = new WireLoad(sockets, server.port())) {
            wire = first.database(ServedDatabase.NAME);
            ask(first, wire, requests);
        }
        System.out.printf("%-34s %14s %14s%n", "", "live heap, MB", "resident, MB");
        tell("before");
        for (int i = 0; i < count; i++) {
            connections.add(new WireLoad(sockets, server.port()));
        }
        ask(connections, wire, count);
        tell(count + " connections, each used once");
        ask(connections.subList(0, Math.min(BUSY, count)), wire, requests);
        tell("after requests over " + BUSY);
        ask(connections, wire, count);
        tell("after one more over each");
        for (WireLoad each : connections) {
            each.close();
        }
        System.out.printf("requests answered: %d, not answered: %d%n", answered, lost);
    }

    private void tell(String when) throws Exception {
        System.out.printf("%-34s %14.1f %14.1f%n", when, server.usedBytes() / MEBI, server.residentBytes() / MEBI);
    }

    private void ask(WireLoad over, WireDatabase wire, int requests) {
        ask(List.of(over), wire, requests);
    }

    private void ask(List<WireLoad> over, WireDatabase wire, int requests) {
        for (int i = 0; i < requests; i++) {
            WireRequest request = WireRequest.of(Operation.PULL, wire)
                    .with(WireKeys.SELECTOR, PATTERN)
                    .with(WireKeys.EID, List.of(Keyword.of("item", "id"), (long) (i % ENTITIES)));
            try {
                over.get(i % over.size()).ask(request).map();
                answered++;
            } catch (Exception failure) {
                lost++;
                System.out.println("not answered: " + failure);
            }
        }
    }
}
