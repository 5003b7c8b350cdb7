package io.stator.server;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.junit.jupiter.api.Tag;

/** Looks for signed requests that break the server. */
@Tag("fuzz")
final class RequestFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void allBodies(byte[] body) {
        RequestProperties.check(body);
    }
}
