package io.stator.client.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Looks for bytes that break the reader of messages. */
@Tag("fuzz")
final class TransitFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void allBytes(byte[] bytes) {
        TransitProperties.check(bytes);
    }
}
