package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Stator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is killed, the process that writes or the server, what was acknowledged is there and what failed is not. */
final class PostgresKillTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int KILLS = 6;
    private static final int SERVER_KILLS = 3;
    private static final int KILLS_IN_SIMULATION = 100;
    private static final int WRITES_BETWEEN = 30;

    @TempDir
    private Path directory;

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
        new KillScenario(PostgresCluster.shared().newPlace().toString(), directory).killAndLook(KILLS);
    }

    @Test
    @Tag("simulation")
    void nothingAcknowledgedIsLostHoweverOftenTheProcessIsKilled() throws IOException, InterruptedException {
        new KillScenario(PostgresCluster.shared().newPlace().toString(), directory).killAndLook(KILLS_IN_SIMULATION);
    }

    @Test
    void aWriterOutlivesTheServer() throws IOException, InterruptedException {
        PostgresCluster.shared();
        killServer(SERVER_KILLS);
    }

    @Test
    @Tag("simulation")
    void aWriterOutlivesTheServerHoweverOftenThatIsKilled() throws IOException, InterruptedException {
        PostgresCluster.shared();
        killServer(KILLS_IN_SIMULATION);
    }

    private static void killServer(int kills) throws IOException, InterruptedException {
        Random random = new Random(SEED);
        ToldKeys told = new ToldKeys();
        String where = "seed " + SEED;
        try (PostgresCluster cluster = PostgresCluster.create()) {
            URI place = cluster.newPlace();
            try (Client client = Stator.open(place)) {
                client.createDatabase("x");
                Connection connection = client.connect("x");
                connection.transact(Peer.SCHEMA);
                try (ToldKeys.Writers writers = told.write(connection)) {
                    for (int kill = 0; kill < kills; kill++) {
                        told.after(1 + random.nextInt(WRITES_BETWEEN)).await();
                        cluster.restart(kill % 3 == 2 ? "INT" : "KILL");
                    }
                    told.after(WRITES_BETWEEN).await();
                }
                told.check(connection, where);
            }
            assertThat(PostgresStorage.checkReadOnly(place).databases()).isEqualTo(1);
            try (Client again = Stator.open(place)) {
                told.check(again.connect("x"), where);
            }
        }
    }
}
