package io.stator.nippy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Looks for bytes that break thawing. */
@Tag("fuzz")
final class NippyJazzerTest {
    @FuzzTest(maxDuration = "60s")
    void everyBytes(byte[] bytes) {
        NippyProperties.check(bytes);
    }
}
