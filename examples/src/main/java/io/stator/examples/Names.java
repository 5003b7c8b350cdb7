package io.stator.examples;

import io.stator.Client;
import io.stator.ClientConfig;
import io.stator.Connection;
import io.stator.Credentials;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Retry;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.EdnReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * The average length of the names of all artists, streamed: no thread waits, and no more than one chunk of names is in memory, whatever
 * their number.
 */
public final class Names {
    private static final int BATCH = 1000;
    private static final String VARIABLE = "STATOR_MBRAINZ";

    private Names() {}

    /**
     * Runs on the MusicBrainz files in the directory that the environment variable {@code STATOR_MBRAINZ} names; in this process, or, given an endpoint, a key, a
     * file with its secret and one with the certificate of the server, in a new database there.
     */
    public static void main(String[] arguments) {
        String files = System.getenv(VARIABLE);
        if (files == null) {
            System.out.println("Set " + VARIABLE + " to the directory of the MusicBrainz files to run this example");
            return;
        }
        try (Client client = arguments.length == 4 ? connect(arguments) : Stator.inMemory()) {
            client.createDatabase(Map.of(":db-name", "mbrainz"));
            Connection connection = client.connect(Map.of(":db-name", "mbrainz"));
            load(Path.of(files), connection);
            System.out.println(averageLength(connection.db(), ":artist/name").join());
        }
    }

    private static Client connect(String[] arguments) {
        try {
            String secret = Files.readString(Path.of(arguments[2])).strip();
            return Stator.connect(ClientConfig.of(arguments[0])
                    .withCredentials(Credentials.of(arguments[1], secret))
                    .withTrustedCertificates(Path.of(arguments[3])));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** What is known of the average so far; each step makes a new one. */
    private record Average(long count, long total) {
        Average and(long value) {
            return new Average(count + 1, total + value);
        }

        double value() {
            return total / (double) count;
        }
    }

    /** Returns the average length of the values of an attribute; they come in chunks of 10,000, the next when one is done with. */
    static CompletableFuture<Double> averageLength(Database db, String attribute) {
        Average[] average = {new Average(0, 0)};
        return db.datoms(Map.of(":index", ":aevt", ":components", List.of(attribute), ":limit", -1, ":chunk", 10_000))
                .map(Datom::v)
                .forEachAsync(
                        name -> average[0] = average[0].and(name.toString().length()))
                .thenApply(done -> average[0].value());
    }

    /** Transacts the forms of all files; what is refused for now is tried again. */
    private static void load(Path files, Connection connection) {
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.filter(each -> each.toString().endsWith(".edn.gz"))
                    .sorted()
                    .toList()) {
                loadFile(file, connection);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void loadFile(Path file, Connection connection) throws IOException {
        try (EdnReader reader = new EdnReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            List<Object> batch = new ArrayList<>();
            while (reader.hasNext()) {
                batch.add(reader.next());
                if (batch.size() == BATCH || !reader.hasNext()) {
                    Retry.standard().transact(connection, TxData.of(batch).withSubmissionId(UUID.randomUUID()));
                    batch = new ArrayList<>();
                }
            }
        }
    }
}
