package io.stator.benchmarks;

import clojure.lang.IFn;
import io.stator.Client;
import io.stator.Database;
import io.stator.Pull;
import io.stator.Query;
import io.stator.Stator;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/**
 * A pull and a query of one entity through Datomic's own client library: at a server of ours over TLS, and in the process of Datomic Local; Stator embedded beside them.
 * All in turn, one caller; the median time of a call.
 *
 * <p>Arguments: rounds (40, as the compilers of both processes need thousands of calls to come to rest), directory with the client's jars (benchmarks/datomic-client/target/lib; made by {@code mvn -q -f benchmarks/datomic-client package}).
 */
final class ServedDatomicClient {
    private static final int ENTITIES = 10_000;
    private static final int BATCH = 1_000;
    private static final int CALLS = 300;
    private static final long STRIDE = 7_919;
    private static final Keyword ID = Keyword.of("item", "id");
    private static final String JARS = "benchmarks/datomic-client/target/lib";

    private static final String PROGRAM = """
            (require '[datomic.client.api :as d])
            (let [db (d/db (d/connect (d/client {:server-type :peer-server :endpoint "localhost:PORT"
                                                 :access-key "KEY" :secret "SECRET" :trust-certs [CERTIFICATE]})
                                      {:db-name "NAME"}))]
              [(reify java.util.function.LongFunction (apply [_ id] (d/pull db 'PATTERN [:item/id id])))
               (reify java.util.function.LongFunction (apply [_ id] (d/q 'QUERY db id)))])""";

    private ServedDatomicClient() {}

    /** Measures. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 40;
        Path jars = Path.of(arguments.length > 1 ? arguments[1] : JARS);
        try (ServerProcess server = ServerProcess.start(ServerProcess.Plan.inMemory(ENTITIES, "-Xmx512m"));
                DatomicClient library = new DatomicClient(jars);
                Client client = Stator.inMemory()) {
            List<LongFunction<?>> served = served(library, server, server.port());
            Process relay = AnswerRelay.start(server);
            List<LongFunction<?>> wire = served(library, server, AnswerRelay.port(relay));
            List<LongFunction<?>> local = local();
            List<LongFunction<?>> embedded = embedded(client);
            System.out.printf(
                    "%-8s %20s %20s %20s %20s%n",
                    "µs", "its client, served", "its client and wire", "Datomic Local", "Stator embedded");
            for (int call = 0; call < 2; call++) {
                Map<String, LongFunction<?>> sides = new LinkedHashMap<>();
                sides.put("served", served.get(call));
                sides.put("wire", wire.get(call));
                sides.put("local", local.get(call));
                sides.put("embedded", embedded.get(call));
                compare(call == 0 ? "pull" : "query", sides, rounds);
            }
            relay.destroy();
        }
    }

    @SuppressWarnings("unchecked") // what the program makes
    private static List<LongFunction<?>> served(DatomicClient library, ServerProcess server, int port)
            throws Exception {
        return (List<LongFunction<?>>) library.evaluate(PROGRAM.replace("PORT", Integer.toString(port))
                .replace("KEY", ServerProgram.KEY)
                .replace("SECRET", ServerProgram.SECRET)
                .replace("CERTIFICATE", Edn.print(Files.readString(server.certificate())))
                .replace("NAME", ServedDatabase.NAME)
                .replace("PATTERN", ServedDatabase.PATTERN)
                .replace("QUERY", ServedDatabase.QUERY));
    }

    private static List<LongFunction<?>> local() {
        DatomicLocal local = new DatomicLocal(null, "served");
        local.transact(DatomicLocal.read(ServedDatabase.SCHEMA));
        for (int from = 0; from < ENTITIES; from += BATCH) {
            local.transact(DatomicLocal.read(Edn.print(ServedDatabase.forms(from, from + BATCH))));
        }
        Object db = local.db();
        IFn pull = DatomicLocal.function("pull");
        Object pattern = DatomicLocal.read(ServedDatabase.PATTERN);
        Object query = DatomicLocal.read(ServedDatabase.QUERY);
        return List.of(
                id -> pull.invoke(db, pattern, DatomicLocal.read("[:item/id " + id + "]")),
                id -> DatomicLocal.query(query, db, id));
    }

    private static List<LongFunction<?>> embedded(Client client) {
        Database database = ServedDatabase.fill(client, ENTITIES).db();
        Pull pattern = Pull.parse(ServedDatabase.PATTERN);
        Query query = Query.parse(ServedDatabase.QUERY);
        return List.of(
                id -> database.pull(pattern, List.of(ID, id)),
                id -> database.query(query, id).list());
    }

    private static void compare(String name, Map<String, LongFunction<?>> sides, int rounds) {
        Map<String, double[]> medians = new LinkedHashMap<>();
        for (int round = -rounds; round < rounds; round++) {
            for (Map.Entry<String, LongFunction<?>> side : sides.entrySet()) {
                double median = micros(side.getValue());
                if (round >= 0) {
                    medians.computeIfAbsent(side.getKey(), any -> new double[rounds])[round] = median;
                }
            }
        }
        System.out.printf("%-8s", name);
        medians.values().forEach(measured -> System.out.printf(" %20.1f", Measure.median(measured)));
        System.out.println();
    }

    private static double micros(LongFunction<?> call) {
        double[] times = new double[CALLS];
        for (int i = 0; i < CALLS; i++) {
            long start = System.nanoTime();
            if (call.apply(i * STRIDE % ENTITIES) == null) {
                throw new IllegalStateException("an entity must be there");
            }
            times[i] = (System.nanoTime() - start) / 1e3;
        }
        return Measure.median(times);
    }
}
