package io.stator.client.wire;

import io.stator.Anomaly;
import io.stator.spi.FormKey;
import java.util.HexFormat;

/** What must hold for all bytes whatsoever. */
final class TransitProperties {
    private static final WireLimits LIMITS = new WireLimits(1 << 20, 600, 100_000);

    private TransitProperties() {}

    /**
     * Reads bytes, and writes and reads again what they hold.
     *
     * @throws AssertionError when reading fails with anything but a refusal, or what was written reads differently
     */
    static void check(byte[] bytes) {
        Object value;
        try {
            value = Transit.read(bytes, LIMITS);
        } catch (Anomaly.Incorrect refused) {
            return;
        }
        Object again = Transit.read(Transit.write(value, Dialect.STATOR, LIMITS), LIMITS);
        if (!FormKey.areEqual(value, again)) {
            throw new AssertionError("what is written must read the same: " + value + " and " + again + " bytes="
                    + HexFormat.of().formatHex(bytes));
        }
    }
}
