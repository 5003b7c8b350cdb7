package io.stator.storage.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it transacts leaves all that it acknowledged in its file. */
final class KillTest {
    private static final int KILLS = 20;
    private static final int KILLS_IN_SIMULATION = Integer.getInteger("stator.kills", 1_000);

    @TempDir
    private Path directory;

    @Test
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws IOException, InterruptedException {
        new KillScenario(directory.toString(), directory).killAndLook(KILLS);
    }

    @Test
    @Tag("simulation")
    void nothingAcknowledgedIsLostHoweverOftenTheProcessIsKilled() throws IOException, InterruptedException {
        new KillScenario(directory.toString(), directory).killAndLook(KILLS_IN_SIMULATION);
    }
}
