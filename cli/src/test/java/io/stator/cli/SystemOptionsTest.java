package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Limit;
import io.stator.SystemConfig;
import io.stator.cli.Command.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits and time-outs that are said on the command line. */
final class SystemOptionsTest {
    private final SystemOptions options = new SystemOptions();

    @Test
    void theOptionGoesBeforeTheVariable() {
        options.limits = List.of("queued-transactions=7", "queued-transactions = 8");
        options.timeoutSeconds = 5L;
        SystemConfig config = options.config("queued-transactions=3, commit-transactions=4");
        assertThat(config.limit(Limit.QUEUED_TRANSACTIONS)).isEqualTo(8);
        assertThat(config.limit(Limit.COMMIT_TRANSACTIONS)).isEqualTo(4);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void nothingSaidIsTheStandard() {
        assertThat(options.config(null).limit(Limit.QUEUED_TRANSACTIONS)).isEqualTo(1024);
        assertThat(options.config(" ").timeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void whatIsNoSettingIsRefused() {
        for (String wrong : List.of("queued-transactions", "rows=1", "queued-transactions=many", "a=1,,", ",", "=")) {
            assertThatThrownBy(() -> options.config(wrong)).isInstanceOf(Anomaly.Incorrect.class);
        }
    }

    @Test
    void commandsTakeThem(@TempDir Path directory) {
        Command stator = new Command(directory.resolve("data"));
        assertThat(stator.run("create", "--db", "x", "--set-limit", "queued-transactions=1", "--timeout", "9"))
                .returns(0, Outcome::code);
        assertThat(stator.run("--set-limit", "queued-transactions=0", "databases")
                        .err())
                .contains("queued-transactions must be from 1");
        assertThat(stator.run("databases", "--timeout", "-1").err()).contains("--timeout must be at least 0");
        assertThat(Command.bare("", "help", "query").out()).contains("queued-transactions (1024)");
    }
}
