package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.cli.Command.Outcome;
import java.nio.file.Path;
import java.util.Iterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** The MusicBrainz files, where the environment variable {@code STATOR_MBRAINZ} says that they are, moved in both ways. */
@EnabledIfEnvironmentVariable(named = "STATOR_MBRAINZ", matches = ".+")
final class MovingMbrainzTest {
    @TempDir
    private Path directory;

    private static void ok(Outcome outcome) {
        assertThat(outcome.code()).as(outcome.err() + outcome.out()).isZero();
    }

    private static void same(Database one, Database other) {
        Iterator<Datom> copies =
                other.history().datoms(Index.EAVT).limit(Results.NO_LIMIT).iterator();
        for (Datom datom : one.history().datoms(Index.EAVT).limit(Results.NO_LIMIT)) {
            assertThat(copies.next()).isEqualTo(datom);
        }
        assertThat(copies).isExhausted();
    }

    @Test
    void itComesOutAsItWentIn() {
        Path from = directory.resolve("from");
        Path to = directory.resolve("to");
        Path file = directory.resolve("mbrainz.edn.gz");
        Command stator = new Command(from);
        ok(stator.run("import", "--db", "mb", "--batch", "100", System.getenv("STATOR_MBRAINZ")));
        ok(stator.run("export", file.toString()));
        ok(new Command(to).run("import", "--db", "imported", file.toString()));
        ok(Command.bare("", "migrate", "--from", from.toString(), "--to", to.toString(), "--as", "migrated"));
        try (Client one = Stator.openReadOnly(from);
                Client other = Stator.openReadOnly(to)) {
            same(one.connect("mb").db(), other.connect("imported").db());
            same(one.connect("mb").db(), other.connect("migrated").db());
        }
    }
}
