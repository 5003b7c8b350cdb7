package io.stator.engine.database;

import io.stator.Index;
import io.stator.edn.Keyword;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactTree;
import io.stator.engine.schema.Schema;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds a database from all its transactions at once.
 *
 * <p>All facts are sorted by entity, attribute, value, and newest first; in each group of equal ones the first is true
 * now if it is an assertion, and what follows are pairs of a retraction and its assertion. The trees are then built
 * from the bottom up. Not thread-safe.
 *
 * <p>Transactions from the first excision on whose facts are still in the log are applied one by one, because what they
 * mean depends on what was excised before them.
 */
public final class Replay {
    /** Forgotten facts are dropped when they are more than this, and a quarter of all: each drop sorts everything. */
    private static final int FORGOTTEN_TOGETHER = 10_000;

    /** So many facts of transactions that only add and retract facts are put into the indexes together. */
    private static final int FACTS_TOGETHER = 200_000;

    private final List<Fact> facts = new ArrayList<>();
    private final Map<Keyword, Integer> attributeNames = new HashMap<>();
    private final Map<Integer, Keyword> lastNames = new HashMap<>();
    private final long erasedT;
    private final List<Fact> excised = new ArrayList<>();
    private final List<Remains> remains = new ArrayList<>();
    private final ForgottenFacts forgotten = new ForgottenFacts();
    private @Nullable Counters counters;
    private @Nullable DatabaseValue value;

    /** Facts that come after the value, in any order, and the numbers after them. */
    private final List<Fact> waiting = new ArrayList<>();

    private @Nullable Counters countersWaiting;

    /** How much the facts that are in no index yet count for. */
    private long weight;

    private long excisionT;

    private Replay(long erasedT) {
        this.erasedT = erasedT;
    }

    /** Starts with nothing at all. */
    static Replay ofNothing() {
        return new Replay(0);
    }

    /**
     * Starts with what every database begins with.
     *
     * @param erasedT the facts that transactions up to this t excised are not among those that will be added
     */
    public static Replay ofNewDatabase(long erasedT) {
        Replay replay = new Replay(erasedT);
        Counters counters = Bootstrap.database("", "").counters();
        replay.add(Bootstrap.untold(), counters);
        Bootstrap.transactions().forEach(transaction -> replay.add(transaction, counters));
        return replay;
    }

    /** Starts with a database, to which all transactions after its basis are added. */
    public static Replay after(DatabaseValue known) {
        Replay replay = new Replay(known.basisT());
        replay.value = known;
        return replay;
    }

    /** Adds the next transaction. */
    public void add(List<Fact> transaction, Counters next) {
        boolean excising = next.basisT() > erasedT && Excision.isRequested(transaction);
        if (value == null) {
            collect(transaction, next);
            if (excising) {
                excise(build(), transaction, next);
            }
        } else if (value.isPlain(transaction)) {
            waiting.addAll(transaction);
            weight += Fact.weight(transaction);
            countersWaiting = next;
            if (weight >= FACTS_TOGETHER) {
                value = settled(value);
            }
        } else {
            DatabaseValue after = settled(value).plus(transaction, next);
            value = after;
            if (excising) {
                excise(after, transaction, next);
            }
        }
    }

    /** Returns the value with the facts that come after it. */
    private DatabaseValue settled(DatabaseValue known) {
        Counters next = countersWaiting;
        if (next == null) {
            return known;
        }
        Fact[] sorted = waiting.toArray(Fact[]::new);
        waiting.clear();
        weight = 0;
        countersWaiting = null;
        Arrays.sort(sorted, FactTree.comparator(Index.EAVT));
        return known.plusSorted(sorted, next);
    }

    private void excise(DatabaseValue after, List<Fact> transaction, Counters next) {
        excisionT = next.basisT();
        Excision.Result result = Excision.apply(after, transaction);
        excised.addAll(result.removed());
        remains.addAll(result.remains());
        value = result.database();
    }

    /** Returns the facts that were among the added ones and that excisions removed. */
    public List<Fact> excised() {
        return excised;
    }

    /** Returns what excisions asked for that no index held any more. */
    public List<Remains> remains() {
        return remains;
    }

    /** Returns the t of the last transaction whose excisions were carried out; 0 when there is none. */
    public long excisionT() {
        return excisionT;
    }

    private void collect(List<Fact> transaction, Counters next) {
        for (Fact fact : transaction) {
            facts.add(fact);
            weight += fact.weight();
            if (fact.a == SystemIds.IDENT && fact.added()) {
                name(fact.e, (Keyword) fact.v());
            }
        }
        counters = next;
        forgotten.add(transaction);
        if (forgotten.count() > FORGOTTEN_TOGETHER && forgotten.count() > facts.size() / 4) {
            drop();
        }
    }

    /** Drops what is forgotten: each retraction, and the assertion that follows it in the order of EAVT. */
    private void drop() {
        facts.sort(FactTree.comparator(Index.EAVT));
        boolean[] ended = {false};
        facts.removeIf(fact -> {
            boolean dropped = ended[0] || forgotten.isForgotten(fact);
            ended[0] = !ended[0] && dropped;
            return dropped;
        });
        weight = Fact.weight(facts);
        forgotten.dropped();
    }

    private void name(long e, Keyword name) {
        if (EntityIds.partition(e) == EntityIds.PARTITION_DB) {
            attributeNames.put(name, (int) e);
            lastNames.put((int) e, name);
        } else {
            attributeNames.remove(name);
        }
    }

    /** Returns the database; more transactions may still be added. */
    public DatabaseValue finish(String id, String name) {
        DatabaseValue known = value == null ? build() : settled(value);
        if (known.id().equals(id) && known.name().equals(name)) {
            value = known;
            return known;
        }
        DatabaseValue named = known.renamed(id, name);
        value = named;
        return named;
    }

    /** Returns how many facts are in memory alone, big ones counted as several. */
    public long live() {
        return value == null ? weight : value.live() + weight;
    }

    /** Goes on with another value of the same facts as {@link #finish} returned. */
    public void continueWith(DatabaseValue equal) {
        value = equal;
    }

    private DatabaseValue build() {
        Counters last = counters;
        if (last == null) {
            throw new IllegalStateException("a replay must be given at least one transaction");
        }
        drop();
        Map<Fact, Fact> kept = forgotten.keptWithoutAssertions();
        List<Fact> current = new ArrayList<>(facts.size());
        List<Fact> superseded = new ArrayList<>();
        Fact previous = null;
        for (Fact fact : facts) {
            boolean newest = previous == null || !previous.sameFact(fact);
            if (newest && fact.added()) {
                current.add(fact);
            } else if (previous != null && previous.added() && fact.added()) {
                current.set(
                        current.size() - 1,
                        fact); // two assertions in a row, of a schema marker: the earlier one counts
            } else {
                superseded.add(fact);
            }
            if (previous != null && kept.containsKey(previous)) {
                kept.put(previous, fact);
            }
            previous = fact;
        }
        facts.clear();
        weight = 0;
        Schema schema = schema(current);
        Indexes indexes = Indexes.build(current, superseded, schema, forgotten.fading(kept), forgotten.any());
        return new DatabaseValue("", "", indexes, schema, last, Window.NOW, false);
    }

    private Schema schema(List<Fact> current) {
        Map<Integer, List<Fact>> byEntity = new LinkedHashMap<>();
        for (Fact fact : current) {
            if (EntityIds.partition(fact.e) != EntityIds.PARTITION_DB) {
                break;
            }
            byEntity.computeIfAbsent((int) fact.e, e -> new ArrayList<>()).add(fact);
        }
        Set<Integer> entities = new LinkedHashSet<>(byEntity.keySet());
        return Schema.ofNames(attributeNames, lastNames).with(entities, e -> byEntity.getOrDefault(e, List.of()));
    }
}
