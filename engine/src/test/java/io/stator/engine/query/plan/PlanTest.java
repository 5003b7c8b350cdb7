package io.stator.engine.query.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Query;
import io.stator.engine.datom.Effort;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.syntax.QueryParser;
import io.stator.engine.query.syntax.RuleSet;
import io.stator.engine.query.syntax.Variable;
import org.junit.jupiter.api.Test;

/** A plan is shared by threads, so nothing that is asked of it may change it. */
final class PlanTest {
    @Test
    void askingForTheSlotOfAVariableItDoesNotKnowAddsNone() {
        Plan plan = plan("[:find ?e ?x :in $ ?x :where [?e :p/name ?n]]");
        int size = plan.names().size();

        assertThatThrownBy(() -> plan.slot(Variable.of("?unknown")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("?unknown");
        assertThat(plan.names().size()).isEqualTo(size);
    }

    @Test
    void everyVariableOfFindAndInHasASlotOfItsOwn() {
        Plan plan = plan("[:find ?e ?x :in $ ?x :where [?e :p/name ?n]]");

        assertThat(plan.slot(Variable.of("?e"))).isNotEqualTo(plan.slot(Variable.of("?x")));
        assertThat(plan.slot(Variable.of("?e")))
                .isNotEqualTo(SlotNames.FAILURE)
                .isEqualTo(plan.slot(Variable.of("?e")));
    }

    private static Plan plan(String query) {
        return Plan.of(
                QueryParser.parse(Query.parse(query)), RuleSet.EMPTY, FunctionRegistry.standard(), Effort.UNLIMITED);
    }
}
