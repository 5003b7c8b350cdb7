package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Stator;
import io.stator.edn.EdnReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that were published for the MusicBrainz data, on the files that {@code STATOR_MBRAINZ} names. */
final class PublishedAnswersTest {
    private static final int BATCH = 1000;
    private static final String VARIABLE = "STATOR_MBRAINZ";

    @TempDir
    private Path directory;

    private static void importAll(Path files, Connection connection) throws IOException {
        List<Path> names;
        try (Stream<Path> all = Files.list(files)) {
            names = all.filter(file -> file.toString().endsWith(".edn.gz"))
                    .sorted()
                    .toList();
        }
        for (Path file : names) {
            try (EdnReader reader = new EdnReader(
                    new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
                List<Object> batch = new ArrayList<>();
                while (reader.hasNext()) {
                    batch.add(reader.next());
                    if (batch.size() == BATCH || !reader.hasNext()) {
                        connection.transact(batch);
                        batch = new ArrayList<>();
                    }
                }
            }
        }
    }

    @Test
    void theDataGivesThePublishedAnswersAlsoAfterOpeningAgain() throws IOException {
        String files = System.getenv(VARIABLE);
        assumeTrue(
                files != null && Files.isDirectory(Path.of(files)),
                VARIABLE + " does not name the directory of the data");
        try (Client client = Stator.open(directory)) {
            client.createDatabase("mbrainz");
            importAll(Path.of(files), client.connect("mbrainz"));
            check(client.connect("mbrainz").db());
        }
        try (Client client = Stator.open(directory)) {
            check(client.connect("mbrainz").db());
        }
    }

    private static void check(Database db) {
        assertThat(db.<Double>q(
                        "[:find (avg ?ct) . :with ?artist :where [?artist :artist/name ?name] [(count ?name) ?ct]]"))
                .isEqualTo(13.893066724625081);
        assertThat(db.<Long>q("[:find (count ?a) . :where [?a :artist/name] (not [?a :artist/country :country/CA])]"))
                .isEqualTo(4538L);
        assertThat(db.<List<Object>>q(
                        "[:find [?y ...] :in $ ?name :where [?a :artist/name ?name] [?r :release/artists ?a]"
                                + " [?r :release/year ?y]]",
                        "The Beatles"))
                .containsExactlyInAnyOrder(1968L, 1969L, 1970L, 1973L);
    }
}
