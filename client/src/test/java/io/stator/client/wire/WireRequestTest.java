package io.stator.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests and answers are the maps that Datomic's clients send and take. */
final class WireRequestTest {
    private static final WireDatabase DATABASE = WireDatabase.of("films", "id-1", 7);

    @Test
    void operationsHaveTheirNames() {
        assertThat(Operation.Q.keyword()).isEqualTo(Keyword.of("q"));
        assertThat(Operation.Q.headerName()).isEqualTo("datomic.client.protocol/q");
        assertThat(Operation.RESOLVE_DB.keyword()).isEqualTo(Keyword.of("datomic.catalog", "resolve-db"));
        assertThat(Operation.RESOLVE_DB.headerName()).isEqualTo("datomic.catalog/resolve-db");
        assertThat(Operation.SUBMISSION.keyword()).isEqualTo(Keyword.of("stator", "submission"));
        assertThat(Operation.SUBMISSION.headerName()).isEqualTo("stator/submission");
        Set<String> unsafe = new TreeSet<>();
        for (Operation operation : Operation.values()) {
            assertThat(Operation.of(operation.keyword())).isEqualTo(operation);
            if (!operation.isIdempotent()) {
                unsafe.add(operation.headerName());
            }
        }
        assertThat(unsafe)
                .containsExactly(
                        "datomic.catalog/create-db", "datomic.catalog/delete-db", "datomic.client.protocol/transact");
    }

    @Test
    void anUnknownOperationIsUnsupported() {
        for (Object unknown : Arrays.asList(null, Keyword.of("resolve-db"), "q", Keyword.of("Q"))) {
            assertThatThrownBy(() -> Operation.of(unknown)).isInstanceOf(Anomaly.Unsupported.class);
        }
    }

    @Test
    void aRequestIsAMapOfItsContextAndItsArguments() {
        WireRequest request = WireRequest.of(Operation.PULL, DATABASE)
                .with(WireKeys.SELECTOR, EdnVector.of(Keyword.of("*")))
                .with(WireKeys.EID, 5L)
                .with(WireKeys.TIMEOUT, null);
        assertThat(request.toMap())
                .isEqualTo(Edn.read("{:op :pull :db-name \"films\" :database-id \"id-1\" :t 7 :next-t 8"
                        + " :selector [:*] :eid 5}"));
        assertThat(request.headers())
                .isEqualTo(Map.of(
                        "content-type", "application/transit+msgpack",
                        "accept", "application/transit+msgpack",
                        "x-nano-op", "datomic.client.protocol/pull",
                        "x-nano-target", "id-1"));
        WireRequest read = WireRequest.read(request.toMap());
        assertThat(read.operation()).isEqualTo(Operation.PULL);
        assertThat(read.database()).isEqualTo(DATABASE);
        assertThat(read.number(WireKeys.EID)).isEqualTo(5);
        assertThat(read.number(WireKeys.OFFSET)).isNull();
    }

    @Test
    void whatIsNoRequestIsRefused() {
        for (String text : List.of("[]", "nil", "{\"op\" :q}", "{:op :q 5 6}")) {
            assertThatThrownBy(() -> WireRequest.read(Edn.read(text))).isInstanceOf(Anomaly.Incorrect.class);
        }
        WireRequest request = WireRequest.read(Edn.read("{:op :q :offset \"a\" :eid nil}"));
        assertThatThrownBy(() -> request.number(WireKeys.OFFSET))
                .hasMessageContaining(":offset must be a whole number");
        assertThatThrownBy(() -> request.required(WireKeys.EID)).hasMessageContaining(":eid must be given with :q");
        assertThatThrownBy(() -> request.text(WireKeys.OP)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void thePartsOfAnIndexHaveTheirNames(Index index) {
        for (List<Object> components : List.<List<Object>>of(
                List.of(), List.of(1L), List.of(1L, 2L), List.of(1L, 2L, 3L), List.of(1L, 2L, 3L, 4L))) {
            WireRequest request = WireRequest.of(Operation.DATOMS, DATABASE).withComponents(index, components);
            assertThat(request.components(index)).isEqualTo(components);
            assertThat(request.get(WireKeys.INDEX)).isEqualTo(index.keyword());
        }
        assertThatThrownBy(() ->
                        WireRequest.of(Operation.DATOMS, DATABASE).withComponents(index, List.of(1L, 2L, 3L, 4L, true)))
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void aGapInThePartsOfAnIndexStaysAGap() {
        WireRequest request = WireRequest.read(Edn.read("{:op :datoms :index :eavt :e 1 :v 3}"));
        assertThat(request.components(Index.EAVT)).isEqualTo(EdnVector.of(1L, null, 3L));
    }

    @Test
    void aDatabaseValueIsToldFromOtherMaps() {
        WireDatabase filtered = new WireDatabase("films", "id-1", 7L, 8L, 5L, 3L, true, "token");
        assertThat(WireDatabase.of(filtered.toMap())).isEqualTo(filtered);
        assertThat(WireDatabase.isDatabase(filtered.toMap())).isTrue();
        assertThat(WireDatabase.isDatabase(Edn.read("{:db-name \"a\" :t 5}"))).isFalse();
        assertThat(WireDatabase.isDatabase(Edn.read("{:database-id \"a\" :size 5}")))
                .isFalse();
        assertThat(WireDatabase.isDatabase(Edn.read("{:database-id 5}"))).isFalse();
        assertThat(WireDatabase.isDatabase("a")).isFalse();
        assertThatThrownBy(() -> WireDatabase.of(Edn.read("{:t \"5\"}") instanceof Map<?, ?> map ? map : Map.of()))
                .isInstanceOf(Anomaly.Incorrect.class);
    }

    @Test
    void aChunkLeadsToTheNext() {
        WireChunk chunk = new WireChunk(
                List.of(1L, 2L), 5L, Map.of(Keyword.of("io-stats"), 1L), 2L, "token", 2L, List.of(DATABASE));
        assertThat(WireChunk.read(chunk.toMap())).isEqualTo(chunk);
        WireRequest next = chunk.next(WireRequest.of(Operation.Q, DATABASE).with(WireKeys.QUERY, "[...]"));
        assertThat(next.toMap())
                .isEqualTo(Edn.read("{:op :next :db-name \"films\" :database-id \"id-1\" :t 7 :next-t 8"
                        + " :next-token \"token\" :offset 2 :chunk 2}"));
        assertThat(next.headers()).containsEntry("x-nano-next", "token");
        WireChunk last = WireChunk.read(Edn.read("{:data [1]}"));
        assertThat(last.hasNext()).isFalse();
        assertThatThrownBy(() -> WireChunk.read("text")).isInstanceOf(Anomaly.Fault.class);
        assertThatThrownBy(() -> WireChunk.read(Map.of(WireKeys.DATA, 5L))).isInstanceOf(Anomaly.Fault.class);
    }

    @Test
    void aReportComesBack() {
        WireReport report = new WireReport(
                DATABASE,
                WireDatabase.of("films", "id-1", 8),
                List.of(new WireDatom(1, 2, 3L, 4, true)),
                Map.of("a", 5L, -1L, 6L),
                List.of(DATABASE));
        Object read = Transit.read(
                Transit.write(report.toMap(), Dialect.DATOMIC, WireLimits.ofAnswers()), WireLimits.ofAnswers());
        assertThat(WireReport.read(read)).isEqualTo(report);
        for (String text : List.of("5", "{}", "{:db-before {} :db-after {} :tx-data [5]}")) {
            assertThatThrownBy(() -> WireReport.read(Edn.read(text))).isInstanceOf(Anomaly.Fault.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Anomaly.Category.class)
    void anomaliesComeBack(Anomaly.Category category) {
        Anomaly anomaly = category.anomaly(
                "what went wrong", Map.of(Anomaly.ERROR, Keyword.of("db.error", "x"), Keyword.of("a"), 5L), null);
        Map<Keyword, Object> map = WireAnomalies.toMap(anomaly);
        assertThat(WireAnomalies.isAnomaly(map)).isTrue();
        Anomaly read = WireAnomalies.read(map);
        assertThat(read).isExactlyInstanceOf(anomaly.getClass()).hasMessage("what went wrong");
        assertThat(read.data()).isEqualTo(anomaly.data());
        assertThat(WireAnomalies.status(category)).isBetween(400, 504);
        assertThat(WireAnomalies.ofStatus(200)).isNull();
    }

    @Test
    void aDetailThatCannotBeSentIsDescribed() {
        Anomaly anomaly = new Anomaly.Fault(
                "broken \uD800", Map.of(Keyword.of("a"), new StringBuilder[] {}, Keyword.of("b"), new Object()), null);
        Map<Keyword, Object> map = WireAnomalies.toMap(anomaly);
        assertThat(map.get(Anomaly.MESSAGE)).isEqualTo("broken \\ud800");
        assertThat(map.get(Keyword.of("b"))).isInstanceOf(String.class);
        assertThat(Transit.write(map, Dialect.DATOMIC, WireLimits.ofAnswers())).isNotEmpty();
    }

    @Test
    void aStatusSaysWhatItCan() {
        Map<Integer, Anomaly.Category> expected = Map.of(
                400, Anomaly.Category.INCORRECT,
                403, Anomaly.Category.FORBIDDEN,
                404, Anomaly.Category.INCORRECT,
                429, Anomaly.Category.BUSY,
                500, Anomaly.Category.FAULT,
                502, Anomaly.Category.UNAVAILABLE,
                503, Anomaly.Category.UNAVAILABLE,
                504, Anomaly.Category.UNAVAILABLE,
                599, Anomaly.Category.FAULT,
                999, Anomaly.Category.INCORRECT);
        expected.forEach(
                (status, category) -> assertThat(WireAnomalies.ofStatus(status)).isEqualTo(category));
        assertThat(WireAnomalies.read(Map.of(Anomaly.CATEGORY, Keyword.of("new"))))
                .isInstanceOf(Anomaly.Fault.class);
    }
}
