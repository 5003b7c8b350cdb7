package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that ended while SQLite switched a file to a write-ahead log leaves a system that opens; other journals are not used. */
final class RollbackJournalTest {

    private static final long MAGIC = 0xd9d505f920a163d7L;
    private static final int NONCE = 77;
    private static final int SECTOR_BYTES = 512;
    private static final int CHECKSUM_STEP = 200;
    private static final int MODE_OFFSET = 18;
    private static final byte WRITE_AHEAD = 2;

    @TempDir
    private Path directory;

    private Path file;
    private Path journal;

    /** The first page before the switch. */
    private byte[] page;

    @BeforeEach
    void switchHalfWay() throws IOException, SQLException {
        file = directory.resolve("stator.db");
        journal = directory.resolve("stator.db-journal");
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log("a").append(0, 0, new byte[1_000]);
        }
        try (Session session = new Session(SqliteDialect.connect(file, ""))) {
            SqliteDialect.run(session.connection(), "PRAGMA journal_mode = DELETE");
        }
        page = Arrays.copyOf(Files.readAllBytes(file), Tables.PAGE_BYTES);
        assertThat(page[MODE_OFFSET]).isEqualTo((byte) 1);
    }

    private static byte[] switched(byte[] content) {
        byte[] changed = content.clone();
        changed[MODE_OFFSET] = WRITE_AHEAD;
        changed[MODE_OFFSET + 1] = WRITE_AHEAD;
        return changed;
    }

    private byte[] journalOf(byte[] before) throws IOException {
        int checksum = NONCE;
        for (int i = before.length - CHECKSUM_STEP; i > 0; i -= CHECKSUM_STEP) {
            checksum += before[i] & 0xff;
        }
        ByteBuffer bytes = ByteBuffer.allocate(SECTOR_BYTES + Integer.BYTES + before.length + Integer.BYTES);
        bytes.putLong(MAGIC).putInt(1).putInt(NONCE).putInt((int) (Files.size(file) / Tables.PAGE_BYTES));
        bytes.putInt(SECTOR_BYTES).putInt(Tables.PAGE_BYTES);
        return bytes.position(SECTOR_BYTES)
                .putInt(1)
                .put(before)
                .putInt(checksum)
                .array();
    }

    private void requireOpened() {
        try (Storage storage = SqliteStorage.open(file)) {
            assertThat(storage.log("a").lastSequence()).hasValue(0);
        }
        assertThat(journal).doesNotExist();
    }

    @Test
    void aSwitchThatEndedHalfWayIsTakenBack() throws IOException {
        Files.write(journal, journalOf(page));
        requireOpened();
    }

    @Test
    void aSwitchThatWasNotForgottenIsTakenBack() throws IOException {
        Files.write(journal, journalOf(page));
        Files.write(file, switched(Files.readAllBytes(file)));
        requireOpened();
    }

    @Test
    void aJournalWithoutPagesIsForgotten() throws IOException {
        byte[] empty = Arrays.copyOf(journalOf(page), SECTOR_BYTES);
        ByteBuffer.wrap(empty).putInt(Long.BYTES, 0);
        Files.write(journal, empty);
        requireOpened();
    }

    @Test
    void theJournalOfAnotherFileIsNotUsed() throws IOException {
        byte[] other = page.clone();
        other[Tables.PAGE_BYTES - 1] ^= 1;
        Files.write(journal, journalOf(other));
        byte[] before = Files.readAllBytes(file);
        for (Function<Path, Storage> opening :
                List.<Function<Path, Storage>>of(SqliteStorage::open, SqliteStorage::openReadOnly)) {
            assertThatThrownBy(() -> opening.apply(file))
                    .isInstanceOfSatisfying(
                            StorageException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(Kind.CORRUPT))
                    .hasMessageContainingAll("another program", "-journal");
        }
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void aNewFileKeepsAWriteAheadLogBeforeItIsInItsPlace() throws IOException, SQLException {
        Path created = directory.resolve("created");
        SqliteDialect.create(created);
        assertThat(Files.readAllBytes(created)[MODE_OFFSET]).isEqualTo(WRITE_AHEAD);
        assertThat(directory.resolve("created-wal")).doesNotExist();
        assertThat(directory.resolve("created-journal")).doesNotExist();
    }
}
