package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Runs all files against Datomic Local, which must behave as they say, except where a case is marked as a difference: there it must not. */
@Tag("oracle")
final class OracleTest {
    private static Candidate datomic;

    @BeforeAll
    static void open() {
        datomic = ClientApiCandidate.datomicLocal();
    }

    @AfterAll
    static void close() {
        datomic.close();
    }

    @TestFactory
    Stream<DynamicNode> datomicBehavesAsTheFilesSayExceptForTheMarkedDifferences() {
        return CaseFile.all().stream()
                .map(file -> DynamicContainer.dynamicContainer(
                        file.name(), file.scenarios().stream().map(scenario -> container(file, scenario))));
    }

    private static DynamicNode container(CaseFile file, Scenario scenario) {
        ScenarioRun run = new ScenarioRun(datomic, scenario);
        List<DynamicTest> tests = scenario.cases().stream()
                .map(behaviour -> DynamicTest.dynamicTest(
                        behaviour.name() + " (" + file.name() + ":" + behaviour.line() + ")",
                        () -> check(run, behaviour)))
                .toList();
        return DynamicContainer.dynamicContainer(scenario.name(), tests);
    }

    private static void check(ScenarioRun run, Case behaviour) {
        if (behaviour.difference() == null) {
            run.check(behaviour);
        } else {
            // a case may name what only a case before it made, which Datomic refused: that is an illegal argument
            assertThatThrownBy(() -> run.check(behaviour))
                    .as("a case marked as the difference '%s', which Datomic must not pass", behaviour.difference())
                    .isInstanceOfAny(AssertionError.class, IllegalArgumentException.class);
        }
    }
}
