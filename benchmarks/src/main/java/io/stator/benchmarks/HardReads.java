package io.stator.benchmarks;

import clojure.lang.IFn;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads whose answer is small and whose way there may be long: an offset, the past of one entity, a comparison with a group, a
 * rule composed of itself. Stator and, where it can do the same, Datomic Local, in turn; the median time of each.
 *
 * <p>Arguments: rounds (9).
 */
final class HardReads {
    private static final int ENTITIES = 40_000;
    private static final int VERSIONS = 20_000;
    private static final int LINKS = 1_000;
    private static final String SCHEMA = """
            [{:db/ident :x/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :x/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :x/g :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :x/next :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""";
    private static final String COMPOSED = "[[(far ?a ?b) [?a :x/next ?b]] [(far ?a ?b) (far ?a ?c) (far ?c ?b)]]";

    private final int rounds;

    private HardReads(int rounds) {
        this.rounds = rounds;
    }

    /** Measures. */
    public static void main(String[] arguments) {
        HardReads reads = new HardReads(arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9);
        try (Client client = Stator.inMemory()) {
            client.createDatabase("hard");
            Connection connection = client.connect("hard");
            DatomicLocal local = new DatomicLocal(null, "hard");
            fill(connection, local);
            reads.compare(connection.db(), local);
        }
    }

    private static void fill(Connection connection, DatomicLocal local) {
        say(connection, local, SCHEMA);
        List<String> entities = new ArrayList<>();
        for (int i = 0; i < ENTITIES; i++) {
            String next = i % LINKS == LINKS - 1 ? "" : " :x/next \"e" + (i + 1) + "\"";
            entities.add("{:db/id \"e" + i + "\" :x/n " + i + " :x/g " + i % 3 + (i < LINKS ? next : "") + "}");
        }
        for (int from = 0; from < ENTITIES; from += LINKS) {
            say(connection, local, "[" + String.join(" ", entities.subList(from, from + LINKS)) + "]");
        }
        for (int i = 0; i < VERSIONS; i++) {
            say(connection, local, "[{:x/id 1 :x/n " + (ENTITIES + i) + "}]");
        }
    }

    private static void say(Connection connection, DatomicLocal local, String forms) {
        connection.transact(TxData.parse(forms));
        local.transact(DatomicLocal.read(forms));
    }

    private void compare(Database database, DatomicLocal local) {
        Object start = local.db();
        IFn indexPull = DatomicLocal.function("index-pull");
        IFn pull = DatomicLocal.function("pull");
        Object past = DatomicLocal.function("as-of").invoke(start, database.t() - 10);
        Object arguments = DatomicLocal.read("{:index :avet :selector [:x/n] :start [:x/n] :offset 10000 :limit 10}");
        Object selector = DatomicLocal.read("[:x/n]");
        Object entity = DatomicLocal.read("[:x/id 1]");
        List<Object> id = List.of(Keyword.parse(":x/id"), 1L);
        report(
                "indexPull from an offset of 10,000",
                () -> database.indexPull(Index.AVET, "[:x/n]", ":x/n")
                        .offset(10_000)
                        .limit(10)
                        .list(),
                () -> ((Iterable<?>) indexPull.invoke(start, arguments))
                        .iterator()
                        .next());
        Database early = database.asOf(database.t() - 10);
        Database middle = database.asOf(database.t() - VERSIONS / 2);
        report(
                "pull of one of 20,000 versions, a late t",
                () -> early.pull("[:x/n]", id),
                () -> pull.invoke(past, selector, entity));
        Object half = DatomicLocal.function("as-of").invoke(start, database.t() - VERSIONS / 2);
        report(
                "pull of one of 20,000 versions, half way",
                () -> middle.pull("[:x/n]", id),
                () -> pull.invoke(half, selector, entity));
        report(
                "none greater in the group, 40,000 in 3 groups",
                () -> database.q("[:find (count ?e) . :where [?e :x/g ?g] [?e :x/n ?n]"
                        + " (not-join [?g ?n] [?o :x/g ?g] [?o :x/n ?m] [(> ?m ?n)])]"),
                null);
        report(
                "a rule composed of itself over a chain of 1,000",
                () -> database.q("[:find (count ?b) . :in $ % :where [?a :x/n 0] (far ?a ?b)]", COMPOSED),
                null);
    }

    private void report(String name, Supplier<Object> stator, @Nullable Supplier<Object> other) {
        double[] micros = new double[rounds];
        double[] otherMicros = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            micros[round] = micros(stator);
            otherMicros[round] = other == null ? Double.NaN : micros(other);
        }
        double median = Measure.median(micros);
        double otherMedian = other == null ? Double.NaN : Measure.median(otherMicros);
        System.out.printf("%-50s %,10.0f us %,10.0f us %8.1f%n", name, median, otherMedian, otherMedian / median);
    }

    private static double micros(Supplier<Object> read) {
        long start = System.nanoTime();
        if (read.get().hashCode() == 0) {
            System.out.print("");
        }
        return (System.nanoTime() - start) / 1e3;
    }
}
