package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Retry;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A process in which queries of several threads need more memory than there is, while transactions go on. */
final class GreedyQueries {
    private static final int ENTITIES = 3_000;
    private static final int THREADS = 4;

    /** Waits for memory that others have; what is needed at all is refused at once. */
    private static final Retry PATIENT =
            Retry.standard().withTries(1_000).withPauses(Duration.ofMillis(10), Duration.ofMillis(100));

    private static final Object RULES = Edn.read("""
            [[(pairs ?a ?b ?c) [?a :n] [?b :n] [(ground 0) ?c]]
             [(pairs ?a ?b ?c) (pairs ?b ?a ?d) [(inc ?d) ?c]]]""");

    /** Each needs gigabytes. */
    private static final List<String> QUERIES = List.of(
            "[:find ?a ?b ?c :in $ % :where [?a :n] [?b :n] [?c :n]]",
            "[:find (count ?s) . :in $ % :where [?a :n ?x] [?b :n ?y] [(str \"a rather long text of \" ?x \" and \" ?y) ?s]]",
            "[:find (count ?n) . :in $ % :where [?a :n ?n] [(range 100000) ?r] [(vector ?n) ?v] [(concat ?r ?v) ?x] [(count ?x)]"
                    + " [(first ?x) ?y] [(count ?x) ?z] [(= ?x ?r)]]",
            "[:find (count ?a) . :in $ % :where (pairs ?a ?b ?c)]",
            "[:find (count ?r) . :in $ % :where [(q [:find ?a ?b ?x :where [?a :n ?x] [?b :n]] $) ?r]]",
            "[:find (distinct ?x) (median ?x) :in $ % :where [?a :n ?n] [?b :n ?m] [(* 10000 ?n) ?h] [(+ ?h ?m) ?x]]",
            "[:find (pull ?a [* {:next [* {:next [*]}]}]) ?b :in $ % :where [?a :n] [?b :n]]",
            "[:find ?a ?b :in $ % :where [?a :n ?x] [?b :n ?y] (or-join [?x ?y] [(< ?x ?y)] [(>= ?x ?y)])]");

    private GreedyQueries() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("greedy");
            Connection connection = client.connect("greedy");
            connection.transact("""
                    [{:db/ident :n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                     {:db/ident :next :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""");
            connection.transact(TxData.of(IntStream.range(0, ENTITIES)
                    .mapToObj(n -> TxData.entity("e" + n).with(":n", (long) n).with(":next", "e" + (n + 1) % ENTITIES))
                    .toArray()));
            AtomicBoolean ended = new AtomicBoolean();
            AtomicLong transactions = new AtomicLong();
            Thread writer = new Thread(() -> {
                while (!ended.get()) {
                    connection.transact("[{:n -1}]");
                    transactions.incrementAndGet();
                }
            });
            writer.start();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int first = i;
                readers.add(new Thread(() -> ask(connection, first)));
            }
            readers.forEach(Thread::start);
            for (Thread reader : readers) {
                reader.join();
            }
            ended.set(true);
            writer.join();
            Object small = connection.db().q("[:find (count ?e) . :where [?e :n 5]]");
            say("TRANSACTIONS " + (transactions.get() > 0) + " SMALL " + small);
        }
        say("END");
    }

    private static void ask(Connection connection, int first) {
        for (int i = 0; i < QUERIES.size(); i++) {
            int number = (first + i) % QUERIES.size();
            try {
                PATIENT.call(() -> connection.db().q(QUERIES.get(number), RULES)); // others may have the memory for now
                say("ANSWERED " + number);
            } catch (Anomaly anomaly) {
                Object code = anomaly.data().get(Keyword.parse(":db/error"));
                say((":db.error/query-limit".equals(String.valueOf(code)) && !anomaly.isRetryable()
                                ? "LIMIT "
                                : "OTHER ")
                        + number + " " + anomaly.getMessage());
            } catch (OutOfMemoryError full) {
                say("MEMORY " + number);
            }
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
    }
}
