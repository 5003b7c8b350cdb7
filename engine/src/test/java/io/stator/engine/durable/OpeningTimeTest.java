package io.stator.engine.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.storage.CallersTime;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An opening does not wait long for what others left. */
final class OpeningTimeTest {
    private static long given() {
        List<Long> given = new ArrayList<>();
        OpeningTime.spend("a", () -> given.add(CallersTime.leftNanos()));
        return given.get(0);
    }

    @Test
    void aStorageThatTakesTooLongIsLeftAlone() {
        OpeningTime.spend("a", () -> {
            throw new StorageException(Kind.BUSY, "later");
        });
    }

    @Test
    void whatIsWrongOtherwiseIsTold() {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.BUSY) {
                assertThatThrownBy(() -> OpeningTime.spend("a", () -> {
                            throw new StorageException(kind, "no");
                        }))
                        .as(kind.name())
                        .isInstanceOf(StorageException.class);
            }
        }
    }

    @Test
    void theTimeIsShortAndNoMoreThanHalfOfTheCallers() {
        assertThat(given()).isPositive().isLessThanOrEqualTo(OpeningTime.MAX.toNanos());
        long half = Duration.ofSeconds(2).toNanos();
        long given = CallersTime.within(() -> 2 * half, OpeningTimeTest::given);
        assertThat(given).isLessThanOrEqualTo(half);
    }
}
