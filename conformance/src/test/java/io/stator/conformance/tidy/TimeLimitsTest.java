package io.stator.conformance.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Whether every test has a time limit, so that a hang is a failure with a name. */
final class TimeLimitsTest {
    private static final Path BUILD = Path.of("..", "pom.xml");

    @Test
    void theBuildLimitsTheTimeOfTestsAndOfTheirProcess() throws IOException {
        assertThat(Files.readString(BUILD))
                .contains(
                        "<junit.jupiter.execution.timeout.default>${stator.test.timeout}<",
                        "<junit.jupiter.execution.timeout.thread.mode.default>${stator.test.timeoutThread}<",
                        "<stator.test.timeoutThread>SEPARATE_THREAD<",
                        "<forkedProcessTimeoutInSeconds>${stator.test.processSeconds}<");
    }

    @Test
    void theLimitIsInForce() {
        String limit = System.getProperty("junit.jupiter.execution.timeout.default");
        if (limit != null) {
            assertThat(limit)
                    .as("as the build says, outside of it there is none")
                    .endsWith(" m");
            assertThat(Thread.currentThread().getName()).isNotEqualTo("main");
        }
    }
}
