package io.stator.engine.query.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.query.run.Cost.Tier;
import org.junit.jupiter.api.Test;

/** What is put off is put off whatever else takes. */
final class CostTest {
    @Test
    void aTierOutweighsAnyTime() {
        for (int i = 1; i < Tier.values().length; i++) {
            assertThat(new Cost(Tier.values()[i - 1], Double.MAX_VALUE)).isLessThan(new Cost(Tier.values()[i], 0));
        }
    }

    @Test
    void timeDecidesWithinATier() {
        assertThat(Cost.usual(1)).isLessThan(Cost.usual(2));
        assertThat(new Cost(Tier.CROSS_PRODUCT, 1)).isLessThan(new Cost(Tier.CROSS_PRODUCT, 2));
    }

    @Test
    void twoCostsTogetherArePutOffLikeTheOneThatIsPutOffMore() {
        Cost names = new Cost(Tier.AWAITS_NAMES, 3);

        assertThat(names.plus(Cost.usual(4))).isEqualTo(new Cost(Tier.AWAITS_NAMES, 7));
        assertThat(Cost.usual(4).plus(names)).isEqualTo(new Cost(Tier.AWAITS_NAMES, 7));
    }
}
