package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.Database;
import io.stator.TxReport;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Random work on a system whose facts are put into segments all the time, beside the same work on one whose facts never are, which says what
 * the first one must be like at every t.
 */
final class CrashWorkload {
    /** What a crash may leave at most from here on: the database as of this t. */
    record May(long t) {}

    /** What a crash must leave at least from here on. */
    record Must(long t) {}

    /** Another database is there, or is not, from here on. */
    record Other(String name, boolean isThere) {}

    /** The attributes of the entities. */
    static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/secret :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :p/score :db/valueType :db.type/double :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :p/tag :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""";

    private static final int ENTITIES = 40;
    private static final int GROUP_MAX = 6;
    private static final int KINDS = 24;

    /** How much is done at most while the indexes are written anew. */
    private static final int MEANWHILE_MAX = 4;

    private static final long[] LIVE = {16, 60, 200, Long.MAX_VALUE};

    private final CrashStorage storage;
    private final Random random;
    private final EmbeddedClient model;
    private final Map<Long, Long> sums = new HashMap<>();
    private final Map<Long, Database> values = new HashMap<>();
    private EmbeddedClient client;
    private Connection connection;
    private Connection expected;
    private int secrets;
    private int others;

    CrashWorkload(CrashStorage storage, long seed) {
        this.storage = storage;
        this.random = new Random(seed);
        this.model = CrashSystem.open(new MemoryStorage(), Long.MAX_VALUE);
        this.client = CrashSystem.open(storage, LIVE[0]);
        model.createDatabase(CrashSystem.NAME);
        expected = model.connect(CrashSystem.NAME);
        note(new May(expected.db().t()));
        client.createDatabase(CrashSystem.NAME);
        note(new Must(expected.db().t()));
        connection = client.connect(CrashSystem.NAME);
        expect();
    }

    /** Returns a number of live facts that may be allowed, in memory alone or never in storage. */
    static long live(Random random) {
        return LIVE[random.nextInt(LIVE.length)];
    }

    private void note(Object said) {
        storage.note(said);
    }

    private void expect() {
        long t = expected.db().t();
        if (!sums.containsKey(t)) {
            sums.put(t, CrashSystem.sum(expected));
            values.put(t, expected.db());
        }
    }

    /** Returns the sum that a database must have, by its t. */
    Map<Long, Long> sums() {
        return sums;
    }

    /** Returns what a database must be, by its t. */
    Map<Long, Database> values() {
        return values;
    }

    /** Does so many things, and closes the system. */
    void run(int steps) {
        transact(List.of(SCHEMA));
        for (int i = 0; i < steps; i++) {
            step();
        }
        assertThat(CrashSystem.sum(connection)).isEqualTo(CrashSystem.sum(expected));
        client.close();
        model.close();
    }

    private void step() {
        int kind = random.nextInt(KINDS);
        if (kind == 0) {
            reopen();
        } else if (kind == 1) {
            other();
        } else if (kind == 2) {
            CrashSystem.passAnHour();
        } else if (kind < 5) {
            compact();
        } else if (kind < 8) {
            List<String> group = new ArrayList<>();
            for (int i = random.nextInt(GROUP_MAX); i >= 0; i--) {
                group.add(forms());
            }
            transact(group);
        } else {
            transact(List.of(forms()));
        }
    }

    private void reopen() {
        client.close();
        client = CrashSystem.open(storage.reopened(), live(random));
        connection = client.connect(CrashSystem.NAME);
    }

    /** Has the indexes written anew while other things are done, which is refused where these keep it from being right. */
    private void compact() {
        CompletableFuture<Compaction> done = client.compactAsync(CrashSystem.NAME, compactOptions(random));
        for (int left = random.nextInt(MEANWHILE_MAX); left > 0; left--) {
            transact(List.of(forms()));
        }
        try {
            assertThat(done.join().database()).isEqualTo(CrashSystem.NAME);
        } catch (CompletionException excised) {
            assertThat(excised.getCause())
                    .isInstanceOfAny(Anomaly.Conflict.class, Anomaly.Unavailable.class)
                    .hasMessageMatching("(?s).*(excised|erased|deleted) .*");
        }
    }

    /** Returns how indexes may be written anew. */
    static CompactOptions compactOptions(Random random) {
        CompactOptions options = CompactOptions.standard();
        options = random.nextBoolean() ? options : options.unread();
        return random.nextBoolean() ? options : options.fromLog();
    }

    private void other() {
        String name = "y" + others++;
        client.createDatabase(name);
        note(new Other(name, true));
        Connection other = client.connect(name);
        other.transact(SCHEMA);
        for (int i = 0; i < 3; i++) {
            other.transact("[{:p/id " + i + " :p/tag [\"a\" \"b\" \"c\"]}]");
        }
        if (random.nextInt(3) > 0) {
            client.deleteDatabase(name);
            note(new Other(name, false));
        }
    }

    private String secret() {
        return "\"xsecret" + secrets++ + "x\"";
    }

    private String forms() {
        int id = random.nextInt(ENTITIES);
        return switch (random.nextInt(9)) {
            case 0 -> "[{:p/id " + id + " :p/secret " + secret() + " :p/score " + random.nextInt(5) + ".5}]";
            case 1 -> "[{:p/id " + id + " :p/tag [\"a" + random.nextInt(9) + "\" \"b" + random.nextInt(9) + "\"]}]";
            case 2 -> "[{:p/id " + id + " :p/friend {:p/id " + random.nextInt(ENTITIES) + "}}]";
            case 3 -> "[[:db/retractEntity [:p/id " + id + "]]]";
            case 4 -> excision(id);
            case 5 -> many();
            case 6 -> "[{:p/id " + id + " :p/secret " + secret() + "}]";
            default -> "[{:p/id " + id + " :p/score " + random.nextInt(1000) + ".0}]";
        };
    }

    private String excision(int id) {
        return switch (random.nextInt(4)) {
            case 0 -> "[{:db/excise [:p/id " + id + "]}]";
            case 1 ->
                "[{:db/excise :p/secret :db.excise/beforeT "
                        + Math.max(1, expected.db().t() - random.nextInt(30)) + "}]";
            default -> "[{:db/excise [:p/id " + id + "] :db.excise/attrs [:p/secret]}]";
        };
    }

    private String many() {
        StringBuilder forms = new StringBuilder("[");
        for (int i = 0; i < 12; i++) {
            forms.append("{:p/id ")
                    .append(random.nextInt(ENTITIES))
                    .append(" :p/tag [\"m")
                    .append(random.nextInt(40))
                    .append("\"]}");
        }
        return forms.append("]").toString();
    }

    /** Submits transactions one after the other, without waiting for each. */
    private void transact(List<String> group) {
        List<Long> after = new ArrayList<>();
        for (String forms : group) {
            try {
                expected.transact(forms);
            } catch (Anomaly refused) {
                assertThat(refused).isInstanceOf(Anomaly.Incorrect.class);
            }
            expect();
            after.add(expected.db().t());
        }
        note(new May(after.get(after.size() - 1)));
        List<CompletableFuture<TxReport>> reports =
                group.stream().map(connection::transactAsync).toList();
        for (int i = 0; i < group.size(); i++) {
            try {
                assertThat(reports.get(i).join().t()).isEqualTo(after.get(i));
            } catch (CompletionException refused) {
                assertThat(refused).hasCauseInstanceOf(Anomaly.Incorrect.class);
            }
            note(new Must(after.get(i)));
        }
    }
}
