package io.stator.engine.care;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Progress;
import io.stator.Verification;
import io.stator.engine.EmbeddedClient;
import io.stator.engine.EngineConfig;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.ForgedIndexes;
import io.stator.engine.durable.IndexRoot;
import io.stator.engine.durable.StoredState;
import io.stator.engine.log.LogRecord;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.storage.Log;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.storage.UnclosedStorage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a check of a database finds, and what it does not take for damage. */
final class VerifierTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :p/score :db/valueType :db.type/double :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :p/price :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/many}
             {:db/ident :p/best :db/valueType :db.type/ref :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]""";
    private static final String WAY_OUT = "stator compact --rebuild";

    private final MemoryStorage storage = new MemoryStorage();
    private final AtomicLong ids = new AtomicLong();
    private final Random random = new Random(SEED);
    private EmbeddedClient client;
    private Connection connection;
    private long liveFacts = 20;

    VerifierTest() {
        client = open();
        client.createDatabase("x");
        connection = client.connect("x");
    }

    private EmbeddedClient open() {
        EngineConfig defaults = EngineConfig.defaults();
        return EmbeddedClient.open(
                new UnclosedStorage(storage),
                new EngineConfig(
                        () -> Instant.ofEpochMilli(1_700_000_000_000L),
                        defaults.nanoClock(),
                        () -> new UUID(0, ids.incrementAndGet()),
                        defaults.system().withLimit(Limit.LIVE_FACTS, liveFacts)));
    }

    private static String id() {
        return new UUID(0, 1).toString();
    }

    private ForgedIndexes indexes() {
        return new ForgedIndexes(storage, id());
    }

    @BeforeEach
    void fill() {
        connection.transact(SCHEMA);
        for (int i = 0; i < 40; i++) {
            connection.transact("[{:p/id " + i + " :p/name \"n" + i + "\" :p/score " + i + ".5 :p/price [1.0M " + i
                    + ".50M] :p/friend {:p/id " + (i + 1) + "}}]");
        }
        for (int i = 0; i < 60; i++) {
            connection.transact("[{:p/id " + random.nextInt(10) + " :p/name \"m" + i + "\" :p/score "
                    + random.nextInt(1000) + ".0 :p/best [:p/id " + random.nextInt(10) + "]}]");
        }
        connection.transact("[[:db/retract [:p/id 3] :p/price 1.00M] [:db/retract [:p/id 4] :p/friend [:p/id 5]]]");
    }

    @AfterEach
    void close() {
        client.close();
    }

    /** Opens the system again until all facts that can be are in segments, and closes it. */
    private void settle() {
        while (indexes().root().content() == null
                || client.verify("x", progress -> {}).t()
                                - client.verify("x", progress -> {}).storedT()
                        > 15) {
            Thread.onSpinWait();
        }
        client.close();
        liveFacts = Long.MAX_VALUE;
    }

    private Verification verify() {
        return Verifier.verify(storage, id(), "x", progress -> {}, () -> {});
    }

    private void assertDamaged(String... words) {
        Verification found = verify();
        assertThat(found.damages()).as("seed %s", SEED).isNotEmpty();
        assertThat(found.damages()).anySatisfy(damage -> assertThat(damage).contains(words));
    }

    @Test
    void aDatabaseThatIsWholeIsSoWhateverWasDoneToIt() {
        for (int i = 0; i < 150; i++) {
            connection.transact("[{:p/id " + random.nextInt(10) + " :p/score " + i + ".25 :p/best [:p/id "
                    + random.nextInt(10) + "]}]");
        }
        connection.transact("[{:db/id :p/name :db/index true}]");
        connection.transact("[{:db/id :p/name :db/doc \"twice\" :db/noHistory true}]");
        connection.transact("[{:db/id :p/name :db/noHistory false}]");
        connection.transact("[[:db/retractEntity [:p/id 7]]]");
        settle();
        Verification found = verify();
        assertThat(found.damages()).as("seed %s", SEED).isEmpty();
        assertThat(found.segments()).isGreaterThan(20);
        assertThat(found.transactions()).isGreaterThan(200);
    }

    @Test
    void anAttributeMayLoseItsHistoryLater() {
        client.createDatabase("y");
        Connection other = client.connect("y");
        other.transact("[{:db/ident :a/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}]");
        for (int i = 0; i < 10; i++) {
            other.transact("[{:db/ident :it :a/n " + i + "}]");
        }
        other.transact("[{:db/id :a/n :db/noHistory true}]");
        client.compact("y", CompactOptions.standard());
        assertThat(client.verify("y", progress -> {}).damages()).isEmpty();
        client.createDatabase("empty");
        client.compact("empty", CompactOptions.standard());
        assertThat(client.verify("empty", progress -> {}).damages()).isEmpty();
    }

    @Test
    void aDatabaseIsVerifiedWhileItIsWrittenAndMerged() {
        for (int i = 0; i < 20; i++) {
            for (int k = 0; k < 10; k++) {
                connection.transact(
                        "[{:p/id " + random.nextInt(30) + " :p/name \"k" + i + k + "\" :p/score " + k + ".0}]");
            }
            assertThat(client.verify("x", progress -> {}).damages())
                    .as("seed %s", SEED)
                    .isEmpty();
        }
    }

    @Test
    void whatIsExcisedIsMissedNowhere() {
        for (int i = 0; i < 120; i++) {
            connection.transact("[{:p/id " + random.nextInt(10) + " :p/score " + i + ".25}]");
        }
        long t = connection
                .transact("[{:db/excise [:p/id 3]} {:db/excise [:p/id 5] :db.excise/attrs [:p/score :p/name]}]")
                .dbAfter()
                .t();
        connection.syncExcise(t);
        for (int i = 0; i < 30; i++) {
            connection.transact("[{:p/id " + random.nextInt(10) + " :p/score " + i + ".75}]");
        }
        settle();
        Verification found = verify();
        assertThat(found.damages()).as("seed %s", SEED).isEmpty();
        assertThat(found.notes()).noneMatch(note -> note.contains("not compared"));
    }

    @Test
    void aDatabaseWithoutSegmentsIsItsLog() {
        client.close();
        liveFacts = Long.MAX_VALUE;
        client = open();
        client.createDatabase("y");
        client.connect("y").transact(SCHEMA);
        Verification found = client.verify("y", progress -> {});
        assertThat(found.isWhole()).isTrue();
        assertThat(found.storedT()).isEqualTo(-1);
        assertThat(found.notes()).anyMatch(note -> note.contains("no facts are in segments"));
        assertThatThrownBy(() -> client.verify("none", progress -> {})).isInstanceOf(Anomaly.NotFound.class);
    }

    @Test
    void progressIsToldAndACheckCanBeEnded() {
        settle();
        List<Progress> told = new ArrayList<>();
        Verifier.verify(storage, id(), "x", told::add, () -> {});
        assertThat(told).anyMatch(progress -> progress.step().equals("log") && progress.share() > 0.5);
        assertThatThrownBy(() -> Verifier.verify(storage, id(), "x", progress -> {}, () -> {
                    throw new Anomaly.Interrupted("enough");
                }))
                .isInstanceOf(Anomaly.Interrupted.class);
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void aBitThatFlippedInALeafIsFound(Index index) {
        settle();
        String name = indexes().leaves(index, false).get(1).name();
        indexes().replaceBytes(name, bytes -> {
            bytes[bytes.length / 2] ^= 4;
            return bytes;
        });
        assertDamaged(index.toString(), "segment " + name, WAY_OUT);
    }

    @Test
    void aLeafThatIsMissingIsFound() {
        settle();
        String name = indexes().leaves(Index.AEVT, true).get(0).name();
        storage.segments(id()).delete(List.of(name));
        assertDamaged("AEVT of what was true", "segment " + name, "missing", WAY_OUT);
    }

    @Test
    void leavesInEachOthersPlacesAreFound() {
        settle();
        List<ChildEntry> leaves = indexes().leaves(Index.EAVT, false);
        byte[] first = storage.segments(id()).get(leaves.get(0).name()).orElseThrow();
        byte[] second = storage.segments(id()).get(leaves.get(1).name()).orElseThrow();
        indexes().replaceBytes(leaves.get(0).name(), bytes -> second);
        indexes().replaceBytes(leaves.get(1).name(), bytes -> first);
        assertDamaged("EAVT", "segment " + leaves.get(0).name(), WAY_OUT);
        assertDamaged("EAVT", "segment " + leaves.get(1).name(), WAY_OUT);
    }

    private void changeEntry(UnaryOperator<ChildEntry> change) {
        settle();
        List<ChildEntry> leaves = new ArrayList<>(indexes().leaves(Index.AVET, false));
        leaves.set(1, change.apply(leaves.get(1)));
        indexes().replaceLeaves(Index.AVET, false, leaves);
    }

    @Test
    void aCountOfADirectoryThatIsWrongIsFound() {
        changeEntry(entry -> new ChildEntry(
                entry.name(),
                entry.count() + 1,
                entry.firstT(),
                entry.lastT(),
                entry.checksum(),
                entry.size(),
                entry.separator()));
        assertDamaged("AVET", "count=", WAY_OUT);
    }

    @Test
    void aTimeOfADirectoryThatIsWrongIsFound() {
        changeEntry(entry -> new ChildEntry(
                entry.name(),
                entry.count(),
                entry.firstT(),
                entry.lastT() + 1,
                entry.checksum(),
                entry.size(),
                entry.separator()));
        assertDamaged("AVET", "lastT=", WAY_OUT);
    }

    @Test
    void aSeparatorThatIsWrongIsFound() {
        changeEntry(entry -> {
            Fact separator = entry.separator();
            return new ChildEntry(
                    entry.name(),
                    entry.count(),
                    entry.firstT(),
                    entry.lastT(),
                    entry.checksum(),
                    entry.size(),
                    Fact.of(separator.e + 1000, separator.a, separator.stored(), separator.t(), true));
        });
        assertDamaged("AVET", "separator", WAY_OUT);
    }

    @Test
    void aLeafThatADirectoryLeftOutIsFound() {
        settle();
        List<ChildEntry> leaves = new ArrayList<>(indexes().leaves(Index.EAVT, false));
        leaves.remove(2);
        indexes().replaceLeaves(Index.EAVT, false, leaves);
        assertDamaged("EAVT lacks a fact", "the log", WAY_OUT);
    }

    private void changeFacts(Index index, boolean past, UnaryOperator<List<Fact>> change) {
        settle();
        indexes()
                .replaceFacts(
                        index, past, change.apply(new ArrayList<>(indexes().facts(index, past))));
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void aFactThatIsMissingIsFound(Index index) {
        Fact[] gone = new Fact[1];
        changeFacts(index, false, facts -> {
            gone[0] = facts.remove(facts.size() / 2);
            return facts;
        });
        assertDamaged(index + " lacks a fact", gone[0].toString(), "segment i0-", WAY_OUT);
    }

    @ParameterizedTest
    @EnumSource(Index.class)
    void aFactTooManyIsFound(Index index) {
        Fact[] more = new Fact[1];
        changeFacts(index, false, facts -> {
            Fact known = facts.get(facts.size() / 2);
            more[0] = Fact.of(known.e + 100_000, known.a, known.stored(), known.t(), true);
            facts.add(more[0]);
            return facts;
        });
        assertDamaged(index + " has a fact that it must not have", more[0].toString(), "segment i0-", WAY_OUT);
    }

    @Test
    void aValueThatIsNoReferenceIsFoundAmongReferences() {
        settle();
        Fact number = indexes().facts(Index.EAVT, false).stream()
                .filter(fact -> fact.isLong()
                        && indexes().facts(Index.VAET, false).stream().noneMatch(ref -> ref.a == fact.a))
                .findFirst()
                .orElseThrow();
        List<Fact> facts = indexes().facts(Index.VAET, false);
        facts.add(number);
        indexes().replaceFacts(Index.VAET, false, facts);
        assertDamaged("VAET has a fact that it must not have", number.toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFactOfAnotherTransactionIsFound(boolean past) {
        changeFacts(Index.AEVT, past, facts -> {
            int at = facts.size() - 1;
            Fact known = facts.get(at);
            facts.set(at, known.in(known.t() - 1, true));
            return facts;
        });
        assertDamaged("AEVT lacks a fact");
        assertDamaged("AEVT has a fact that it must not have");
    }

    @Test
    void aRetractionWithoutItsAssertionIsFound() {
        changeFacts(Index.AVET, true, facts -> {
            facts.remove(1);
            return facts;
        });
        assertDamaged("AVET of what was true", "retraction", WAY_OUT);
    }

    @Test
    void whatIsTrueIsNotAmongWhatWas() {
        Fact[] moved = new Fact[1];
        changeFacts(Index.EAVT, false, facts -> {
            moved[0] = facts.remove(facts.size() - 1);
            return facts;
        });
        List<Fact> past = indexes().facts(Index.EAVT, true);
        past.add(moved[0]);
        indexes().replaceFacts(Index.EAVT, true, past);
        assertDamaged("EAVT of what was true", "a retraction must stand before the assertion", moved[0].toString());
    }

    @Test
    void aValueThatShouldBeForgottenIsFound() {
        settle();
        Fact kept = indexes().facts(Index.EAVT, true).get(0);
        for (Index index : List.of(Index.EAVT, Index.AEVT, Index.AVET)) {
            List<Fact> past = indexes().facts(index, true);
            past.add(Fact.of(kept.e, scoreAttribute(), 77.5, 100, true));
            past.add(Fact.of(kept.e, scoreAttribute(), 77.5, 101, false));
            indexes().replaceFacts(index, true, past);
        }
        assertDamaged("AVET has a fact that it must not have", "77.5");
    }

    private int scoreAttribute() {
        return indexes().facts(Index.EAVT, false).stream()
                .filter(fact -> fact.stored() instanceof Double)
                .findFirst()
                .orElseThrow()
                .a;
    }

    @Test
    void aRecordOfTheLogThatIsMissingIsFound() {
        settle();
        storage.log(id()).truncateBefore(1);
        Verification found = verify();
        assertThat(found.damages()).anySatisfy(damage -> assertThat(damage).contains("record 0", "restore a backup"));
        assertThat(found.notes()).anyMatch(note -> note.contains("not compared with the log"));
    }

    @Test
    void indexesAreComparedWithEachOtherWhenTheLogIsDamaged() {
        changeFacts(Index.AVET, false, facts -> {
            facts.remove(facts.size() - 1);
            return facts;
        });
        storage.log(id()).truncateBefore(1);
        assertDamaged("AVET lacks a fact that it must have as EAVT says");
    }

    @Test
    void aRecordOfTheLogThatSaysSomethingElseIsFound() {
        settle();
        Log log = storage.log(id());
        long[] at = {-1};
        byte[][] changed = new byte[1][];
        log.read(3, (sequence, epoch, bytes) -> {
            List<LoggedTransaction> transactions = new ArrayList<>(LogRecord.decode(bytes));
            LoggedTransaction first = transactions.get(0);
            transactions.set(
                    0, first.withFacts(first.facts().subList(0, first.facts().size() - 1)));
            changed[0] = LogRecord.encode(transactions);
            at[0] = sequence;
            return false;
        });
        log.rewrite(at[0], 0, changed[0]);
        assertDamaged("EAVT has a fact that it must not have as the log says");
        assertDamaged("AVET has a fact that it must not have as the log says");
    }

    @Test
    void aRecordOfTheLogThatCannotBeReadIsFound() {
        settle();
        storage.log(id()).rewrite(2, 0, new byte[] {1, 2, 3});
        assertDamaged("record 2", "restore a backup");
    }

    @Test
    void aRootOfAnotherLogIsFound() {
        settle();
        indexes()
                .replace(content -> new IndexRoot.Content(
                        content.sequence() - 1,
                        content.window(),
                        content.counters(),
                        content.forgotten(),
                        content.names(),
                        content.lastNames(),
                        content.fading(),
                        content.trees()));
        assertDamaged("the root of the indexes", WAY_OUT);
    }

    @Test
    void aSegmentThatNothingHasIsNoDamage() {
        settle();
        assertThat(verify().orphans()).isZero();
        storage.segments(id()).put("i1-999999", new byte[] {1});
        Verification found = verify();
        assertThat(found.isWhole()).isTrue();
        assertThat(found.orphans()).isEqualTo(1);
        assertThat(found.notes()).anyMatch(note -> note.contains("in no index"));
    }

    @Test
    void valuesWithoutHistoryAreCountedInManyPartsToo() {
        settle();
        StoredState state = StoredState.read(storage, id(), "x");
        Expected few = new Expected(2);
        Expected many = new Expected();
        for (Expected expected : List.of(few, many)) {
            state.log().records(0, state.end(), (record, transactions) -> transactions.forEach(expected::take));
            expected.settle(state, state.end(), () -> {});
        }
        for (int group = 0; group < FactSums.GROUPS; group++) {
            for (boolean references : new boolean[] {true, false}) {
                assertThat(few.faded(references).isEqual(group, many.faded(references)))
                        .isTrue();
                assertThat(few.lasting(references).isEqual(group, many.lasting(references)))
                        .isTrue();
            }
        }
        assertThat(many.faded(false).count()).isPositive();
        assertThat(many.faded(true).count()).isPositive();
    }
}
