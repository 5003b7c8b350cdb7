package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs what only Datomic Pro has against Datomic Peer, which must behave as the files say.
 *
 * <p>{@code mvn -q -f benchmarks/peer package} collects its jars; {@code -Dstator.peer=DIRECTORY} names another place.
 */
@Tag("oracle")
final class PeerOracleTest {
    private static final Path JARS = Path.of(System.getProperty("stator.peer", "../benchmarks/peer/target/lib"));

    /** The differences from Local of which docs/compatibility.md says that Pro has what we have. */
    private static final Set<String> AS_IN_PRO = Set.of(
            "strings-as-keywords",
            "old-function-names",
            "db-index",
            "bytes",
            "partitions",
            "numbers-as-tempids",
            "full-text",
            "find-specifications",
            "queries-without-database",
            "pull-of-id-alone");

    private static Candidate peer;

    @BeforeAll
    static void open() throws Exception {
        assumeTrue(
                Files.isDirectory(JARS),
                "jars of Datomic Peer must be in " + JARS + ": run mvn -q -f benchmarks/peer package");
        peer = new PeerCandidate(JARS);
    }

    @TestFactory
    Stream<DynamicNode> datomicPeerHasWhatTheFilesSayItHas() {
        return CaseFile.all().stream()
                .map(file -> DynamicContainer.dynamicContainer(
                        file.name(),
                        file.scenarios().stream()
                                .filter(scenario -> scenario.cases().stream().anyMatch(PeerOracleTest::isOfPro))
                                .map(scenario -> container(file, scenario))));
    }

    private static void check(ScenarioRun run, Case behaviour) {
        if (!Boolean.FALSE.equals(behaviour.get("pro"))) {
            run.check(behaviour);
            return;
        }
        assertThatThrownBy(() -> run.check(behaviour))
                .as("a case marked with ':pro false', which Peer must not pass")
                .isInstanceOfAny(AssertionError.class, IllegalArgumentException.class);
    }

    /** Runs a case for what comes after it; it may name what only a case before it made, which Peer refused. */
    private static boolean pass(ScenarioRun run, Case behaviour) {
        try {
            return run.run(behaviour).refusal() == null;
        } catch (IllegalArgumentException unknownName) {
            return false;
        }
    }

    private static boolean isOfPro(Case behaviour) {
        String difference = behaviour.difference();
        return difference != null && AS_IN_PRO.contains(difference);
    }

    private static DynamicNode container(CaseFile file, Scenario scenario) {
        ScenarioRun run = new ScenarioRun(peer, scenario);
        List<DynamicTest> tests = new ArrayList<>();
        List<Case> before = new ArrayList<>();
        for (Case behaviour : scenario.cases()) {
            if (!isOfPro(behaviour)) {
                before.add(behaviour);
                continue;
            }
            List<Case> others = List.copyOf(before);
            before.clear();
            tests.add(DynamicTest.dynamicTest(
                    behaviour.name() + " (" + file.name() + ":" + behaviour.line() + ")", () -> {
                        others.forEach(other -> pass(run, other));
                        check(run, behaviour);
                    }));
        }
        return DynamicContainer.dynamicContainer(scenario.name(), tests);
    }
}
