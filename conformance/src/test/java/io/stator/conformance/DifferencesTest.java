package io.stator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documentation and the cases tell of the same differences from Datomic. */
final class DifferencesTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "compatibility.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");

    @Test
    void everyDifferenceThatCasesShowIsExplained() throws IOException {
        assertThat(documented()).containsAll(shown());
    }

    @Test
    void everyDifferenceThatIsExplainedIsShownByACase() throws IOException {
        assertThat(shown()).containsAll(documented());
    }

    private static Set<String> documented() throws IOException {
        return ROW.matcher(Files.readString(DOCUMENT))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> shown() {
        return CaseFile.all().stream()
                .flatMap(file -> file.scenarios().stream())
                .flatMap(scenario -> scenario.cases().stream())
                .map(Case::difference)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
