package io.stator.edn;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.client.wire.Dialect;
import io.stator.client.wire.Transit;
import io.stator.client.wire.WireLimits;
import io.stator.spi.FormKey;
import org.junit.jupiter.api.Test;

/** Random values of every kind that EDN can express come back from the wire as what they were. */
final class TransitFormsTest {
    private static final int RUNS = 2_000;

    @Test
    void randomFormsComeBack() {
        WireLimits limits = WireLimits.ofRequests();
        Seeds.forEach(RUNS, random -> {
            Object form = new RandomForms(random).value(4);
            byte[] message;
            try {
                message = Transit.write(form, Dialect.STATOR, limits);
            } catch (Anomaly.Incorrect halfACharacter) {
                assertThat(halfACharacter).hasMessageContaining("well-formed UTF-16");
                return;
            }
            Object read = Transit.read(message, limits);
            assertThat(FormKey.areEqual(form, read)).as("%s and %s", form, read).isTrue();
        });
    }
}
