package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Index;
import io.stator.IoStats;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What calls read is counted, segment by segment, for who asks. */
final class IoStatsTest {
    private static final int ENTITIES = 20_000;

    private static long count(IoStats stats, String key) {
        return stats.reads().getOrDefault(Keyword.of(key), 0).longValue();
    }

    private static void fill(Connection connection) {
        connection.transact("""
                [{:db/ident :e/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
                 {:db/ident :e/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]""");
        connection.transact(TxData.of(IntStream.range(0, ENTITIES)
                .mapToObj(n -> TxData.entity()
                        .with(":e/name", "a name of some length " + n)
                        .with(":e/n", (long) n))
                .toArray()));
    }

    @Test
    void segmentsThatAreReadAreCounted() throws Exception {
        SystemConfig config =
                SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 1).withLimit(Limit.SEGMENT_CACHE_BYTES, 1 << 16);
        try (Client client = Stator.inMemory(config)) {
            client.createDatabase("d");
            Connection connection = client.connect("d");
            fill(connection);
            client.compact("d", CompactOptions.standard());
            Database db = connection.db();
            String query = "[:find ?e :where [?e :e/n ?n] [(< ?n 20000)]]";
            IoStats scan = db.query(query).ioContext(":my/scan").ioStats();
            assertThat(scan.context()).contains(Keyword.of("my", "scan"));
            assertThat(scan.api()).isEqualTo(Keyword.of("query"));
            assertThat(count(scan, "avet") + count(scan, "aevt")).isGreaterThan(1);
            assertThat(count(scan, "ocache"))
                    .isEqualTo(count(scan, "avet") + count(scan, "aevt") + count(scan, "eavt") + count(scan, "vaet"));
            long loads = count(scan, "avet-load") + count(scan, "aevt-load") + count(scan, "eavt-load");
            assertThat(loads).isPositive().isLessThanOrEqualTo(count(scan, "ocache"));
            assertThat(count(scan, "storage")).isEqualTo(loads + count(scan, "dir"));
            assertThat(scan.reads()).containsKey(Keyword.of("storage-ms"));
            assertThat(db.query(query).ioStatsAsync().get(60, TimeUnit.SECONDS).api())
                    .isEqualTo(Keyword.of("query"));

            List<Object> name = List.of(":e/name", "a name of some length 77");
            assertThat(db.pullMany("[*]", List.of(name)).ioStats().api()).isEqualTo(Keyword.of("pull-many"));
            assertThat(db.indexPull(Index.AVET, "[:e/n]", ":e/name")
                            .limit(10)
                            .ioStats()
                            .api())
                    .isEqualTo(Keyword.of("index-pull"));
            assertThat(count(db.datoms(Index.EAVT).limit(-1).ioStats(), "eavt")).isPositive();
            String data = "[{:e/name \"a name of some length 78\" :e/n 5}]";
            TxReport written = connection.transact(TxData.parse(data).withIoContext(":my/write"));
            assertThat(written.ioStats().orElseThrow().context()).contains(Keyword.of("my", "write"));
            assertThat(written.ioStats().orElseThrow().api()).isEqualTo(Keyword.of("tx-with"));
            IoStats speculative = db.with(TxData.parse(data).withIoContext(":my/if"))
                    .ioStats()
                    .orElseThrow();
            assertThat(speculative.context()).contains(Keyword.of("my", "if"));
            assertThat(connection.transact(data).ioStats()).isEmpty();
        }
    }

    @Test
    void whatIsLiveReadsNoSegments() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("d");
            Connection connection = client.connect("d");
            fill(connection);
            assertThat(connection
                            .db()
                            .query("[:find ?e :where [?e :e/n 5]]")
                            .ioStats()
                            .reads())
                    .isEmpty();
        }
    }
}
