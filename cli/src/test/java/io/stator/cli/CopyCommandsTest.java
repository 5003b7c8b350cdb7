package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that go on, what they are restored from, and copies, on the command line. */
final class CopyCommandsTest {
    private static final String NAMES = "[:find ?n :where [_ :p/name ?n]]";

    @TempDir
    private Path directory;

    private Command stator;
    private String backup;

    @BeforeEach
    void make() {
        stator = new Command(directory.resolve("system"));
        backup = directory.resolve("backup").toString();
        assertThat(stator.run("create", "a").code()).isZero();
        transact("[{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]");
        transact("[{:p/name \"Ann\"}]");
    }

    private void transact(String forms) {
        assertThat(stator.run("transact", "--db", "a", forms)).returns(0, Outcome::code);
    }

    private static Outcome at(Object place, String... arguments) {
        return new Command(Path.of(place.toString())).run(arguments);
    }

    private static void is(Outcome outcome, int code, String text) {
        assertThat(outcome).returns(code, Outcome::code);
        assertThat(outcome.out() + outcome.err()).contains(text);
    }

    @Test
    void aBackupGoesOnWithWhatIsNewAndIsListed() {
        is(stator.run("backup", "--to", backup), 0, "a: t 7 of ");
        is(stator.run("backup", "--to", backup), 0, "new 0, replaced 0");
        transact("[{:p/name \"Bob\"}]");
        Outcome second = stator.run("backup", "--to", backup, "--verify");
        is(second, 0, "records 3, new 1, replaced 0");
        assertThat(second.out()).endsWith("databases 1, checked\n");
        Outcome listing = at(directory.resolve("any"), "backups", backup);
        is(listing, 0, "last copied whole at 20");
        assertThat(listing.out()).containsPattern("a +\\| +8 \\| 20");
        assertThat(at(backup, "backups").out()).isEqualTo(listing.out());
        is(at(backup, "--read-only", "query", "--db", "a", NAMES), 0, "Bob");
        is(at(backup, "verify"), 0, "undamaged");
    }

    @Test
    void whatWasBackedUpIsRestoredAsItIsAndAsItWas() {
        transact("[{:p/name \"Bob\"}]");
        is(stator.run("backup", "--to", backup), 0, "t 8");
        Path other = directory.resolve("other");
        is(at(other, "restore", "--from", backup), 0, "copied " + backup + " to " + other);
        is(at(other, "query", "--db", "a", NAMES), 0, "Bob");
        is(at(other, "restore", "--from", backup), 6, "--as");
        is(at(other, "restore", "--from", backup, "--database", "a", "--as", "past", "--t", "7"), 0, "past: t 7");
        assertThat(at(other, "query", "--db", "past", NAMES).out())
                .contains("Ann")
                .doesNotContain("Bob");
        is(at(other, "restore", "--from", backup, "--as", "x", "--t", "9"), 3, "has t 6 to 8");
        is(at(other, "restore", "--from", backup, "--as", "x", "--at", "1999-01-01"), 3, "1999");
        is(at(other, "restore", "--from", backup, "--as", "x", "--at", "7"), 1, "--t");
        is(at(other, "restore", "--from", backup, "--as", "x", "--at", "2999-01-01"), 0, "x: t 8");
        is(at(other, "restore", "--from", backup, "--t", "7", "--replace"), 0, "a: deleted from");
        assertThat(at(other, "query", "--db", "a", NAMES).out()).doesNotContain("Bob");
        is(stator.run("restore", "--from", directory.resolve("system").toString(), "--as", "fork"), 0, "fork: t 8");
        is(stator.run("databases"), 0, "fork");
    }

    @Test
    void aSystemIsCopiedAndRefusesWhatItIsNotTheCopyOf() {
        String system = directory.resolve("system").toString();
        is(at(directory, "copy", "--from", system, "--to", backup), 0, "a: t 7");
        is(at(backup, "transact", "--db", "a", "[{:p/name \"Eve\"}]"), 0, "");
        is(stator.run("copy", "--to", backup), 6, "written to");
        is(stator.run("copy", "--to", system), 1, "copy of itself");
        is(stator.run("copy", "--to", "mem:"), 1, "in memory");
        is(stator.run("copy"), 2, "--to");
        is(at(directory.resolve("nowhere"), "copy", "--to", backup), 3, "no system");
        is(stator.run("copy", "--to", backup, "--timeout", "5"), 1, "no time-out");
        is(stator.run("backup", "--to", backup, "x.db"), 1, "one of them");
        is(stator.run("backup", "--to", backup, "--replace"), 1, "--replace is for TO");
        is(stator.run("restore", "--from", "mem:"), 3, "");
    }

    @Test
    void nobodyElseMayReadTheBackupWhoMayNotReadTheSystem() throws IOException {
        Set<PosixFilePermission> own = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        Files.setPosixFilePermissions(directory.resolve("system/stator.db"), own);
        is(stator.run("backup", "--to", backup), 0, "checked");
        assertThat(Files.getPosixFilePermissions(Path.of(backup, "stator.db"))).isEqualTo(own);
    }

    @Test
    void whatWasExcisedIsNotInAnyFileOfTheBackup() throws IOException {
        transact("[{:p/name \"secret-17\" :db/ident :to/go}]");
        is(stator.run("backup", "--to", backup), 0, "checked");
        assertThat(bytes()).contains("secret-17");
        transact("[{:db/excise :to/go}]");
        is(stator.run("backup", "--to", backup), 0, "replaced 1");
        assertThat(bytes()).doesNotContain("secret-17");
    }

    private String bytes() throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.list(Path.of(backup))) {
            for (Path file : List.copyOf(files.toList())) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
