package io.stator.engine.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Index;
import io.stator.edn.Keyword;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.FactTree;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class DatabaseValueTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int AGE = 73;
    private static final int FRIEND = 74;

    private static List<Fact> all(FactCursor cursor) {
        List<Fact> facts = new ArrayList<>();
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            facts.add(fact);
        }
        return facts;
    }

    private static Counters counters(long t, long instant) {
        return new Counters(t, 1000, 80, instant);
    }

    private static List<Fact> schemaFacts(long t) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of(EntityIds.transaction(t), SystemIds.TX_INSTANT, Instant.ofEpochMilli(t * 1000), t, true));
        for (int a : new int[] {AGE, FRIEND}) {
            facts.add(Fact.of(a, SystemIds.IDENT, Keyword.of("p", a == AGE ? "age" : "friend"), t, true));
            facts.add(Fact.ofLong(a, SystemIds.VALUE_TYPE, a == AGE ? 22 : 20, t, true));
            facts.add(Fact.ofLong(a, SystemIds.CARDINALITY, SystemIds.CARDINALITY_MANY, t, true));
        }
        return facts;
    }

    /** A database with a random past, beside the plain list of everything that was ever added. */
    private static final class Past {
        final List<Fact> log = new ArrayList<>();
        final List<List<Fact>> transactions = new ArrayList<>();
        DatabaseValue value = Bootstrap.database("id", "name");

        Past(Random random, int size) {
            log.addAll(Bootstrap.untold());
            Bootstrap.transactions().forEach(log::addAll);
            add(schemaFacts(6), 6);
            TreeSet<Fact> current = new TreeSet<>(Comparator.comparingLong((Fact fact) -> fact.e)
                    .thenComparingInt(fact -> fact.a)
                    .thenComparingLong(fact -> fact.bits));
            for (long t = 7; t < 7 + size; t++) {
                List<Fact> facts = new ArrayList<>();
                facts.add(Fact.of(
                        EntityIds.transaction(t), SystemIds.TX_INSTANT, Instant.ofEpochMilli(t * 1000), t, true));
                TreeSet<Fact> touched = new TreeSet<>(current.comparator());
                for (int i = 0; i < 10; i++) {
                    Fact fact =
                            Fact.ofLong(100 + random.nextInt(8), AGE + random.nextInt(2), random.nextInt(6), t, true);
                    if (touched.add(fact)) {
                        if (current.add(fact)) {
                            facts.add(fact);
                        } else {
                            current.remove(fact);
                            facts.add(fact.in(t, false));
                        }
                    }
                }
                add(facts, t);
            }
        }

        private void add(List<Fact> facts, long t) {
            transactions.add(facts);
            log.addAll(facts);
            value = value.plus(facts, counters(t, t * 1000));
        }

        /** Returns what a window shows, by its definition. */
        List<Fact> expected(Index index, @Nullable Long since, @Nullable Long asOf, boolean history) {
            List<Fact> inside = log.stream()
                    .filter(fact -> (since == null || fact.t() > since) && (asOf == null || fact.t() <= asOf))
                    .filter(fact -> index != Index.VAET || isRef(fact))
                    .toList();
            List<Fact> shown = new ArrayList<>();
            for (Fact fact : inside) {
                boolean superseded = inside.stream()
                        .anyMatch(other -> !other.added() && other.t() > fact.t() && other.sameFact(fact));
                if (history || (fact.added() && !superseded)) {
                    shown.add(fact);
                }
            }
            shown.sort(FactTree.comparator(index));
            return shown;
        }

        private boolean isRef(Fact fact) {
            AttributeInfo attribute = value.schema().attribute(fact.a);
            return attribute != null && attribute.isRef();
        }
    }

    private static DatabaseValue view(DatabaseValue value, @Nullable Long since, @Nullable Long asOf, boolean history) {
        DatabaseValue seen = since == null ? value : value.since(since);
        seen = asOf == null ? seen : seen.asOf(asOf);
        return history ? seen.history() : seen;
    }

    @Test
    void everyViewShowsWhatItsDefinitionSays() {
        everyViewShowsWhatItsDefinitionSays(new Past(new Random(SEED), 25), 0L, 6L, 7L, 12L, 20L, 31L, 99L);
    }

    @Test
    void everyViewOfALongPastShowsWhatItsDefinitionSays() {
        everyViewShowsWhatItsDefinitionSays(new Past(new Random(SEED + 3), 500), 7L, 40L, 260L, 500L, 506L);
    }

    private static void everyViewShowsWhatItsDefinitionSays(Past past, Long... given) {
        List<@Nullable Long> points = new ArrayList<>(List.of(given));
        points.add(null);
        for (Index index : Index.values()) {
            for (Long since : points) {
                for (Long asOf : points) {
                    for (boolean history : new boolean[] {false, true}) {
                        assertThat(all(view(past.value, since, asOf, history).facts(Prefix.all(index))))
                                .as("%s since %s as of %s history %s seed %s", index, since, asOf, history, SEED)
                                .isEqualTo(past.expected(index, since, asOf, history));
                    }
                }
            }
        }
    }

    @Test
    void theFactsOfEveryViewCanBeReadBackward() {
        Past past = new Past(new Random(SEED + 2), 400);
        Long[] points = {null, 9L, 200L};
        for (Index index : Index.values()) {
            for (Long since : points) {
                for (Long asOf : points) {
                    for (boolean history : new boolean[] {false, true}) {
                        DatabaseValue seen = view(past.value, since, asOf, history);
                        List<Fact> forward = all(seen.facts(Prefix.all(index)));
                        for (int i = 0; i < forward.size(); i += 1 + forward.size() / 20) {
                            for (int components = 1; components <= 3; components++) {
                                Prefix start = new Prefix(index, forward.get(i), components);
                                List<Fact> expected = new ArrayList<>(forward);
                                expected.removeIf(fact -> start.compare(fact) > 0);
                                Collections.reverse(expected);
                                assertThat(all(seen.factsBackFrom(start)))
                                        .as(
                                                "%s since %s as of %s history %s seed %s",
                                                start, since, asOf, history, SEED)
                                        .isEqualTo(expected);
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void replayingTheLogGivesTheSameDatabase() {
        Past past = new Past(new Random(SEED + 1), 60);
        Replay replay = Replay.ofNewDatabase(0);
        for (int i = 0; i < past.transactions.size(); i++) {
            replay.add(past.transactions.get(i), counters(6 + i, (6 + i) * 1000L));
        }
        DatabaseValue replayed = replay.finish("id", "name");
        assertThat(replayed).isEqualTo(past.value);
        for (Index index : Index.values()) {
            assertThat(all(replayed.history().facts(Prefix.all(index))))
                    .as("%s seed %s", index, SEED)
                    .isEqualTo(all(past.value.history().facts(Prefix.all(index))));
        }
        assertThat(replayed.schema().attributes()).isEqualTo(past.value.schema().attributes());
    }

    @Test
    void transactionsAddedTogetherToAKnownDatabaseGiveTheSame() {
        for (int begin = 0; begin < 60; begin += 7) {
            Past past = new Past(new Random(SEED + begin), 60);
            Replay first = Replay.ofNewDatabase(0);
            for (int i = 0; i < begin; i++) {
                first.add(past.transactions.get(i), counters(6 + i, (6 + i) * 1000L));
            }
            Replay replay = Replay.after(first.finish("id", "name"));
            for (int i = begin; i < past.transactions.size(); i++) {
                replay.add(past.transactions.get(i), counters(6 + i, (6 + i) * 1000L));
            }
            DatabaseValue replayed = replay.finish("id", "name");
            assertThat(replayed.counters()).isEqualTo(past.value.counters());
            for (Index index : Index.values()) {
                assertThat(all(replayed.history().facts(Prefix.all(index))))
                        .as("%s seed %s begin %s", index, SEED, begin)
                        .isEqualTo(all(past.value.history().facts(Prefix.all(index))));
                assertThat(all(replayed.facts(Prefix.all(index)))).isEqualTo(all(past.value.facts(Prefix.all(index))));
            }
        }
    }

    @Test
    void anInstantMeansTheTransactionAtItOrTheLastBefore() {
        DatabaseValue value = new Past(new Random(SEED), 10).value;
        assertThat(value.timePoint(Instant.ofEpochMilli(8000))).isEqualTo(8);
        assertThat(value.timePoint(Instant.ofEpochMilli(8001))).isEqualTo(8);
        assertThat(value.timePoint(Instant.ofEpochMilli(7999))).isEqualTo(7);
        assertThat(value.timePoint(Instant.ofEpochMilli(0))).isEqualTo(0);
        assertThat(value.timePoint(Instant.parse("2030-01-01T00:00:00Z"))).isEqualTo(16);
        assertThat(value.timePoint(EntityIds.transaction(9))).isEqualTo(9);
    }

    @Test
    void aNewDatabaseHasTheBootstrapTransactions() {
        DatabaseValue value = Bootstrap.database("id", "name");
        assertThat(value.basisT()).isEqualTo(5);
        assertThat(Bootstrap.transactions().stream().map(List::size)).containsExactly(40, 57, 21, 40, 11, 27);
        assertThat(Bootstrap.untold()).hasSize(27);
        assertThat(value.totalCount(null)).isEqualTo(40 + 57 + 21 + 40 + 11 + 27 + 27);
        assertThat(value.entityId(Keyword.of("db.type", "string"))).isEqualTo(23);
        assertThat(value.entityId(":db/ident")).isEqualTo(10);
        assertThat(value.ident(63)).isEqualTo(Keyword.of("db", "doc"));
        assertThat(value.entityId(List.of(Keyword.of("db", "ident"), Keyword.of("db", "cas"))))
                .isEqualTo(56);
    }
}
