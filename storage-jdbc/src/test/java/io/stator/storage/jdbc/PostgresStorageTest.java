package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageContract;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The storage in PostgreSQL keeps the contract. */
final class PostgresStorageTest extends StorageContract {

    private static PostgresCluster cluster;

    private URI place;

    @BeforeAll
    static void startServer() {
        cluster = PostgresCluster.shared();
    }

    @Override
    protected Storage openEmpty() {
        place = cluster.newPlace();
        return PostgresStorage.open(place);
    }

    @Override
    protected Storage reopen(Storage storage) {
        storage.close();
        return PostgresStorage.open(place);
    }

    @Test
    void whatIsThereIsChecked() {
        URI other = cluster.newPlace();
        try (Storage storage = PostgresStorage.open(other)) {
            storage.log("a").append(0, 1, new byte[3]);
            storage.segments("a").put("s", new byte[2]);
            assertThat(PostgresStorage.checkReadOnly(other)).isEqualTo(new StorageReport(1, 1, 1, 0, 5));
        }
    }
}
