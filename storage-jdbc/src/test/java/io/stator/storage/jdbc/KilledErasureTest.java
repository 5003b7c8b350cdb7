package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that excises, at random moments, and looks for what should be gone. */
final class KilledErasureTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int KILLS = 4;
    private static final int KILLS_IN_SIMULATION = 100;
    private static final int LINES_MAX = 30;
    private static final int PAUSE_NANOS_MAX = 20_000_000;
    private static final Pattern SECRET = Pattern.compile("secret-\\d+-\\d+-end");

    @TempDir
    private Path directory;

    @Test
    void whatWasExcisedIsGoneWhenTheProcessIsKilled() throws IOException, InterruptedException {
        killAndLook(KILLS);
    }

    @Test
    @Tag("simulation")
    void whatWasExcisedIsGoneHoweverOftenTheProcessIsKilled() throws IOException, InterruptedException {
        killAndLook(KILLS_IN_SIMULATION);
    }

    private void killAndLook(int kills) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        try (Client client = Stator.open(directory)) {
            client.createDatabase(KilledEraser.DATABASE);
            client.connect(KilledEraser.DATABASE).transact("""
                            [{:db/ident :d/key :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                              :db/unique :db.unique/identity}
                             {:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]
                            """);
        }
        Set<String> forgotten = new TreeSet<>();
        for (int run = 0; run < kills; run++) {
            long[] heard = killed(run, random.nextInt(LINES_MAX), random.nextInt(PAUSE_NANOS_MAX));
            for (long number = 0; number <= heard[1]; number++) {
                forgotten.add(KilledEraser.secret(run, number));
            }
            assertThat(inFiles()).as("run %s, seed %s", run, SEED).doesNotContainAnyElementsOf(forgotten);
            look(run, forgotten);
        }
    }

    /** Returns the numbers of the last excisions that were submitted and acknowledged, -1 for none. */
    private long[] killed(int run, int lines, int pauseNanos) throws IOException, InterruptedException {
        long[] heard = {-1, -1};
        new KilledProcess(KilledEraser.class, directory)
                .run(
                        run,
                        "seed " + SEED + " run " + run,
                        lines + 1,
                        () -> pause(pauseNanos),
                        line -> hear(line, heard));
        return heard;
    }

    private static void pause(int nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    private static void hear(String line, long[] heard) {
        if (line.startsWith("S ") || line.startsWith("A ")) {
            heard[line.charAt(0) == 'S' ? 0 : 1] = Long.parseLong(line.substring(2));
        }
    }

    /** Opens the system, which ends what was begun, and checks that every secret is there as it was told or not at all. */
    private void look(int run, Set<String> forgotten) throws IOException {
        List<String> told = new ArrayList<>();
        Set<String> kept = new TreeSet<>();
        try (Client client = Stator.open(directory)) {
            Connection connection = client.connect(KilledEraser.DATABASE);
            connection.syncExcise(connection.db().t());
            for (Datom datom :
                    connection.db().history().datoms(Index.AEVT, ":d/text").limit(Results.NO_LIMIT)) {
                if (datom.added()) {
                    told.add((String) datom.v());
                }
            }
            long requests = connection.db().datoms(Index.AEVT, ":db/excise").limit(-1).stream()
                    .count();
            assertThat(requests).isGreaterThanOrEqualTo(forgotten.size());
            kept.addAll(secrets(told.toString()));
            assertThat(kept).as("run %s, seed %s", run, SEED).doesNotContainAnyElementsOf(forgotten);
            String log = connection
                    .transactions(null, null)
                    .limit(Results.NO_LIMIT)
                    .list()
                    .toString();
            assertThat(secrets(log)).isEqualTo(kept);
        }
        assertThat(inFiles()).as("run %s, seed %s", run, SEED).isEqualTo(kept);
    }

    private Set<String> inFiles() throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                found.addAll(secrets(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)));
            }
        }
        return found;
    }

    private static Set<String> secrets(String text) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = SECRET.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
