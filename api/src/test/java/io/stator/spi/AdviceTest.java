package io.stator.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the refusal of something that is no value says to do. */
final class AdviceTest {
    @Test
    void thereIsAWayOutWhereTheMeaningIsPlain() {
        assertThat(GivenValues.advice(Optional.empty())).contains("what it holds");
        assertThat(GivenValues.advice(LocalDate.of(2020, 2, 29))).contains("Instant");
        assertThat(GivenValues.advice('a')).contains("String");
        assertThat(GivenValues.advice(new char[] {'a'})).contains("String");
    }

    @Test
    void nothingIsSaidOfTheRest() {
        assertThat(GivenValues.advice(new Object())).isEmpty();
        assertThat(GivenValues.advice(new int[0])).isEmpty();
    }
}
