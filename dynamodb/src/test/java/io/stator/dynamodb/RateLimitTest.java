package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RateLimitTest {
    private static final long SECOND = 1_000_000_000L;

    private final RateLimit limit = new RateLimit(10);

    @Test
    void theFirstPageNeedNotWaitAndTheNextWaitsForItsDebt() {
        assertThat(limit.waitNanos(5)).isZero();
        limit.consumed(25, 5);
        assertThat(limit.waitNanos(5)).isEqualTo(2_500_000_000L);
        assertThat(limit.waitNanos(5 + SECOND)).isEqualTo(1_500_000_000L);
        assertThat(limit.waitNanos(5 + 2_500_000_000L)).isZero();
    }

    @Test
    void whatIsNotUsedIsKeptForOneSecond() {
        limit.consumed(0, 0);
        limit.consumed(10, 100 * SECOND);
        assertThat(limit.waitNanos(100 * SECOND)).isZero();
        limit.consumed(5, 100 * SECOND);
        assertThat(limit.waitNanos(100 * SECOND)).isEqualTo(SECOND / 2);
    }

    @Test
    void overTimeTheRateIsKept() {
        long now = 0;
        double consumed = 0;
        while (now < 1000 * SECOND) {
            long wait = limit.waitNanos(now);
            if (wait > 0) {
                now += wait;
                continue;
            }
            limit.consumed(128, now);
            consumed += 128;
        }
        assertThat(consumed / (now / (double) SECOND)).isBetween(9.0, 10.5);
    }
}
