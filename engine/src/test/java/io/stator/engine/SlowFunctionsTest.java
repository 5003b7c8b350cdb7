package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Functions;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions of a program that take longer than the caller will wait: none is called again when the time is over. */
final class SlowFunctionsTest {
    private static final Duration TIMEOUT = Duration.ofMillis(1);
    private static final long CALL_NANOS = 3_000_000;
    private static final int ENTITIES = 20;

    private final AtomicInteger calls = new AtomicInteger();
    private final Client client = Stator.inMemory(Functions.none()
            .withQueryFunction("my/slow", arguments -> slow(1L))
            .withAggregate("my/aggregate", (arguments, values) -> slow(1L))
            .withXform("my/xform", this::slow));
    private final Database db;

    SlowFunctionsTest() {
        client.createDatabase("d");
        Connection connection = client.connect("d");
        connection.transact("[{:db/ident :n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        connection.transact(IntStream.range(0, ENTITIES)
                .mapToObj(number -> "{:n " + number + "}")
                .collect(Collectors.joining("", "[", "]")));
        db = connection.db();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private <T extends @Nullable Object> T slow(T value) {
        calls.incrementAndGet();
        long start = System.nanoTime();
        while (System.nanoTime() - start < CALL_NANOS) {
            Thread.onSpinWait();
        }
        return value;
    }

    private void endsInTime(String label, Results<?> results) {
        calls.set(0);
        assertThatThrownBy(() -> results.timeout(TIMEOUT).list()).as(label).isInstanceOf(Anomaly.Unavailable.class);
        assertThat(calls.get()).as(label).isLessThanOrEqualTo(1);
    }

    @Test
    void aFunctionThatIsCalledForEachRowIsNotCalledOnceTheTimeIsOver() {
        for (String query : List.of(
                "[:find ?x :where [_ :n ?n] [(my/slow ?n) ?x]]",
                "[:find ?n :where [_ :n ?n] [(my/slow ?n)]]",
                "[:find ?n :where [_ :n ?n] (not [(my/slow ?n)])]",
                "[:find ?n :where [_ :n ?n] (or [(my/slow ?n)] [(= ?n 1)])]",
                "[:find ?n ?m :where [_ :n ?n] [_ :n ?m] [(my/slow ?n ?m)]]",
                "[:find ?x :where [(range 20) ?r] [(map my/slow ?r) ?x]]",
                "[:find ?x :where [(range 20) ?r] [(filter my/slow ?r) ?x]]",
                "[:find ?n (my/aggregate ?n) :where [_ :n ?n]]",
                "[:find ?x :where [_ :n ?n] [(q [:find (my/aggregate ?m) . :in ?m] ?n) ?x]]",
                "[:find (pull ?e [(:n :xform my/xform)]) :where [?e :n]]")) {
            endsInTime(query, db.query(query));
        }
        String rules = "[[(r ?n ?x) [(my/slow ?n) ?x]] [(r ?n ?x) [(= 1 2)] (r ?n ?x)]]";
        endsInTime("rules", db.query("[:find ?x :in $ % :where [_ :n ?n] (r ?n ?x)]", db, rules));
    }

    @Test
    void aFunctionThatIsCalledForEachPulledEntityIsNotCalledOnceTheTimeIsOver() {
        List<Long> entities =
                db.datoms(Index.AEVT, ":n").list().stream().map(Datom::e).toList();
        endsInTime("pullMany", db.pullMany("[(:n :xform my/xform)]", entities));
        endsInTime("indexPull", db.indexPull(Index.AVET, "[(:n :xform my/xform)]", ":n"));
    }

    @Test
    void aDecimalThatWouldFillTheMemoryIsNotFormatted() {
        assertThatThrownBy(
                        () -> db.q("[:find ?x :in ?d :where [(format \"%f\" ?d) ?x]]", new BigDecimal("1e999999999")))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("digits");
    }
}
