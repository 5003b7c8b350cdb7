package io.stator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are kept in a file that its owner alone can read, and what changes there is known at once. */
final class KeyFileTest {
    private static final Set<Role> READ = Set.of(Role.parse("db-read:films"));

    @TempDir
    Path directory;

    @Test
    void keysAreMadeListedAndRevoked() throws IOException {
        Path path = directory.resolve("deep/keys.edn");
        KeyFile file = KeyFile.at(path);
        assertThat(file.list()).isEmpty();
        AccessKey made = file.create("team/b", READ);
        AccessKey other = file.create("a", Set.of(Role.parse("admin"), Role.parse("db-write:*")));
        assertThat(made.secret()).hasSizeGreaterThan(40).isNotEqualTo(other.secret());
        assertThat(file.list()).extracting(AccessKey::id).containsExactly("a", "team/b");
        assertThat(file.find("team/b")).contains(made);
        assertThat(KeyFile.at(path).find("a")).contains(other);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> file.create("a", READ)).isInstanceOf(Anomaly.Conflict.class);
        file.revoke("a");
        assertThat(file.find("a")).isEmpty();
        assertThatThrownBy(() -> file.revoke("a")).isInstanceOf(Anomaly.NotFound.class);
        assertThat(made.toString()).doesNotContain(made.secret());
    }

    @Test
    void anotherProcessesChangesAreSeenWithinASecond() throws IOException {
        Path path = directory.resolve("keys.edn");
        AtomicLong nanos = new AtomicLong();
        KeyFile server = KeyFile.at(path, nanos::get);
        KeyFile command = KeyFile.at(path);
        AccessKey key = command.create("a", READ);
        assertThat(server.find("a")).isEmpty();
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(server.find("a")).contains(key);
        Files.writeString(path, "{broken");
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(loggedWhile(() -> assertThat(server.find("a")).contains(key)))
                .singleElement()
                .asString()
                .contains("the keys stay as they were", path.toString());
        Files.delete(path);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(server.find("a")).isEmpty();
    }

    /** Returns what key files log while something is done, and keeps it off the output. */
    private static List<String> loggedWhile(Runnable action) {
        List<String> logged = new ArrayList<>();
        Logger logger = Logger.getLogger(KeyFile.class.getName());
        logger.setFilter(entry -> {
            logged.add(entry.getMessage());
            return false;
        });
        try {
            action.run();
        } finally {
            logger.setFilter(null);
        }
        return logged;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "5",
                "[5]",
                "[{:access-key \"a\" :secret \"longsecret\"}]",
                "[{:access-key \"a\" :secret \"longsecret\" :roles [\"admin\"] :more 1}]",
                "[{:access-key \"a\" :secret \"longsecret\" :roles [:admin]}]",
                "[{:access-key \"a\" :secret \"longsecret\" :roles [\"root\"]}]",
                "[{:access-key \"a b\" :secret \"longsecret\" :roles []}]",
                "[{:access-key \"a\" :secret \"short\" :roles []}]",
                "[{:access-key \"a\" :secret \"longsecret\" :roles []} {:access-key \"a\" :secret \"longsecret\" :roles []}]",
            })
    void whatIsNoKeyFileIsRefusedWithoutItsSecrets(String text) throws IOException {
        Path path = directory.resolve("keys.edn");
        Files.writeString(path, text);
        assertThatThrownBy(() -> KeyFile.at(path))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageNotContaining("longsecret")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() -> AccessKeys.parse(text)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "root", "db-read", "db-read:", "admin:films", "catalog-read:films", "ADMIN"})
    void whatIsNoRoleIsRefused(String text) {
        assertThatThrownBy(() -> Role.parse(text)).isInstanceOf(Anomaly.Incorrect.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "catalog-read", "db-read:films", "db-write:*"})
    void rolesAreText(String text) {
        assertThat(Role.parse(text)).hasToString(text);
    }
}
