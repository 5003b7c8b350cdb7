package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.TxData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was excised is in no file of the system any more, in no form that a search would find. */
final class ErasedBytesTest {
    private static final String SECRET = "q7Zx-Äpfel-unique-9931";

    /** A whole number that nothing else is, in the eight bytes of a long and in those of the log's variable length. */
    private static final long SECRET_NUMBER = 7_305_918_264_553_310_427L;

    private static final String SCHEMA = """
            [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/text :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/number :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :p/pair :db/valueType :db.type/tuple :db/tupleAttrs [:p/name :p/number] :db/cardinality :db.cardinality/one}]""";

    @TempDir
    private Path directory;

    private static List<byte[]> encodings() {
        List<byte[]> encodings = new ArrayList<>();
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            encodings.add(SECRET.getBytes(charset));
        }
        encodings.add("unique-9931".getBytes(StandardCharsets.US_ASCII));
        byte[] utf = SECRET.getBytes(StandardCharsets.UTF_8);
        encodings.add(Base64.getEncoder().encode(utf));
        encodings.add(HexFormat.of().formatHex(utf).getBytes(StandardCharsets.US_ASCII));
        encodings.add(ByteBuffer.allocate(Long.BYTES).putLong(SECRET_NUMBER).array());
        encodings.add(zigzag(SECRET_NUMBER));
        return encodings;
    }

    private static byte[] zigzag(long value) {
        ByteBuffer bytes = ByteBuffer.allocate(10);
        long rest = value << 1;
        while (rest >>> 7 != 0) {
            bytes.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        return java.util.Arrays.copyOf(bytes.put((byte) rest).array(), bytes.position());
    }

    /** Returns the files that hold a form of the secret, each with the number of the form. */
    private List<String> traces() throws IOException {
        List<String> traces = new ArrayList<>();
        List<byte[]> encodings = encodings();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (int i = 0; i < encodings.size(); i++) {
                    if (content.contains(new String(encodings.get(i), StandardCharsets.ISO_8859_1))) {
                        traces.add(file.getFileName() + " " + i);
                    }
                }
            }
        }
        return traces;
    }

    private static void fill(Connection connection, int from) {
        for (int batch = from; batch < from + 20; batch++) {
            List<Object> forms = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                forms.add(Map.of(
                        ":p/name", "other " + batch + " " + i, ":p/text", "x".repeat(17 * i), ":p/number", (long) i));
            }
            forms.add(Map.of(
                    ":p/name", SECRET, ":p/text", SECRET + " number " + batch, ":p/number", SECRET_NUMBER - batch % 2));
            connection.transact(TxData.of(forms));
        }
    }

    @Test
    void theFilesHoldNothingOfWhatWasExcised() throws IOException {
        List<String> seen;
        try (Client client = Stator.open(directory)) {
            client.createDatabase("x");
            client.createDatabase("y");
            Connection connection = client.connect("x");
            connection.transact(SCHEMA);
            client.connect("y").transact(SCHEMA);
            fill(connection, 0);
            client.connect("y").transact("[{:p/name \"untouched\"}]");
            connection.transact("[[:db/retract [:p/name \"" + SECRET + "\"] :p/text \"" + SECRET + " number 3\"]]");
            fill(connection, 20);
            assertThat(traces()).contains("stator.db-wal 0", "stator.db-wal 3", "stator.db-wal 7");

            connection.transact("[{:db/excise [:p/name \"" + SECRET + "\"]}]");

            assertThat(traces()).isEmpty();
            connection.transact("[{:p/name \"afterwards\"}]");
            seen = everything(connection);
            assertThat(seen).hasSizeGreaterThan(4_000).noneMatch(line -> line.contains("9931"));
            assertThat(everything(client.connect("y"))).anyMatch(line -> line.contains("untouched"));
        }
        assertThat(traces()).isEmpty();
        try (Client client = Stator.open(directory)) {
            assertThat(everything(client.connect("x"))).isEqualTo(seen);
        }
        assertThat(traces()).isEmpty();
    }

    @Test
    void anotherConnectionReadsWhileFactsAreErased() throws Exception {
        try (Client client = Stator.open(directory)) {
            client.createDatabase("x");
            client.createDatabase("y");
            Connection connection = client.connect("x");
            connection.transact(SCHEMA);
            client.connect("y").transact(SCHEMA);
            fill(connection, 0);
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread reader = new Thread(() -> ended.complete(catchThrowable(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    everything(client.connect("y"));
                }
            })));
            reader.start();
            connection.transact("[{:db/excise :p/text} {:db/excise [:p/name \"" + SECRET + "\"]}]");
            assertThat(connection.syncExcise(connection.db().t()).t())
                    .isEqualTo(connection.db().t());
            reader.interrupt();
            Throwable end = ended.get(1, TimeUnit.MINUTES);
            if (end != null) {
                assertThat(end).isInstanceOf(Anomaly.Interrupted.class);
            }
            assertThat(traces()).isEmpty();
        }
    }

    private static List<String> everything(Connection connection) {
        List<String> all = new ArrayList<>();
        connection
                .db()
                .history()
                .datoms(Index.EAVT)
                .limit(Results.NO_LIMIT)
                .forEach(datom -> all.add(datom.toString()));
        connection
                .transactions(null, null)
                .limit(Results.NO_LIMIT)
                .forEach(transaction -> all.add(transaction.toString()));
        return all;
    }
}
