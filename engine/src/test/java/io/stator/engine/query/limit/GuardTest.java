package io.stator.engine.query.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.engine.database.Deadline;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class GuardTest {
    @Test
    void aLongLoopLooksAtTheClockAgainAndAgain() {
        AtomicLong looks = new AtomicLong();
        Guard guard = new Guard(Deadline.after(Duration.ofNanos(1_000), looks::incrementAndGet));
        long before = looks.get();
        for (int row = 0; row < 10 * Guard.ROWS_BETWEEN_CHECKS; row++) {
            guard.tick(row);
        }
        assertThat(looks.get() - before).isEqualTo(10);
    }

    @Test
    void aDeadlineThatComesWithinALoopEndsIt() {
        AtomicLong time = new AtomicLong();
        Guard guard = new Guard(Deadline.after(Duration.ofNanos(1_000), time::get));
        guard.tick(0);
        time.set(1_000);
        guard.tick(1);
        assertThatThrownBy(() -> guard.tick(Guard.ROWS_BETWEEN_CHECKS)).isInstanceOf(Anomaly.Unavailable.class);
    }
}
