package io.stator.engine.datom;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class FactTest {
    private static final char[] CORNERS = {'\0', 'a', '\u00fe', '\u00ff', '\u0100', '\uffff'};

    private static Fact fact(Object value) {
        return Fact.of(1, 1, value, 1, true);
    }

    @Test
    void stringsAreInTheOrderOfTheirCharactersWhateverTheCharactersAre() {
        List<String> texts = new ArrayList<>();
        for (String start : new String[] {"", "abcdef", "abc\u00ff"}) {
            texts.add(start);
            for (char first : CORNERS) {
                texts.add(start + first);
                for (char second : CORNERS) {
                    texts.add(start + first + second);
                    for (char third : CORNERS) {
                        texts.add(start + first + second + third);
                    }
                }
            }
        }
        for (String left : texts) {
            for (String right : texts) {
                assertThat(Integer.signum(Fact.compareValues(fact(left), fact(right))))
                        .isEqualTo(Integer.signum(left.compareTo(right)));
            }
        }
    }

    @Test
    void valuesOfAnyClassesAreInTheOrderOfValues() {
        List<Object> values = List.of(
                "",
                "a",
                "abcdefghi",
                0L,
                -1L,
                Long.MIN_VALUE,
                1.0,
                true,
                Instant.EPOCH,
                Instant.ofEpochMilli(-5),
                new UUID(0, 0),
                new UUID(-1, 5),
                new UUID(-1, 6),
                new UUID(1, -1));
        for (Object left : values) {
            assertThat(fact(left).v()).isEqualTo(left);
            for (Object right : values) {
                assertThat(Integer.signum(Fact.compareValues(fact(left), fact(right))))
                        .isEqualTo(Integer.signum(Values.compare(left, right)));
            }
        }
    }
}
