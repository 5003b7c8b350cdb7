package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Index;
import io.stator.PulledEntity;
import io.stator.Stator;
import io.stator.TimePoint;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values at the edges, where a change of one sign or one comparison would otherwise go unnoticed. */
final class EdgesTest {
    private static final int CALLS_MAX = 100_000;

    private final Client client =
            Stator.inMemory(Functions.none().withTransactionFunction("my/nothing", (before, arguments) -> TxData.of()));
    private final Connection connection;

    EdgesTest() {
        client.createDatabase("d");
        connection = client.connect("d");
        connection.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aDateMeansItsInstant() {
        TxReport first = connection.transact("[{:db/id \"x\" :a/n 1}]");
        long x = first.id("x");
        TxReport second = connection.transact(TxData.of(TxData.add(x, ":a/n", 2L)));
        Instant between = first.txInstant();
        Database now = connection.db();
        assertThat(now.asOf(Date.from(between))).isEqualTo(now.asOf(between));
        assertThat(now.since(Date.from(between))).isEqualTo(now.since(between));
        assertThat(now.asOf(new Date(0)).datoms(Index.AEVT, ":a/n").list()).isEmpty();
        assertThat(now.asOf(new Date(Long.MAX_VALUE)).pull("[:a/n]", x)).containsEntry(Keyword.of("a", "n"), 2L);
        assertThat(connection
                        .transactions(TimePoint.of(Date.from(second.txInstant())), null)
                        .list())
                .isEqualTo(connection
                        .transactions(TimePoint.of(second.txInstant()), null)
                        .list());
    }

    @Test
    void entityZeroIsAnEntityLikeOthersOfTheSystem() {
        for (Object zero : List.of(0L, 0, ":db.part/db")) {
            Anomaly refused = catchThrowableOfType(
                    Anomaly.class, () -> connection.transact(List.of(List.of(":db/retractEntity", zero))));
            assertThat(refused).as("%s", zero).isInstanceOf(Anomaly.Incorrect.class);
            assertThat(refused.error()).as("%s", zero).isEqualTo(Keyword.of("db.error", "datom-cannot-be-altered"));
        }
        assertThat(connection.db().ident(0L)).contains(Keyword.of("db.part", "db"));
    }

    @Test
    void asManyFunctionsAreCalledAsTheLimitSays() {
        List<Object> calls = new ArrayList<>(Collections.nCopies(CALLS_MAX, TxData.call("my/nothing")));
        connection.db().with(calls);
        calls.add(TxData.call("my/nothing"));
        assertThatThrownBy(() -> connection.db().with(calls))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("at most " + CALLS_MAX);
    }

    @Test
    void nothingIsBehindTheLastPulledEntity() {
        connection.transact("[{:a/n 1} {:a/n 2}]");
        for (Iterator<PulledEntity> pulled : List.of(
                connection.db().indexPull(Index.AVET, "[:a/n]", ":a/n").iterator(),
                connection.db().indexPullReverse(Index.AVET, "[:a/n]", ":a/n").iterator())) {
            pulled.next();
            pulled.next();
            assertThat(pulled.hasNext()).isFalse();
            assertThatThrownBy(pulled::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    private boolean accepts(String predicate, String type, Object value) {
        String attribute = ":" + predicate.replace('?', 'p') + "/" + type;
        connection.transact(List.of(Map.of(
                ":db/ident",
                attribute,
                ":db/valueType",
                ":db.type/" + type,
                ":db/cardinality",
                ":db.cardinality/one",
                ":db.attr/preds",
                io.stator.edn.Symbol.of("clojure.core", predicate))));
        try {
            connection.db().with(List.of(Map.of(attribute, value)));
            return true;
        } catch (Anomaly.Incorrect refused) {
            return false;
        }
    }

    @Test
    void predicatesAreExactAtZero() {
        assertThat(accepts("pos?", "long", 0L)).isFalse();
        assertThat(accepts("pos?", "long", 1L)).isTrue();
        assertThat(accepts("pos?", "double", 0.0)).isFalse();
        assertThat(accepts("pos?", "double", -0.0)).isFalse();
        assertThat(accepts("pos?", "double", Double.MIN_VALUE)).isTrue();
        assertThat(accepts("pos?", "double", Double.NaN)).isFalse();
        assertThat(accepts("neg?", "long", 0L)).isFalse();
        assertThat(accepts("neg?", "long", -1L)).isTrue();
        assertThat(accepts("zero?", "long", 0L)).isTrue();
        assertThat(accepts("zero?", "long", 1L)).isFalse();
        assertThat(accepts("zero?", "double", -0.0)).isTrue();
        assertThat(accepts("even?", "long", 0L)).isTrue();
        assertThat(accepts("odd?", "long", -1L)).isTrue();
        assertThat(accepts("even?", "long", -1L)).isFalse();
        assertThat(accepts("pos-int?", "long", 0L)).isFalse();
        assertThat(accepts("pos-int?", "long", 1L)).isTrue();
        assertThat(accepts("neg-int?", "long", 0L)).isFalse();
        assertThat(accepts("neg-int?", "long", -1L)).isTrue();
        assertThat(accepts("nat-int?", "long", 0L)).isTrue();
        assertThat(accepts("nat-int?", "long", -1L)).isFalse();
        assertThat(accepts("empty?", "string", "")).isTrue();
        assertThat(accepts("empty?", "string", " ")).isFalse();
    }
}
