package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import io.stator.engine.SystemCopies;
import io.stator.engine.copies.CopyListing;
import io.stator.spi.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that copies or restores, at random moments, and looks at what it left. */
final class KilledCopyTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int KILLS = Integer.getInteger("stator.copy.kills", 6);
    private static final int KILLS_IN_SIMULATION = 300;
    private static final int LINES_MAX = 120;
    private static final int PAUSE_NANOS_MAX = 20_000_000;
    private static final int COUNT = 60;

    @TempDir
    private Path directory;

    private String source;
    private String copy;
    private String other;

    @Test
    void aCopyThatIsKilledIsNeverTakenForAWholeOneAndGoesOn() throws IOException, InterruptedException {
        killAndLook(KILLS);
    }

    @Test
    @Tag("simulation")
    void aCopyGoesOnHoweverOftenItIsKilled() throws IOException, InterruptedException {
        killAndLook(KILLS_IN_SIMULATION);
    }

    private void killAndLook(int kills) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        source = Files.createDirectory(directory.resolve("source")).toString();
        copy = directory.resolve("copy").toString();
        other = directory.resolve("other").toString();
        CopiedSystems.create(source, "a", COUNT);
        CopiedSystems.create(source, "b", 3);
        CopiedSystems.create(other, "other", 3);
        for (int run = 0; run < 2 * kills; run++) {
            change(run);
            String where = "run " + run + ", seed " + SEED;
            int pause = random.nextInt(PAUSE_NANOS_MAX);
            new KilledProcess(
                            KilledCopier.class,
                            source + KilledCopier.SEPARATOR + (run % 2 == 0 ? copy : other),
                            directory)
                    .run(run, where, random.nextInt(LINES_MAX), () -> spin(pause), line -> {});
            if (run % 2 == 0) {
                lookAtCopy(where, random.nextInt(4) == 0);
            } else {
                lookAtRestored(where);
            }
        }
        CopiedSystems.copy(source, copy);
        CopiedSystems.requireSame(source, copy);
        SystemCopies.list(Location.of(copy));
        Stator.open(copy).close();
    }

    private static void spin(int nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    /** Writes to the source, takes out of it, and creates and deletes databases. */
    private void change(int run) {
        try (Client client = Stator.open(source, CopiedSystems.MERGING)) {
            Connection connection = client.connect("a");
            int from = COUNT * (run + 1);
            CopiedSystems.add(connection, from, from + COUNT / 3);
            if (run % 3 == 0) {
                connection.transact("[{:db/excise [:d/key \"key " + (from + 1) + "\"]}]");
                connection.syncExcise(connection.db().t());
            }
            client.deleteDatabase("b" + (run - 2));
        }
        CopiedSystems.create(source, "b" + run, 2);
    }

    private void lookAtCopy(String where, boolean finish) {
        Location place = Location.of(copy);
        if (Files.notExists(Path.of(copy, "stator.db"))) {
            return;
        }
        CopyListing listing = SystemCopies.list(place);
        if (listing.isRunning()) {
            assertThatThrownBy(() -> Stator.open(copy)).as(where).isInstanceOf(Anomaly.Conflict.class);
        }
        if (listing.wholeMillis() > 0) {
            try (Client original = Stator.openReadOnly(source);
                    Client copied = Stator.openReadOnly(copy)) {
                for (String name : copied.listDatabases()) {
                    requireBeginning(where, original, copied, name);
                }
            }
        } else {
            assertThat(listing.databases()).as(where).isEmpty();
            assertThatThrownBy(() -> Stator.openReadOnly(copy)).as(where).isInstanceOf(Anomaly.class);
        }
        if (finish) {
            CopiedSystems.copy(source, copy);
            CopiedSystems.requireSame(source, copy);
        }
    }

    /** Checks that a database of the copy can be read, and is a beginning of the original, but for what was excised there since. */
    private static void requireBeginning(String where, Client original, Client copied, String name) {
        List<String> log = CopiedSystems.log(copied, name);
        assertThat(CopiedSystems.facts(copied, name)).as(where).isNotEmpty();
        if (original.listDatabases().contains(name)) {
            List<String> whole = CopiedSystems.log(original, name);
            assertThat(log.size()).as(where).isLessThanOrEqualTo(whole.size());
            for (int i = 0; i < log.size(); i++) {
                boolean hasMore = log.get(i).length() > whole.get(i).length();
                assertThat(hasMore || log.get(i).equals(whole.get(i)))
                        .as("%s: %s is not %s", where, log.get(i), whole.get(i))
                        .isTrue();
            }
        }
    }

    private void lookAtRestored(String where) {
        try (Client original = Stator.openReadOnly(source);
                Client client = Stator.openReadOnly(other)) {
            assertThat(client.listDatabases()).as(where).contains("other").isSubsetOf("other", "restored");
            if (client.listDatabases().contains("restored")) {
                requireBeginning(where, original, client, "restored");
            }
        }
        SystemCopies.restore(
                Location.of(source),
                Location.of(other),
                new io.stator.engine.copies.Restoration("a", "restored", -1, null, true),
                CopiedSystems.settings(true));
        try (Client original = Stator.openReadOnly(source);
                Client client = Stator.open(other)) {
            CopiedSystems.requireSame(new Renamed(original, "a", "restored").client(), client, "restored");
        }
    }

    /** A client that calls a database by another name. */
    private record Renamed(Client original, String name, String asked) {
        Client client() {
            return (Client) java.lang.reflect.Proxy.newProxyInstance(
                    Client.class.getClassLoader(), new Class<?>[] {Client.class}, (proxy, method, given) -> {
                        boolean connects =
                                method.getName().equals("connect") && given != null && asked.equals(given[0]);
                        return method.invoke(original, connects ? new Object[] {name} : given);
                    });
        }
    }
}
