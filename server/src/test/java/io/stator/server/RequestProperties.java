package io.stator.server;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Stator;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireAnomalies;
import io.stator.client.wire.WireLimits;
import io.stator.client.wire.WireRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What must hold for the body of every request that is signed. */
final class RequestProperties {
    private static final WireLimits LIMITS = new WireLimits(1 << 20, 600, 100_000);
    private static final long MILLIS_MAX = 2_000;
    private static final Client CLIENT = client();
    private static final ServerParts PARTS = new ServerParts(
            CLIENT,
            ServerConfig.on(0, AccessKeys.of())
                    .withLimit(ServerLimit.BASIS_MILLIS, 1)
                    .withLimit(ServerLimit.KEY_CURSORS, 4)
                    .withLimit(ServerLimit.KEY_SPECULATIONS, 4));

    private RequestProperties() {}

    private static Client client() {
        Client client = Stator.inMemory();
        client.createDatabase("films");
        return client;
    }

    /** Returns what names the database of all requests. */
    static String context() {
        return ":db-name \"films\" :database-id \"" + CLIENT.connect("films").databaseId() + "\"";
    }

    /**
     * Answers a request.
     *
     * @throws AssertionError when it is neither answered nor refused with an anomaly that is not the server's fault, or the answer cannot be read
     */
    static void check(byte[] body) {
        try {
            WireRequest request = WireRequest.read(Transit.read(body, LIMITS));
            long came = System.nanoTime();
            long deadline = Call.deadline(request, came, MILLIS_MAX);
            Call call = new Call(request, TestServer.ADMIN, Dialect.STATOR, came, deadline, System::nanoTime);
            CompletableFuture<byte[]> later = PARTS.operations().later(call);
            byte[] answer = later == null ? PARTS.operations().answer(call) : later.join();
            Transit.read(answer, WireLimits.ofAnswers());
        } catch (CompletionException failed) {
            if (!(failed.getCause() instanceof Anomaly) || failed.getCause() instanceof Anomaly.Fault) {
                throw new AssertionError("a transaction must not make the server fail", failed);
            }
        } catch (Anomaly.Fault fault) {
            throw new AssertionError("a request must not make the server fail", fault);
        } catch (Anomaly refused) {
            Transit.write(WireAnomalies.toMap(refused), Dialect.DATOMIC, WireLimits.ofAnswers());
        } finally {
            CLIENT.createDatabase("films");
            CLIENT.listDatabases().stream()
                    .filter(name -> !name.equals("films"))
                    .forEach(CLIENT::deleteDatabase);
        }
    }
}
