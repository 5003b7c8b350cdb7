package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Runs all files against every implementation. */
final class ConformanceTest {
    /** How long one case may take, on the slowest machine. */
    private static final Duration TIME_MAX = Duration.ofMinutes(10);

    @RegisterExtension
    static final DynamoDbLocal LOCAL = Implementation.LOCAL;

    @TempDir
    private static Path directory;

    private static List<Candidate> candidates;

    @BeforeAll
    static void open() {
        candidates = new ArrayList<>();
        for (Implementation implementation : Implementation.all(directory)) {
            candidates.add(new StatorCandidate(implementation));
        }
        candidates.add(new ServedCandidate(directory));
    }

    @AfterAll
    static void close() {
        List<String> damages = candidates.stream()
                .filter(candidate -> candidate.name().equals(Implementation.IN_MEMORY_AND_SEGMENTS))
                .flatMap(candidate -> ((StatorCandidate) candidate).damages().stream())
                .toList();
        candidates.forEach(Candidate::close);
        assertThat(damages).as("what is in storage after all cases").isEmpty();
    }

    @TestFactory
    Stream<DynamicNode> everyImplementationBehavesAsTheFilesSay() {
        List<CaseFile> files = CaseFile.all();
        return candidates.stream()
                .map(candidate -> DynamicContainer.dynamicContainer(
                        candidate.name(), files.stream().map(file -> container(candidate, file))));
    }

    private static DynamicNode container(Candidate candidate, CaseFile file) {
        return DynamicContainer.dynamicContainer(
                file.name(),
                file.scenarios().stream()
                        .filter(scenario -> candidate.runs(scenario.name()))
                        .map(scenario -> {
                            ScenarioRun run = new ScenarioRun(candidate, scenario);
                            return DynamicContainer.dynamicContainer(
                                    scenario.name(),
                                    scenario.cases().stream()
                                            .map(behaviour -> DynamicTest.dynamicTest(
                                                    behaviour.name() + " (" + file.name() + ":" + behaviour.line()
                                                            + ")",
                                                    () -> assertTimeoutPreemptively(
                                                            TIME_MAX, () -> run.check(behaviour)))));
                        }));
    }
}
