package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.Query;
import io.stator.Row;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.TxReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The small calls of a program, over 100,000 entities in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineBenchmark {
    private static final int ENTITIES = 100_000;
    private static final int BATCH = 1_000;
    private static final Query LOOKUP = Query.parse("[:find ?n :in $ ?k :where [?e :p/key ?k] [?e :p/number ?n]]");
    private static final Pull PATTERN = Pull.parse("[:p/key :p/number {:p/next [:p/key]}]");

    private Client client = Stator.inMemory();
    private Connection connection = connect();
    private Database db = connection.db();
    private long next;

    private Connection connect() {
        client.createDatabase("bench");
        return client.connect("bench");
    }

    /** Fills the database. */
    @Setup
    public void fill() {
        connection.transact("""
                [{:db/ident :p/key :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity}
                 {:db/ident :p/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :p/next :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}]""");
        for (int from = 0; from < ENTITIES; from += BATCH) {
            List<Object> forms = new ArrayList<>(BATCH);
            for (int i = from; i < from + BATCH; i++) {
                String id = "t" + i;
                forms.add(Map.<String, Object>of(
                        ":db/id", id, ":p/key", "key" + i, ":p/number", i, ":p/next", i == from ? id : "t" + (i - 1)));
            }
            connection.transact(TxData.of(forms));
        }
        db = connection.db();
    }

    /** Closes the system. */
    @TearDown
    public void close() {
        client.close();
    }

    private String key() {
        next = (next + 7919) % ENTITIES;
        return "key" + next;
    }

    /** Finds a value by a unique attribute. */
    @Benchmark
    public List<Row> queryByUniqueAttribute() {
        return db.query(LOOKUP, key()).list();
    }

    /** Pulls three attributes and one of another entity. */
    @Benchmark
    public PulledEntity pullByLookupRef() {
        return db.pull(PATTERN, TxData.lookup(":p/key", key()));
    }

    /** Replaces one value. */
    @Benchmark
    public TxReport transactOneValue() {
        return connection.transact(List.of(Map.<String, Object>of(":p/key", key(), ":p/number", next)));
    }
}
