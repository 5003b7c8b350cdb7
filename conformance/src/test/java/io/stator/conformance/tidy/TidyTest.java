package io.stator.conformance.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The rules of style that the compiler and the formatter do not check. Every complaint names {@code file:line}. */
final class TidyTest {
    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 70;
    private static final int SOURCES_MIN = 20;

    private static final Predicate<JavaSource> ANYWHERE = source -> true;
    private static final Predicate<JavaSource> MAIN = JavaSource::isMain;
    private static final Predicate<JavaSource> TALKS_TO_PEOPLE =
            source -> List.of("cli", "examples", "benchmarks").contains(source.module());
    private static final Predicate<JavaSource> OWNS_THE_CLOCK = source -> source.name()
                    .matches("engine/src/main/java/io/stator/engine/\\w+\\.java")
            || source.name().equals("dynamodb/src/main/java/io/stator/dynamodb/DynamoConfig.java")
            || source.name().equals("storage-dynamodb/src/main/java/io/stator/storage/dynamodb/DynamoDbStorage.java");

    private final List<JavaSource> sources = SourceTree.javaSources();

    @Test
    void theSourceTreeIsFound() {
        assertThat(sources).hasSizeGreaterThan(SOURCES_MIN);
    }

    @Test
    void filesAreShort() {
        assertThat(sources.stream()
                        .filter(source -> source.lines() > FILE_LINES_MAX)
                        .map(source -> source.name() + ":" + source.lines() + " lines, at most " + FILE_LINES_MAX))
                .isEmpty();
    }

    @Test
    void methodsAreShort() {
        assertThat(sources.stream()
                        .flatMap(source -> source.bodies().stream()
                                .filter(body -> body.lines() > METHOD_LINES_MAX)
                                .map(body -> source.name() + ":" + body.firstLine() + " " + body.name() + " has "
                                        + body.lines() + " lines, at most " + METHOD_LINES_MAX)))
                .isEmpty();
    }

    @Test
    void onlyTheCommandPrints() {
        banned("System\\s*\\.\\s*(out|err)\\b", MAIN.and(TALKS_TO_PEOPLE.negate()));
        banned("\\bprintStackTrace\\s*\\(\\s*\\)", ANYWHERE);
        banned("\\bprintStackTrace\\b", TALKS_TO_PEOPLE.negate());
    }

    @Test
    void nothingSleeps() {
        banned("\\bThread\\s*\\.\\s*sleep\\b|\\bTimeUnit\\s*\\.\\s*\\w+\\s*\\.\\s*sleep\\b", ANYWHERE);
    }

    @Test
    void onlyTheCommandEndsTheProcess() {
        banned(
                "\\bSystem\\s*\\.\\s*exit\\b|\\bRuntime\\s*\\.\\s*getRuntime\\s*\\(\\s*\\)\\s*\\.\\s*(exit|halt)\\b",
                MAIN.and(TALKS_TO_PEOPLE.negate()));
    }

    @Test
    void timeIsReadAtTheEdge() {
        banned(
                "\\bnew\\s+Date\\s*\\(\\s*\\)|\\bSystem\\s*\\.\\s*currentTimeMillis\\b|\\bInstant\\s*\\.\\s*now\\b"
                        + "|\\bClock\\s*\\.\\s*system\\w*",
                MAIN.and(OWNS_THE_CLOCK.or(TALKS_TO_PEOPLE).negate()));
    }

    @Test
    void randomnessHasASeed() {
        banned(
                "\\bnew\\s+(\\w+\\.)*(Random|SplittableRandom)\\s*\\(\\s*\\)|\\bMath\\s*\\.\\s*random\\b|\\bThreadLocalRandom\\b",
                ANYWHERE);
    }

    @Test
    void exceptionsAreNotSwallowed() {
        banned("\\bcatch\\s*\\([^)]*\\)\\s*\\{\\s*\\}", ANYWHERE);
    }

    @Test
    void noTestIsSwitchedOff() {
        banned("@Disabled\\b", ANYWHERE);
    }

    @Test
    void nothingIsLeftForLater() {
        bannedText("\\b(TO" + "DO|FIX" + "ME)\\b");
        bannedText("\\t");
    }

    private void banned(String regex, Predicate<JavaSource> where) {
        Pattern pattern = Pattern.compile(regex);
        assertThat(sources.stream().filter(where).flatMap(source -> source.find(pattern).stream()))
                .isEmpty();
    }

    private void bannedText(String regex) {
        Pattern pattern = Pattern.compile(regex);
        assertThat(sources.stream().flatMap(source -> source.findInText(pattern).stream()))
                .isEmpty();
    }
}
