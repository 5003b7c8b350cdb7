package io.stator.edn;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;

/** Looks for texts that break the reader or the printer. */
@Tag("fuzz")
final class EdnFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void everyText(byte[] text) {
        EdnProperties.check(new String(text, StandardCharsets.UTF_8));
    }
}
