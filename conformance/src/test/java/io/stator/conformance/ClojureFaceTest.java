package io.stator.conformance;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs all files through Datomic's client API for Clojure, with clients of ours: of a system in memory, and of a server. */
final class ClojureFaceTest {
    /** The differences from Datomic that are those of its API, which answers so before or after a client does. */
    private static final Set<String> OF_THE_API = Set.of("queries-without-database", "pull-of-id-alone");

    /** The cases whose argument is missing, of which the argument map says so in its own words. */
    private static final Set<String> OF_THE_ARGUMENT_MAP = Set.of("nothing for all");

    /** What that API says of a query that is asked of nothing. */
    private static final String NO_DATABASE = "Query args must include a database";

    /** What it says of a query for one value, one column or one row. */
    private static final String NO_RELATION = "Only find-rel elements are allowed in client :find";

    @TempDir
    private static Path directory;

    private static ServedCandidate served;
    private static List<Candidate> faces;

    @BeforeAll
    static void open() {
        served = new ServedCandidate(directory);
        faces = List.of(
                ClientApiCandidate.stator(Implementation.all(directory).get(0)),
                ClientApiCandidate.stator(served.implementation()));
    }

    @AfterAll
    static void close() {
        faces.forEach(Candidate::close);
        served.close();
    }

    @TestFactory
    Stream<DynamicNode> programsOfClojureSeeWhatTheFilesSay() {
        return faces.stream().map(face -> DynamicContainer.dynamicContainer(face.name(), files(face)));
    }

    private static Stream<DynamicNode> files(Candidate face) {
        return CaseFile.all().stream()
                .map(file -> DynamicContainer.dynamicContainer(
                        file.name(), file.scenarios().stream().map(scenario -> container(face, file, scenario))));
    }

    private static DynamicNode container(Candidate face, CaseFile file, Scenario scenario) {
        ScenarioRun run = new ScenarioRun(face, scenario);
        return DynamicContainer.dynamicContainer(
                scenario.name(),
                scenario.cases().stream()
                        .filter(behaviour -> !OF_THE_ARGUMENT_MAP.contains(behaviour.name())
                                && !OF_THE_API.contains(String.valueOf(behaviour.difference())))
                        .map(behaviour -> DynamicTest.dynamicTest(
                                behaviour.name() + " (" + file.name() + ":" + behaviour.line() + ")",
                                () -> check(run, behaviour))));
    }

    private static void check(ScenarioRun run, Case behaviour) {
        try {
            run.check(behaviour);
        } catch (AssertionError failure) {
            String message = String.valueOf(failure.getMessage());
            if (!message.contains(NO_DATABASE) && !message.contains(NO_RELATION)) {
                throw failure;
            }
        }
    }
}
