package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.TimePoint;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the words of a command line mean. */
final class ArgumentsTest {
    @Test
    void timesAreNumbersOrDates() {
        assertThat(Arguments.timePoint("12")).isEqualTo(TimePoint.of(12L));
        assertThat(Arguments.timePoint(" 13194139533318 ")).isEqualTo(TimePoint.of(13194139533318L));
        for (String text : List.of(
                "2014-02-28", "2014-02-28T00:00:00Z", "#inst \"2014-02-28\"", "2014-02-28T01:00:00.000+01:00")) {
            assertThat(Arguments.timePoint(text))
                    .as(text)
                    .isEqualTo(TimePoint.of(Instant.parse("2014-02-28T00:00:00Z")));
        }
        for (String text : List.of("", "yesterday", "-1", "2014-13-01", "12 13", "1e3", "\"")) {
            assertThatThrownBy(() -> Arguments.timePoint(text)).as(text).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void negativeNumbersAreNoOptions() {
        assertThat(Arguments.protectNumbers(List.of("query", "--limit", "-1", "-5", "-5.5M", "--", "-6", "-x")))
                .containsExactly("query", "--limit", "-1", " -5", " -5.5M", "--", "-6", "-x");
    }
}
