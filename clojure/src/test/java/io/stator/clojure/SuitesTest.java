package io.stator.clojure;

import static org.assertj.core.api.Assertions.assertThat;

import clojure.java.api.Clojure;
import clojure.lang.IFn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the suites of {@code clojure.test} in {@code src/test/clojure}, each test as one of its own. */
final class SuitesTest {
    private static final Path SUITES = Path.of("src", "test", "clojure", "stator");
    private static final String SUFFIX = "_test.clj";
    private static final int SUITES_MIN = 5;

    @TestFactory
    Stream<DynamicNode> everyTestOfEverySuitePasses() throws IOException {
        List<String> names;
        try (Stream<Path> files = Files.list(SUITES)) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> "stator." + file.replace(".clj", "").replace('_', '-'))
                    .sorted()
                    .toList();
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo(SUITES_MIN);
        Clojure.var("clojure.core", "require").invoke(Clojure.read("stator.suites"));
        return names.stream().map(SuitesTest::suite);
    }

    private static DynamicNode suite(String name) {
        List<?> tests = (List<?>) Clojure.var("stator.suites", "tests").invoke(Clojure.read(name));
        assertThat(tests).as("the tests of %s", name).isNotEmpty();
        IFn failures = Clojure.var("stator.suites", "failures");
        return DynamicContainer.dynamicContainer(
                name,
                tests.stream()
                        .map(test -> DynamicTest.dynamicTest(
                                String.valueOf(test),
                                () -> assertThat((List<?>) failures.invoke(test))
                                        .as("the assertions of %s that failed", test)
                                        .isEmpty())));
    }
}
