package io.stator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SystemConfigTest {
    @Test
    void everyLimitHasANameARangeAndADefaultInIt() {
        for (Limit limit : Limit.values()) {
            assertThat(Limit.named(limit.key())).isEqualTo(limit);
            assertThat(limit.key()).matches("[a-z]+(-[a-z]+)*");
            assertThat(limit.standard()).isBetween(limit.min(), limit.max());
            assertThat(SystemConfig.standard().limit(limit)).isEqualTo(limit.standard());
        }
    }

    @Test
    void aLimitIsSetWithinItsRange() {
        for (Limit limit : Limit.values()) {
            SystemConfig standard = SystemConfig.standard();
            assertThat(standard.withLimit(limit, limit.min()).limit(limit)).isEqualTo(limit.min());
            assertThat(standard.withLimit(limit, limit.max()).limit(limit)).isEqualTo(limit.max());
            assertThat(standard.limit(limit)).isEqualTo(limit.standard());
            assertThatThrownBy(() -> standard.withLimit(limit, limit.min() - 1))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining(limit.key() + "=" + (limit.min() - 1));
        }
    }

    @Test
    void settingOneLimitKeepsTheOthersAndTheRest() {
        Functions functions = Functions.none().withXform("a/b", value -> value);
        SystemConfig config = SystemConfig.standard()
                .withFunctions(functions)
                .withLimit(Limit.QUEUED_TRANSACTIONS, 7)
                .withTimeout(Duration.ofSeconds(3))
                .withLimit(Limit.COMMIT_TRANSACTIONS, 8);
        assertThat(config.functions()).isSameAs(functions);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.limit(Limit.QUEUED_TRANSACTIONS)).isEqualTo(7);
        assertThat(config.limit(Limit.COMMIT_TRANSACTIONS)).isEqualTo(8);
    }

    @Test
    void whatIsNoLimitOrNoTimeIsRefused() {
        SystemConfig standard = SystemConfig.standard();
        assertThatThrownBy(() -> Limit.named("rows"))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("queued-transactions")
                .hasMessageContaining("limit=rows");
        for (Duration wrong : new Duration[] {Duration.ofNanos(-1), Duration.ofSeconds(Long.MAX_VALUE)}) {
            assertThatThrownBy(() -> standard.withTimeout(wrong))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("timeout=" + wrong);
        }
    }
}
