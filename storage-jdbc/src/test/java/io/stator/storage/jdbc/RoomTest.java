package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.SystemConfig;
import io.stator.TxData;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files give room back that is free, step by step, and those of earlier releases do once they were written anew. */
final class RoomTest {
    private static final int SEGMENT_BYTES = 40_000;
    private static final int VERSION_OFFSET = 63;

    @TempDir
    private Path directory;

    private Path file() {
        return directory.resolve(FileProvider.FILE_NAME);
    }

    private Room room() throws SQLException {
        try (Session session = new Session(SqliteDialect.openForCheck(file()))) {
            return Room.of(session);
        }
    }

    private static byte[] segment(int number) {
        byte[] bytes = new byte[SEGMENT_BYTES];
        new Random(number).nextBytes(bytes);
        return bytes;
    }

    private static String id(int number) {
        return "s" + number;
    }

    /** Puts segments, and deletes all but every fourth. */
    static void fill(Storage storage, int count) {
        storage.log("d").append(0, 0, new byte[] {1});
        for (int i = 0; i < count; i++) {
            storage.segments("d").put(id(i), segment(i));
        }
        storage.segments("d")
                .delete(IntStream.range(0, count)
                        .filter(i -> i % 4 != 0)
                        .mapToObj(RoomTest::id)
                        .toList());
    }

    static void requireWhole(Storage storage, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(storage.segments("d").get(id(i)).isPresent())
                    .as("segment %s", i)
                    .isEqualTo(i % 4 == 0);
            if (i % 4 == 0) {
                assertThat(storage.segments("d").get(id(i)).orElseThrow())
                        .as("segment %s", i)
                        .isEqualTo(segment(i));
            }
        }
    }

    /** Makes a file as releases wrote it whose files keep what is free. */
    private static void makeOld(Path file) throws SQLException {
        try (java.sql.Connection connection = SqliteDialect.connect(file, "");
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = DELETE");
            statement.execute("PRAGMA auto_vacuum = NONE");
            statement.execute("VACUUM");
            statement.execute("PRAGMA user_version = " + Tables.FORMAT_VERSION_KEEPING_ROOM);
            statement.execute("PRAGMA journal_mode = WAL");
        }
    }

    @Test
    void whatIsFreeIsGivenBackStepByStepWhenNothingMoreIsWritten() throws IOException {
        int count = 400;
        long most;
        try (Storage storage = SqliteStorage.open(file())) {
            fill(storage, count);
            most = (long) count * SEGMENT_BYTES;
            assertThat(storage.shrink(false))
                    .as("while it is used it keeps some")
                    .isFalse();
            int steps = 1;
            while (storage.shrink(true)) {
                steps++;
            }
            assertThat(steps).isGreaterThan(2);
            requireWhole(storage, count);
            assertThat(storage.shrink(true)).isFalse();
        }
        assertThat(Files.size(file())).isLessThan(most * 2 / 5);
        SqliteStorage.check(file());
        try (Storage storage = SqliteStorage.open(file())) {
            requireWhole(storage, count);
        }
    }

    @Test
    void aFileOfWhichMoreThanHalfIsFreeGivesSomeBackWhileItIsUsed() {
        int count = 1_600;
        try (Storage storage = SqliteStorage.open(file())) {
            fill(storage, count);
            int steps = 0;
            while (storage.shrink(false)) {
                steps++;
            }
            assertThat(steps).isGreaterThan(1);
            requireWhole(storage, count);
        }
        assertThat(SqliteStorage.check(file()).segments()).isEqualTo(count / 4);
    }

    @Test
    void aFileOfAnEarlierReleaseKeepsItsRoomUntilItIsWrittenAnew() throws IOException, SQLException {
        int count = 400;
        try (Storage storage = SqliteStorage.open(file())) {
            fill(storage, 0);
        }
        makeOld(file());
        assertThat(Files.readAllBytes(file())[VERSION_OFFSET]).isEqualTo((byte) 2);
        try (Storage storage = SqliteStorage.openReadOnly(file())) {
            assertThat(storage.log("d").lastSequence()).hasValue(0);
        }
        long kept;
        try (Storage storage = SqliteStorage.open(file())) {
            for (int i = 0; i < count; i++) {
                storage.segments("d").put(id(i), segment(i));
            }
            storage.segments("d")
                    .delete(IntStream.range(0, count)
                            .filter(i -> i % 4 != 0)
                            .mapToObj(RoomTest::id)
                            .toList());
            assertThat(storage.shrink(true)).isFalse();
        }
        kept = Files.size(file());
        assertThat(kept).isGreaterThan((long) count * SEGMENT_BYTES);
        assertThat(Files.readAllBytes(file())[VERSION_OFFSET])
                .as("it is as it was")
                .isEqualTo((byte) 2);
        try (Storage storage = SqliteStorage.open(file())) {
            storage.reclaim();
            requireWhole(storage, count);
            storage.segments("d")
                    .delete(IntStream.range(0, count / 2).mapToObj(RoomTest::id).toList());
            assertThat(storage.shrink(true)).as("what is left is not worth it").isFalse();
        }
        assertThat(Files.readAllBytes(file())[VERSION_OFFSET]).isEqualTo((byte) 3);
        assertThat(room().isKept()).isFalse();
        assertThat(room().free()).isLessThanOrEqualTo(128);
        assertThat(SqliteStorage.check(file()).segments()).isEqualTo(count / 8);
    }

    @Test
    void aHeaderThatSaysBothIsRefused() throws IOException {
        SqliteStorage.open(file()).close();
        byte[] content = Files.readAllBytes(file());
        content[VERSION_OFFSET] = 2;
        Files.write(file(), content);
        assertThatThrownBy(() -> SqliteStorage.open(file()))
                .isInstanceOfSatisfying(
                        StorageException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.CORRUPT))
                .hasMessageContaining("header");
    }

    @Test
    void aDatabaseThatWasMergedAndClosedLeavesLittleThatIsFree() throws IOException, SQLException {
        SystemConfig config = SystemConfig.standard().withLimit(Limit.LIVE_FACTS, 20_000);
        Random random = new Random(1);
        try (Client client = Stator.open(directory, config)) {
            client.createDatabase("x");
            Connection connection = client.connect("x");
            connection.transact("[{:db/ident :r/u :db/valueType :db.type/uuid :db/cardinality :db.cardinality/one}]");
            for (int round = 0; round < 60; round++) {
                List<Map<String, ?>> forms = new ArrayList<>();
                for (int i = 0; i < 2_000; i++) {
                    forms.add(Map.of(":r/u", new java.util.UUID(random.nextLong(), random.nextLong())));
                }
                connection.transact(TxData.of(forms));
            }
        }
        Room room = room();
        assertThat(room.free()).isLessThanOrEqualTo(Math.max(128, (room.pages() - room.free()) / 16));
        try (Client client = Stator.open(directory, config)) {
            assertThat(client.verify("x", progress -> {}).damages()).isEmpty();
        }
    }
}
