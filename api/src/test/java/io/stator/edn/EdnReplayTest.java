package io.stator.edn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the inputs of the fuzz target, which are also the seeds from which fuzzing begins. */
final class EdnReplayTest {
    static List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/io/stator/edn/EdnFuzzTestInputs/everyText"))) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void everyInputKeepsTheProperties(Path input) throws IOException {
        EdnProperties.check(new String(Files.readAllBytes(input), StandardCharsets.UTF_8));
    }
}
