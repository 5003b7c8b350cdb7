package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Compaction;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.Verification;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases in a file and on a server are verified and compacted. */
final class CareTest {
    private static final int ROUNDS = 30;
    private static final int ROUND_FACTS = 40;

    @TempDir
    private Path directory;

    private static SystemConfig merging() {
        return SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 100);
    }

    private static void fill(String place) {
        try (Client client = Stator.open(place, merging())) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact("[{:db/ident :p/n :db/valueType :db.type/long :db/cardinality :db.cardinality/one}"
                    + " {:db/ident :p/of :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}]");
            for (int round = 0; round < ROUNDS; round++) {
                StringBuilder forms = new StringBuilder("[");
                for (int i = 0; i < ROUND_FACTS; i++) {
                    forms.append("{:db/id \"e").append(i).append("\" :p/n ").append(i * ROUNDS + round);
                    forms.append(" :p/of \"e").append((i + 1) % ROUND_FACTS).append("\"}");
                }
                connection.transact(forms.append("]").toString());
            }
            while (connection.indexing().storedDatoms() == 0) {
                Thread.onSpinWait();
            }
        }
    }

    private static Verification verified(Client client) {
        Verification found = client.verify("x", progress -> {});
        assertThat(found.damages()).isEmpty();
        return found;
    }

    private static long rows(String place) {
        try (Client client = Stator.openReadOnly(place, SystemConfig.standard())) {
            verified(client);
            return client.connect("x").db().stats().datoms();
        }
    }

    private static Compaction compact(String place) {
        long before = rows(place);
        Compaction done;
        try (Client client = Stator.open(place)) {
            done = client.compact("x", CompactOptions.standard().unread());
            assertThat(done.segments()).isLessThan(done.segmentsBefore());
            verified(client);
        }
        try (Client client = Stator.open(place)) {
            client.connect("x");
            client.reclaim();
            Verification found = verified(client);
            assertThat(found.segments()).isEqualTo(done.segments());
            assertThat(found.storedT()).isEqualTo(found.t());
            assertThat(found.orphans()).isZero();
        }
        assertThat(rows(place)).isEqualTo(before);
        return done;
    }

    @Test
    void aFileGetsSmallerAndStaysTheSame() throws IOException {
        Path file = directory.resolve("stator.db");
        fill(directory.toString());
        long before = Files.size(file);
        compact(directory.toString());
        assertThat(Files.size(file)).isLessThan(before);
        assertThat(SqliteStorage.checkReadOnly(file).segments()).isLessThan(20);
    }

    @Test
    void tablesOnAServerAreCompactedToo() {
        String place = PostgresCluster.shared().newPlace().toString();
        fill(place);
        compact(place);
        assertThat(PostgresStorage.checkReadOnly(URI.create(place)).segments()).isLessThan(20);
    }

    @Test
    void theIdsOfAllSegmentsAreHandedOut() {
        try (JdbcStorage storage = SqliteStorage.openJdbc(directory.resolve("ids.db"))) {
            storage.log("d").append(0, 0, new byte[] {1});
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 2 * Chunks.ROWS_MAX + 3; i++) {
                storage.segments("d").put("s" + i, new byte[] {1});
                expected.add("s" + i);
            }
            List<String> found = new ArrayList<>();
            storage.segments("d").ids(found::add);
            assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
            storage.segments("none").ids(found::add);
            assertThat(found).hasSameSizeAs(expected);
        }
    }
}
