package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Results;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Edn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that the release with format version 1 wrote are opened with all their data and written anew. The resources are such files, and
 * all datoms of their logs as that release printed them: values of every type, an excision, a submission id, a deleted database.
 */
final class FormatVersion1Test {

    private static final long FIRST_T = 6;
    private static final int VERSION_OFFSET = 60;

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve(FileProvider.FILE_NAME);
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream packed =
                        Objects.requireNonNull(FormatVersion1Test.class.getResourceAsStream(name + ".gz"), name);
                InputStream content = new GZIPInputStream(packed)) {
            return content.readAllBytes();
        }
    }

    private static String dump(Client client) {
        StringBuilder text = new StringBuilder();
        for (String name : client.listDatabases()) {
            text.append(name).append('\n');
            client.connect(name)
                    .transactions(FIRST_T, null)
                    .limit(Results.NO_LIMIT)
                    .forEach(transaction -> transaction
                            .data()
                            .forEach(datom -> text.append(transaction.t())
                                    .append(' ')
                                    .append(datom.e())
                                    .append(' ')
                                    .append(datom.a())
                                    .append(' ')
                                    .append(Edn.print(datom.v()))
                                    .append(' ')
                                    .append(datom.tx())
                                    .append(' ')
                                    .append(datom.added())
                                    .append('\n')));
        }
        return text.toString();
    }

    private void requireAll(String expected) throws IOException {
        byte[] text = resource(expected);
        for (int opening = 0; opening < 2; opening++) {
            try (Client client = Stator.open(directory)) {
                assertThat(dump(client)).isEqualTo(new String(text, StandardCharsets.UTF_8));
            }
            assertThat(Files.readAllBytes(file)[VERSION_OFFSET + 3]).isEqualTo((byte) 3);
        }
    }

    @Test
    void aFileIsNotWrittenAnewByWhoeverOnlyReads() throws IOException {
        Files.write(file, resource("format-1.db"));
        assertThatThrownBy(() -> Stator.openReadOnly(directory))
                .isInstanceOf(Anomaly.Forbidden.class)
                .hasMessageContaining("open it once to write");
        assertThat(Files.readAllBytes(file)).isEqualTo(resource("format-1.db"));
        Stator.open(directory).close();
        Stator.openReadOnly(directory).close();
    }

    @Test
    void aFileThatWasClosedIsOpenedWithAllItsData() throws IOException {
        Files.write(file, resource("format-1.db"));
        requireAll("format-1.txt");
        try (Client client = Stator.open(directory)) {
            Connection connection = client.connect("second");
            long t = connection.db().t();
            connection.transact(TxData.of(List.of(Map.of(":db/id", "n", ":g/id", "submitted")))
                    .withSubmissionId("sub-second"));
            assertThat(connection.db().t()).as("a repetition").isEqualTo(t);
            connection.transact("[{:g/id \"more\"}]");
            connection.transact("[{:db/excise [:g/id \"second4\"]}]");
            assertThat(client.createDatabase("new")).isTrue();
            client.deleteDatabase("first");
        }
        try (Client client = Stator.open(directory)) {
            assertThat(client.listDatabases()).containsExactly("empty", "new", "second");
            Connection connection = client.connect("second");
            assertThat(dump(client)).contains("\"more\"");
            assertThat(dump(client)).doesNotContain("second4");
        }
    }

    @Test
    void aFileWhoseProcessWasKilledIsOpenedWithAllItsData() throws IOException {
        Files.write(file, resource("format-1-killed.db"));
        Files.write(directory.resolve("stator.db-wal"), resource("format-1-killed.db-wal"));
        requireAll("format-1-killed.txt");
    }

    @Test
    void anUpgradeThatWasInterruptedIsBegunAnew() throws IOException {
        Files.write(file, resource("format-1.db"));
        Files.writeString(directory.resolve("stator.db.new"), "half of a file");
        Files.writeString(directory.resolve("stator.db.new-journal"), "half of a journal");
        requireAll("format-1.txt");
        assertThat(directory.resolve("stator.db.new")).doesNotExist();
    }

    @Test
    void damageIsRefusedAndNotCopied() throws IOException {
        byte[] content = resource("format-1.db");
        String text = new String(content, StandardCharsets.ISO_8859_1);
        content[text.lastIndexOf("second17")] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(() -> Stator.open(directory))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("record")
                .hasMessageContaining("damaged");
        assertThat(file).hasBinaryContent(content);

        byte[] log = resource("format-1-killed.db-wal");
        log[0] ^= 1;
        Files.write(file, resource("format-1-killed.db"));
        Files.write(directory.resolve("stator.db-wal"), log);
        assertThatThrownBy(() -> Stator.open(directory))
                .isInstanceOf(Anomaly.Fault.class)
                .hasMessageContaining("header of");
    }
}
