package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Connection;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.storage.CrashStorage;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What tests of crashes ask of a system: how it is opened, all it says of a database, and what it has in storage. */
public final class CrashSystem {
    /** The database that is written to. */
    static final String NAME = "x";

    /** What is excised can be told by this, wherever it is. */
    static final Pattern SECRET = Pattern.compile("xsecret\\d+x");

    /** How long a test waits for what should come soon. */
    static final int SECONDS_MAX = 60;

    /** How long calls take at most, on a machine that does much else. */
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static final AtomicLong IDS = new AtomicLong(1L << 40);
    private static final AtomicLong CLOCK = new AtomicLong(1_700_000_000_000L);
    private static final long HOUR_MILLIS = 3_600_000;

    private CrashSystem() {}

    /** Lets an hour pass, after which what was retired may be deleted. */
    public static void passAnHour() {
        CLOCK.addAndGet(HOUR_MILLIS);
    }

    /** Returns a configuration with clocks and ids of tests, and so many facts that may be in memory alone. */
    public static EngineConfig config(long liveFacts) {
        EngineConfig defaults = EngineConfig.defaults();
        return new EngineConfig(
                () -> Instant.ofEpochMilli(CLOCK.incrementAndGet()),
                defaults.nanoClock(),
                () -> new UUID(0, IDS.incrementAndGet()),
                defaults.system()
                        .withLimit(Limit.LIVE_FACTS, liveFacts)
                        .withLimit(Limit.UNSORTED_FACTS, unsorted(liveFacts))
                        .withTimeout(TIMEOUT));
    }

    /** Returns how many facts wait before they are sorted: none with some of the numbers that tests ask for, so that both are tried. */
    private static long unsorted(long liveFacts) {
        return liveFacts % 3 == 0 ? liveFacts / 4 : 0;
    }

    /** Opens a system with so many facts that may be in memory alone. */
    public static EmbeddedClient open(Storage storage, long liveFacts) {
        return EmbeddedClient.open(storage, config(liveFacts));
    }

    private static List<Database> views(Database db) {
        long middle = db.t() / 2;
        return List.of(db, db.history(), db.asOf(middle), db.since(middle));
    }

    private static long hash(long before, Datom datom) {
        long sum = before * 31 + datom.e();
        sum = sum * 31 + datom.a();
        sum = sum * 31 + (datom.v() instanceof Instant ? 0 : datom.v().hashCode());
        return (sum * 31 + datom.tx()) * 2 + (datom.added() ? 1 : 0);
    }

    private static long sum(long before, Database view, Index index) {
        long sum = before * 31 + 7;
        for (Datom datom : view.datoms(index).limit(Results.NO_LIMIT)) {
            sum = hash(sum, datom);
        }
        return sum;
    }

    /** Returns a sum of all that a value says: facts in every index now and before, and counts. */
    static long sum(Database db) {
        long sum = db.t();
        for (Index index : Index.values()) {
            sum = sum(sum, db, index);
        }
        sum = sum(sum, db.history(), Index.EAVT);
        sum = sum(sum, db.history(), Index.AVET);
        sum = sum(sum, db.asOf(db.t() / 2), Index.AEVT);
        sum = sum(sum, db.since(db.t() / 2), Index.EAVT);
        for (Map.Entry<Keyword, Long> each : new TreeMap<>(db.stats().attributes()).entrySet()) {
            sum = sum * 31 + each.getKey().hashCode();
            sum = sum * 31 + each.getValue();
        }
        return sum * 31 + db.stats().datoms();
    }

    /** Returns a sum of all that the newest value of a database says, and its log. */
    static long sum(Connection connection) {
        long sum = sum(connection.db());
        for (Transaction transaction : connection.transactions(null, null).limit(Results.NO_LIMIT)) {
            sum = sum * 31 + transaction.t();
            for (Datom datom : transaction.data()) {
                sum = hash(sum, datom);
            }
        }
        return sum;
    }

    private static String text(Datom datom) {
        Object value = datom.v() instanceof Instant ? "instant" : datom.v();
        return datom.e() + " " + datom.a() + " " + value + " " + datom.tx() + " " + datom.added();
    }

    /** Returns what a database and its log say as text. */
    static List<String> text(Connection connection) {
        List<String> all = text(connection.db());
        for (Transaction transaction : connection.transactions(null, null).limit(Results.NO_LIMIT)) {
            all.add("transaction " + transaction.t());
            transaction.data().forEach(datom -> all.add(text(datom)));
        }
        return all;
    }

    private static List<String> text(Database db) {
        List<String> all = new ArrayList<>();
        for (Database view : views(db)) {
            for (Index index : Index.values()) {
                all.add(index + " of " + view);
                view.datoms(index).limit(Results.NO_LIMIT).forEach(datom -> all.add(text(datom)));
            }
        }
        all.add(new TreeMap<>(db.stats().attributes()) + " " + db.stats().datoms());
        return all;
    }

    /** Returns what only one of two values says, and where they begin to differ; their logs may, too. */
    static String difference(@Nullable Database before, Database after) {
        List<String> expected = before == null ? List.of() : text(before);
        List<String> actual = text(after);
        int at = 0;
        while (at < Math.min(expected.size(), actual.size()) && expected.get(at).equals(actual.get(at))) {
            at++;
        }
        List<String> missing = new ArrayList<>(expected);
        actual.forEach(missing::remove);
        List<String> more = new ArrayList<>(actual);
        expected.forEach(more::remove);
        return "from line " + at + " on, missing " + missing + ", too much " + more;
    }

    /** Returns the secrets in a text. */
    public static Set<String> secrets(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = SECRET.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    /** Returns the secrets that are anywhere in storage. */
    static Set<String> secrets(CrashStorage storage) {
        Set<String> found = new TreeSet<>();
        storage.allBytes().forEach(bytes -> found.addAll(secrets(new String(bytes, StandardCharsets.ISO_8859_1))));
        return found;
    }

    /** Checks that storage has no secrets but some, no segments but those of roots, and nothing of deleted databases. */
    public static void requireNothingLeft(CrashStorage storage, Set<String> told, String where) {
        assertThat(told).as(where).containsAll(secrets(storage));
        assertThat(storage.segmentNames()).as(where).isEqualTo(used(storage));
        Catalog.Content catalog = new Catalog(storage.roots()).read();
        assertThat(catalog.deleted()).as(where).isEmpty();
        assertThat(catalog.databases().values()).as(where).containsAll(storage.databaseIds());
    }

    /** Returns the t of the root of the indexes of a database; -1 when there is none, or nothing in it. */
    static long storedT(Storage storage, String id) {
        Optional<Root> root = storage.roots().read(StoredIndexes.root(id));
        IndexRoot.Content content =
                root.map(found -> IndexRoot.decode(id, found.bytes()).content()).orElse(null);
        return content == null ? -1 : content.counters().basisT();
    }

    /** Returns the names of all segments that the roots of all databases have, each behind the id of its database. */
    static Set<String> used(Storage storage) {
        Set<String> names = new HashSet<>();
        for (String root : storage.roots().names("")) {
            int end = root.indexOf('/');
            if (end >= 0 && root.equals(StoredIndexes.root(root.substring(0, end)))) {
                String id = root.substring(0, end);
                Optional<Root> found = storage.roots().read(root);
                IndexRoot.Content content =
                        IndexRoot.decode(id, found.orElseThrow().bytes()).content();
                if (content != null) {
                    content.trees()
                            .forEach(tree -> tree.ifPresent(directory ->
                                    directory.children().forEach(child -> names.add(id + "/" + child.name()))));
                }
            }
        }
        return names;
    }
}
