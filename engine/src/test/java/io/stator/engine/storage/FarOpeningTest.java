package io.stator.engine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.ReadOnlyClient;
import io.stator.spi.ClientProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** A database as divided as one of ten million datoms is opened by reading few segments: leaves of 16 facts here are ones of 8,192 there. */
final class FarOpeningTest {
    private static final int FACTS_A_LEAF = 16;
    private static final int FACTS_A_FULL_LEAF = 8_192;
    private static final int DATOMS_MEANT = 10_000_000;
    private static final int DATOMS = DATOMS_MEANT / FACTS_A_FULL_LEAF * FACTS_A_LEAF;
    private static final int TOGETHER = 1_000;

    /** What a storage in DynamoDB asks for besides, before a database is opened, for roots and for the log, is less than 20. */
    private static final int SEGMENTS_MAX = 30;

    private static EngineConfig config(long liveFacts) {
        return EngineConfig.of(
                Map.of(ClientProvider.CONFIG, SystemConfig.standard().withLimit(Limit.LIVE_FACTS, liveFacts)));
    }

    @Test
    void openingReadsDirectoriesAndNoLeaves() {
        MemoryStorage memory = new MemoryStorage();
        fill(memory);
        for (boolean readOnly : new boolean[] {true, false}) {
            FarStorage far = new FarStorage(memory);
            Client client = readOnly
                    ? ReadOnlyClient.open(far.storage(), config(FACTS_A_LEAF))
                    : EmbeddedClient.open(far.storage(), config(FACTS_A_LEAF));
            Connection connection = client.connect("films");
            assertThat(connection
                            .db()
                            .query("[:find ?v :where [?e :d/n 4711] [?e :d/m ?v]]")
                            .list())
                    .hasSize(1);
            assertThat(far.reads()).isLessThanOrEqualTo(SEGMENTS_MAX);
        }
    }

    @Test
    void whatAnOpeningPutsIntoSegmentsHasAllTheTimeItNeeds() {
        FaultyStorage storage = new FaultyStorage();
        long unused = fillLive(storage);
        List<Long> left = new ArrayList<>();
        storage.throwing(() -> {
            left.add(CallersTime.leftNanos());
            return new StorageException(StorageException.Kind.IO, "enough");
        });
        storage.fail(FaultyStorage.Operation.PUT_SEGMENT, 1, FaultyStorage.Fault.THROWN_BEFORE);
        Client small = EmbeddedClient.open(storage, config(FACTS_A_LEAF));
        assertThatThrownBy(() -> small.connect("films")).isInstanceOf(Anomaly.class);
        assertThat(left).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void anOpeningThatHasStoredSomethingComesToItsEndThoughTheTimeIsOver() {
        FaultyStorage storage = new FaultyStorage();
        long t = fillLive(storage);
        LongSupplier clock = () -> storage.calls(FaultyStorage.Operation.PUT_SEGMENT) == 0 ? 0 : Long.MAX_VALUE / 2;
        EngineConfig few = config(FACTS_A_LEAF);
        EngineConfig late = new EngineConfig(few.clock(), clock, few.databaseIds(), few.system());
        Client client = EmbeddedClient.open(storage, late);
        assertThat(client.connect("films").db().t()).isEqualTo(t);
    }

    private static void fill(Storage storage) {
        long unused = fillLive(storage);
        Client small = EmbeddedClient.open(storage, config(FACTS_A_LEAF));
        small.compact("films", CompactOptions.standard());
        assertThat(small.indexing().get("films").segments()).isGreaterThan(3L * DATOMS / FACTS_A_LEAF);
    }

    private static long fillLive(Storage storage) {
        Client client = EmbeddedClient.open(storage, config(Long.MAX_VALUE));
        client.createDatabase("films");
        Connection connection = client.connect("films");
        connection.transact("""
                [{:db/ident :d/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :d/m :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]
                """);
        for (long from = 0; from < DATOMS / 2; from += TOGETHER) {
            List<Map<String, ?>> forms = new ArrayList<>();
            for (long n = from; n < from + TOGETHER; n++) {
                forms.add(Map.of(":d/n", n, ":d/m", -n));
            }
            connection.transact(TxData.of(forms));
        }
        return connection.db().t();
    }
}
