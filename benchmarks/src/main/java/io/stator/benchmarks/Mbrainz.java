package io.stator.benchmarks;

import io.stator.Connection;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.EdnReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The MusicBrainz files, as transactions of some number of entities. */
final class Mbrainz {
    private static final int IN_FLIGHT = 32;

    private final Path directory;

    /** Finds the files where the environment variable {@code STATOR_MBRAINZ} says. */
    Mbrainz() {
        String place = System.getenv("STATOR_MBRAINZ");
        if (place == null) {
            throw new IllegalStateException("STATOR_MBRAINZ must name the directory of the MusicBrainz files");
        }
        directory = Path.of(place);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().endsWith(".edn.gz"))
                    .sorted()
                    .toList();
        }
    }

    private static Reader open(Path file) throws IOException {
        return new InputStreamReader(new GZIPInputStream(Files.newInputStream(file), 1 << 16), StandardCharsets.UTF_8);
    }

    /** Reads and transacts everything, pipelined, as the import command does; returns the number of datoms. */
    long importInto(Connection connection, int batchSize) throws IOException {
        Deque<CompletableFuture<TxReport>> waiting = new ArrayDeque<>();
        long datoms = 0;
        for (Path file : files()) {
            try (EdnReader reader = new EdnReader(open(file))) {
                List<Object> batch = new ArrayList<>(batchSize);
                while (reader.hasNext()) {
                    batch.add(reader.next());
                    if (batch.size() == batchSize || !reader.hasNext()) {
                        waiting.add(connection.transactAsync(TxData.of(batch)));
                        batch = new ArrayList<>(batchSize);
                    }
                    if (waiting.size() > IN_FLIGHT) {
                        datoms += waiting.remove().join().txData().size();
                    }
                }
            }
            while (!waiting.isEmpty()) {
                datoms += waiting.remove().join().txData().size();
            }
        }
        return datoms;
    }

    /** Returns everything as Clojure data, read beforehand, so that reading does not count against the other side. */
    List<Object> clojureBatches(int batchSize) throws IOException {
        List<Object> batches = new ArrayList<>();
        for (Path file : files()) {
            List<Object> batch = new ArrayList<>(batchSize);
            try (BufferedReader lines = new BufferedReader(open(file))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    batch.add(DatomicLocal.read(line));
                    if (batch.size() == batchSize) {
                        batches.add(DatomicLocal.forms(batch));
                        batch = new ArrayList<>(batchSize);
                    }
                }
            }
            if (!batch.isEmpty()) {
                batches.add(DatomicLocal.forms(batch));
            }
        }
        return batches;
    }
}
