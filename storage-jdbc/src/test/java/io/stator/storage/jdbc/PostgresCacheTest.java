package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.CompactOptions;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Limit;
import io.stator.Results;
import io.stator.Stator;
import io.stator.StorageStats;
import io.stator.SystemConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system on a server is the same with a cache on local disk, and is read from that. */
final class PostgresCacheTest {
    private static final int FACTS = 3_000;
    private static final String SECRET = "zq8v-only-here-77-xkj3";

    private static PostgresCluster cluster;

    @TempDir
    private Path directory;

    private final URI place = cluster.place(PostgresCluster.newSchema());

    @BeforeAll
    static void startServer() {
        cluster = PostgresCluster.shared();
    }

    private SystemConfig cached() {
        return SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 500).withCache(directory.resolve("cache"));
    }

    private List<String> fill() {
        try (Client client = Stator.open(place, cached())) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact(Peer.SCHEMA);
            for (int from = 0; from < FACTS; from += 100) {
                StringBuilder forms = new StringBuilder("[");
                for (int i = from; i < from + 100; i++) {
                    forms.append("{:p/name \"n")
                            .append(i)
                            .append("\" :p/amount ")
                            .append(i)
                            .append('}');
                }
                connection.transact(forms.append(']').toString());
            }
            connection.transact("[{:p/name \"" + SECRET + "\"}]");
            client.compact("x", CompactOptions.standard().unread());
            return facts(connection);
        }
    }

    private static List<String> facts(Connection connection) {
        return Stream.of(Index.values())
                .flatMap(index -> connection.db().history().datoms(index).limit(Results.NO_LIMIT).list().stream())
                .map(Datom::toString)
                .toList();
    }

    private StorageStats.Cache read(List<String> expected) {
        try (Client client = Stator.openReadOnly(place, cached())) {
            assertThat(facts(client.connect("x"))).isEqualTo(expected);
            return Objects.requireNonNull(client.storageStats().cache());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("cache"))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().equals("generation"))
                    .toList();
        }
    }

    private boolean holdsSecret() throws IOException {
        for (Path file : files()) {
            if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(SECRET)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void segmentsAreReadFromTheCacheAndWhatIsDamagedThereFromTheServer() throws IOException {
        List<String> expected = fill();
        StorageStats.Cache whole = read(expected);
        assertThat(whole.hits()).isPositive();
        assertThat(whole.misses()).isZero();
        for (Path file : files()) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 4;
            Files.write(file, bytes);
        }
        StorageStats.Cache flipped = read(expected);
        assertThat(flipped.damaged()).isPositive();
        assertThat(flipped.hits()).isZero();
        assertThat(read(expected).misses()).isZero();
    }

    @Test
    void whatIsExcisedLeavesTheCache() throws IOException {
        List<String> unused = fill();
        assertThat(holdsSecret()).as("what the test looks for").isTrue();
        List<String> expected;
        try (Client client = Stator.open(place, cached())) {
            Connection connection = client.connect("x");
            long t = connection
                    .transact("[{:db/excise [:p/name \"" + SECRET + "\"]}]")
                    .dbAfter()
                    .t();
            connection.syncExcise(t);
            assertThat(holdsSecret()).isFalse();
            expected = facts(connection);
        }
        StorageStats.Cache unasked = read(expected);
        assertThat(unasked.damaged()).isZero();
        assertThat(holdsSecret()).isFalse();
    }
}
