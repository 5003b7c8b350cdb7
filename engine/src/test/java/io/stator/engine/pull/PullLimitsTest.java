package io.stator.engine.pull;

import static io.stator.engine.pull.FactDatabase.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.PulledEntity;
import io.stator.edn.Keyword;
import io.stator.engine.database.Deadline;
import io.stator.engine.datom.Fact;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PullLimitsTest {
    private static final Keyword NEXT = Keyword.of("next");

    private static FactDatabase chain(int length) {
        FactDatabase database = new FactDatabase().attributes("[[:next :ref :one] [:n :long :one]]");
        List<Fact> facts = new ArrayList<>();
        for (long e = 1; e <= length; e++) {
            facts.add(database.fact(e, "n", e, true));
            facts.add(database.fact(e, "next", e + 1, true));
        }
        return database.plus(facts);
    }

    @Test
    void aChainIsPulledAsDeepAsTheLimitAllows() {
        FactDatabase chain = chain(PullWalk.DEPTH_MAX);
        PulledEntity entity = chain.pull("[:n {:next ...}]", 1L);
        int depth = 0;
        while (entity.get(NEXT) instanceof PulledEntity next) {
            entity = next;
            depth++;
        }
        assertThat(depth).isEqualTo(PullWalk.DEPTH_MAX - 1);
    }

    @Test
    void aLongerChainIsRefusedAndTheStackIsSafe() {
        FactDatabase chain = chain(100_000);
        assertThatThrownBy(() -> chain.pull("[:n {:next ...}]", 1L))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("at most " + PullWalk.DEPTH_MAX + " entities deep");
        assertThat(chain.pull("[{:next 2} :n]", 99_999L)).isEqualTo(map("{:next {:n 100000} :n 99999}"));
    }

    @Test
    void aTangleThatHasTooManyPathsIsRefused() {
        FactDatabase database = new FactDatabase().attributes("[[:knows :ref :many] [:n :long :one]]");
        List<Fact> facts = new ArrayList<>();
        for (long e = 1; e <= 12; e++) {
            facts.add(database.fact(e, "n", e, true));
            for (long other = 1; other <= 12; other++) {
                facts.add(database.fact(e, "knows", other, true));
            }
        }
        database.plus(facts);
        assertThatThrownBy(() -> database.pull("[:n {:knows ...}]", 1L))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("at most " + PullWalk.ENTITIES_MAX + " entities");
        AtomicLong clock = new AtomicLong();
        Deadline deadline = Deadline.after(Duration.ofNanos(100), clock::incrementAndGet);
        assertThatThrownBy(() -> new PullEngine().pull(database.value(), Pull.parse("[:n {:knows ...}]"), 1L, deadline))
                .isInstanceOf(Anomaly.Unavailable.class);
    }

    @Test
    void aThousandValuesAreSelectedUnlessThePatternSaysOtherwise() {
        FactDatabase database =
                new FactDatabase().attributes("[[:number :long :many] [:last :long :one] [:to :ref :one]]");
        List<Fact> facts = new ArrayList<>();
        facts.add(database.fact(1001, "last", 7L, true));
        for (long i = 0; i < 1500; i++) {
            facts.add(database.fact(1001, "number", i, true));
            facts.add(database.fact(2000 + i, "to", 1001L, true));
        }
        database.plus(facts);
        assertThat(count(database, "[:number]", "number")).isEqualTo(1000);
        assertThat(count(database, "[*]", "number")).isEqualTo(1000);
        assertThat(database.pull("[*]", 1001L)).containsEntry(Keyword.of("last"), 7L);
        assertThat(database.pull("[:last :to :number]", 1001L)).hasSize(2).containsEntry(Keyword.of("last"), 7L);
        assertThat(database.pull("[:last :to]", 1001L)).isEqualTo(map("{:last 7}"));
        assertThat(database.pull("[* (:number :limit 0)]", 1001L)).isEqualTo(map("{:db/id 1001 :last 7}"));
        assertThat(count(database, "[[:number :limit 1200]]", "number")).isEqualTo(1200);
        assertThat(count(database, "[(limit :number nil)]", "number")).isEqualTo(1500);
        assertThat(count(database, "[:_to]", "_to")).isEqualTo(1000);
        assertThat(count(database, "[{:_to [:db/id]}]", "_to")).isEqualTo(1000);
        assertThat(count(database, "[{[:_to :limit nil] [:db/id]}]", "_to")).isEqualTo(1500);
    }

    private static int count(FactDatabase database, String pattern, String key) {
        return ((List<?>) database.pull(pattern, 1001L).get(Keyword.of(key))).size();
    }

    @Test
    void parsedPatternsAreForgottenWhenThereAreTooMany() {
        FactDatabase database = chain(1);
        PullEngine engine = new PullEngine();
        Pull first = Pull.parse("[:n]");
        PullPlan plan = engine.plan(database.value(), first);
        assertThat(engine.plan(database.value(), Pull.parse("[:n]"))).isSameAs(plan);
        for (int i = 0; i < PullEngine.PATTERNS_MAX; i++) {
            engine.plan(database.value(), Pull.parse("[:n" + i + "]"));
        }
        assertThat(engine.plan(database.value(), first)).isNotSameAs(plan);
    }
}
