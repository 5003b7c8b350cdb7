package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.engine.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it gives room back leaves all that it had, and nothing that it had deleted. */
final class KilledShrinkTest {
    private static final long SEED = Long.getLong("stator.seed", 20261130L);
    private static final int KILLS = 6;

    /** A round tells of each of its segments; then come its steps. */
    private static final int ROUND_LINES = 150;

    private static final int STEP_LINES = 4;

    @TempDir
    private Path directory;

    private final List<Long> kept = new ArrayList<>();
    private final List<Long> deleted = new ArrayList<>();

    private void hear(String line) {
        String[] words = line.split(" ", -1);
        if (words.length == 2) {
            (words[0].equals("K") ? kept : deleted).add(Long.parseLong(words[1]));
        }
    }

    @Test
    void allThatWasThereIsThereAfterwards() throws IOException, InterruptedException {
        Random random = new Random(SEED);
        Path file = directory.resolve(FileProvider.FILE_NAME);
        try (Storage storage = SqliteStorage.open(file)) {
            storage.log(KilledShrinker.DATABASE).append(0, 0, new byte[] {1});
        }
        for (int kill = 0; kill < KILLS; kill++) {
            String description = "seed " + SEED + " kill " + kill;
            new KilledProcess(KilledShrinker.class, directory)
                    .run(kill, description, ROUND_LINES + random.nextInt(STEP_LINES), () -> {}, this::hear);
            try (Storage storage = SqliteStorage.open(file)) {
                for (long each : kept) {
                    assertThat(storage.segments(KilledShrinker.DATABASE).get(KilledShrinker.id(each)))
                            .as("%s segment %s", description, each)
                            .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(KilledShrinker.segment(each)));
                }
                for (long each : deleted) {
                    assertThat(storage.segments(KilledShrinker.DATABASE).get(KilledShrinker.id(each)))
                            .as("%s segment %s", description, each)
                            .isEmpty();
                }
            }
        }
        assertThat(kept).isNotEmpty();
        assertThat(SqliteStorage.check(file).segments()).isGreaterThanOrEqualTo(kept.size());
    }
}
