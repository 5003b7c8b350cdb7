package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.TxData;
import io.stator.edn.Keyword;
import io.stator.engine.storage.FaultyStorage;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Superseded values of attributes without history are forgotten, in memory and when a database is opened. */
final class NoHistoryTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);

    /** What a database keeps of superseded values, each a retraction and an assertion. */
    private static final int KEPT_DATOMS_MAX = 2 * 100;

    private static final String SCHEMA = """
            [{:db/ident :n/key :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :n/count :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :n/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :n/tags :db/valueType :db.type/long :db/cardinality :db.cardinality/many :db/noHistory true}
             {:db/ident :n/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :n/plain :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :n/other :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :n/said :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :n/count+said :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
              :db/tupleAttrs [:n/count :n/said] :db/noHistory true}]""";

    private static final Keyword COUNT = Keyword.of("n", "count");

    private final AtomicLong ids = new AtomicLong();

    private Connection connect(Storage storage) {
        EngineConfig defaults = EngineConfig.defaults();
        EmbeddedClient client = EmbeddedClient.open(
                storage,
                new EngineConfig(
                        defaults.clock(),
                        defaults.nanoClock(),
                        () -> new UUID(0, ids.incrementAndGet()),
                        defaults.system()));
        if (client.createDatabase("x")) {
            client.connect("x").transact(SCHEMA);
        }
        return client.connect("x");
    }

    private static List<String> history(Database database) {
        return database.history().datoms(Index.EAVT).limit(-1).stream()
                .map(Datom::toString)
                .toList();
    }

    private static long counted(Connection connection, Keyword attribute) {
        return connection.db().stats().attributes().getOrDefault(attribute, 0L);
    }

    @Test
    void overwritingDoesNotGrowTheDatabase() throws InterruptedException {
        FaultyStorage storage = new FaultyStorage();
        Connection connection = connect(storage);
        int entities = 500;
        for (long round = 0; round < 200; round++) {
            List<Object> forms = new ArrayList<>();
            for (long key = 0; key < entities; key++) {
                forms.add(Map.of(Keyword.of("n", "key"), key, COUNT, round));
            }
            connection.transact(TxData.of(forms));
            assertThat(counted(connection, COUNT)).isLessThanOrEqualTo(entities + KEPT_DATOMS_MAX);
        }
        assertThat(connection.db().datoms(Index.AEVT, COUNT).limit(-1).list()).hasSize(entities);
        Connection again = connect(storage.crash());
        assertThat(again.db().stats()).isEqualTo(connection.db().stats());
        assertThat(again.transactions(8, 9).list().get(0).data()).hasSize(1 + 4 * entities);
    }

    @Test
    void aFewSupersededValuesAreKeptAndThenForgottenTogether() {
        Connection connection = connect(new FaultyStorage());
        long first = connection.transact("[{:n/key 1 :n/plain 0}]").t();
        for (int i = 1; i <= 100; i++) {
            connection.transact("[{:n/key 1 :n/plain " + i + "}]");
        }
        Database full = connection.db();
        assertThat(full.history().datoms(Index.AEVT, ":n/plain").limit(-1).list())
                .hasSize(201);
        assertThat((Object) full.asOf(first).q("[:find ?c . :where [_ :n/plain ?c]]"))
                .isEqualTo(0L);
        connection.transact("[{:n/key 1 :n/plain 101}]");
        Database after = connection.db();
        assertThat(after.history().datoms(Index.AEVT, ":n/plain").list())
                .extracting(Datom::v)
                .containsExactly(101L);
        assertThat((Object) after.asOf(first).q("[:find ?c . :where [_ :n/plain ?c]]"))
                .isNull();
        assertThat((Object) after.since(first).q("[:find ?c . :where [_ :n/plain ?c]]"))
                .isEqualTo(101L);
        assertThat((Object) full.asOf(first).q("[:find ?c . :where [_ :n/plain ?c]]"))
                .isEqualTo(0L);
        assertThat(connection.transactions(first, first + 1).list().get(0).data())
                .extracting(Datom::v)
                .contains(0L);
    }

    @Test
    void whatIsSupersededBeforeOrAfterAnAttributeHasNoHistoryStays() {
        Connection connection = connect(new FaultyStorage());
        connection.transact("[{:n/key 1 :n/other 0}]");
        connection.transact("[{:n/key 1 :n/other 1}]");
        connection.transact("[{:db/id :n/other :db/noHistory true}]");
        for (int i = 2; i <= 102; i++) {
            connection.transact("[{:n/key 1 :n/other " + i + "}]");
        }
        assertThat(connection
                        .db()
                        .history()
                        .datoms(Index.AEVT, ":n/other")
                        .limit(-1)
                        .list())
                .extracting(Datom::v)
                .containsExactly(0L, 0L, 102L);
        connection.transact("[{:n/key 1 :n/other 103}]");
        connection.transact("[{:db/id :n/other :db/noHistory false}]");
        for (int i = 104; i <= 300; i++) {
            connection.transact("[{:n/key 1 :n/other " + i + "}]");
        }
        assertThat(counted(connection, Keyword.of("n", "other"))).isEqualTo(3 + 2 * 198);
    }

    @Test
    void openingADatabaseGivesTheSameValue() throws InterruptedException {
        Random random = new Random(SEED);
        FaultyStorage storage = new FaultyStorage();
        Connection connection = connect(storage);
        connection.transact("[{:n/key 0} {:n/key 1} {:n/key 2} {:n/key 3} {:n/key 4}]");
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 60; i++) {
                connection.transact(randomForms(random));
            }
            storage = storage.crash();
            Connection again = connect(storage);
            assertThat(history(again.db())).as("seed %s round %s", SEED, round).isEqualTo(history(connection.db()));
            assertThat(again.db().stats())
                    .as("seed %s round %s", SEED, round)
                    .isEqualTo(connection.db().stats());
            connection = again;
        }
    }

    /** One form: seldom about the schema, mostly about one of four entities. */
    private static String randomForms(Random random) {
        if (random.nextInt(20) == 0) {
            return "[{:db/id :n/" + (random.nextBoolean() ? "count" : "said") + " :db/noHistory " + random.nextBoolean()
                    + "}]";
        }
        int number = random.nextInt(5);
        return "[{:n/key " + random.nextInt(4)
                + switch (random.nextInt(6)) {
                    case 0 -> " :n/tags " + number;
                    case 1 -> " :n/text \"" + number + "\"";
                    case 2 -> " :n/friend {:n/key " + number + "}";
                    case 3 -> " :n/said " + number;
                    default -> " :n/count " + number;
                }
                + "}" + (random.nextInt(4) == 0 ? "[:db/retract [:n/key 0] :n/tags]" : "") + "]";
    }

    @Test
    void anExcisionErasesWhatWasForgottenFromTheLogToo() throws InterruptedException {
        MemoryStorage durable = new MemoryStorage();
        FaultyStorage storage = new FaultyStorage(durable);
        Connection connection = connect(storage);
        long entity = connection
                .transact("[{:db/id \"x\" :n/key 1 :n/text \"secret-0.\"} {:n/key 2 :n/text \"public-0.\"}]")
                .id("x");
        for (int i = 1; i <= 150; i++) {
            connection.transact("[{:n/key 1 :n/text \"secret-" + i + ".\"} {:n/key 2 :n/text \"public-" + i + ".\"}]");
        }
        assertThat(holds(durable, "secret-0.")).isTrue();
        long t = connection
                .transact(TxData.of(Map.of(Keyword.of("db", "excise"), entity)))
                .t();
        assertThat(connection.syncExcise(t).t()).isEqualTo(t);
        for (int i = 0; i <= 150; i++) {
            assertThat(holds(durable, "secret-" + i + ".")).isFalse();
            assertThat(holds(durable, "public-" + i + ".")).isTrue();
        }
        Database before = connection.db();
        Connection again = connect(storage.crash());
        assertThat(again.db().datoms(Index.EAVT).limit(-1).list())
                .isEqualTo(before.datoms(Index.EAVT).limit(-1).list());
        again.transact("[{:db/excise :n/text}]");
        assertThat(holds(durable, "public-")).isFalse();
    }

    private static boolean holds(MemoryStorage durable, String text) {
        boolean[] found = {false};
        durable.log(new UUID(0, 1).toString()).read(0, (sequence, epoch, bytes) -> {
            found[0] |= new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
            return true;
        });
        return found[0];
    }
}
