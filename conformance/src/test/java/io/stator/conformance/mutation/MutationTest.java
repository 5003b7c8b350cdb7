package io.stator.conformance.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whether tests notice small changes of the main sources, made at random: a line at random, then a change of it at
 * random. What does not compile, or compiles to the same classes, is drawn again. {@code -Dstator.seed=N} begins with a
 * seed, {@code -Dstator.mutants=N} asks for so many changes, {@code -Dstator.mutation.in=PREFIX} for such of files
 * whose name begins so, {@code -Dstator.mutation.at=FILE:LINE:OPERATOR,...} for all changes of these lines instead, or for
 * those of an operator, and {@code -Dstator.mutation.seconds=N} asks the tests for at most so long about one change. The
 * sources stay as they are: a changed class is compiled beside the build and stands first on the class path.
 */
@Tag("mutation")
final class MutationTest {
    private static final long SEED = Long.getLong("stator.seed", System.currentTimeMillis());
    private static final int MUTANTS = Integer.getInteger("stator.mutants", 60);
    private static final int SECONDS = Integer.getInteger("stator.mutation.seconds", 1200);
    private static final String IN = System.getProperty("stator.mutation.in", "");
    private static final @Nullable String AT = System.getProperty("stator.mutation.at");
    private static final List<String> MODULES = List.of("api", "engine", "storage-jdbc", "conformance");
    /** A sample smaller than this says little. */
    private static final int JUDGED_MIN = 30;
    /** Less than the aim of nine of ten, for some changes change nothing that anybody could notice. */
    private static final double NOTICED_MIN = 0.8;

    private static final String ENGINE = "engine/src/main/java/io/stator/engine";

    /** Where a change is made: a source and the changes that begin on one of its lines. */
    private record Line(MainSource source, List<Mutation> mutations) {
        String place() {
            return source.name() + ":" + mutations.get(0).line(source.text());
        }
    }

    private final Path root = Path.of("").toAbsolutePath().getParent();
    private final Path work = workFolder();
    private final String classPath = classPath();
    private final MutantCompiler compiler = new MutantCompiler(root, classPath);
    private final Bench bench = new Bench(
            root,
            work,
            classPath,
            MODULES.stream()
                    .flatMap(module -> TestClass.of(root, module).stream())
                    .toList(),
            TimeUnit.SECONDS.toMillis(SECONDS));
    private final List<String> survivors = new ArrayList<>();
    private int judged;

    @Test
    void testsNoticeSmallChanges() {
        List<Line> lines = sources().stream()
                .filter(source -> source.name().startsWith(IN))
                .flatMap(source -> lines(source).stream())
                .toList();
        if (AT != null) {
            for (String place : AT.split(",")) {
                int before = judged;
                lines.forEach(line -> judgeAt(line, place.strip()));
                assertThat(judged).as("changes that compile at " + place).isGreaterThan(before);
            }
        } else {
            tell("seed " + SEED + ", " + lines.size() + " lines that can be changed");
            judgeSome(lines);
        }
        survivors.forEach(survivor -> tell("SURVIVED " + survivor));
        tell("noticed " + (judged - survivors.size()) + " of " + judged + " changes, seed " + SEED);
        if (!bench.failingUnchanged().isEmpty()) {
            tell("not asked, for they fail without a change: " + bench.failingUnchanged());
        }
        assertThat(judged).as("changes that compile").isPositive();
        if (judged >= JUDGED_MIN) {
            assertThat(1.0 - (double) survivors.size() / judged)
                    .as("the share of changes that a test noticed, seed %d: %s", SEED, survivors)
                    .isGreaterThanOrEqualTo(NOTICED_MIN);
        }
    }

    private void judgeSome(List<Line> lines) {
        Random random = new Random(SEED);
        Set<String> drawn = new LinkedHashSet<>();
        int possible = lines.stream().mapToInt(line -> line.mutations().size()).sum();
        while (judged < MUTANTS && drawn.size() < possible) {
            Line line = lines.get(random.nextInt(lines.size()));
            Mutation mutation =
                    line.mutations().get(random.nextInt(line.mutations().size()));
            if (drawn.add(line.source().name() + mutation)) {
                judge(line, mutation);
            }
        }
    }

    /** Judges the changes of the line if the place names it, or those of one operator if it names that, too. */
    private void judgeAt(Line line, String place) {
        for (Mutation mutation : line.mutations()) {
            if (place.equals(line.place()) || place.equals(line.place() + ":" + mutation.operator())) {
                judge(line, mutation);
            }
        }
    }

    private void judge(Line line, Mutation mutation) {
        Path folder = work.resolve("changed");
        if (compiler.compile(line.source(), mutation, folder) != MutantCompiler.Outcome.CHANGED) {
            return;
        }
        judged++;
        String change = line.place() + " " + mutation.told(line.source().text());
        String noticed = bench.noticed(line.source(), folder);
        tell(judged + " " + change + "\n    " + (noticed == null ? "SURVIVED" + unasked() : noticed));
        if (noticed == null) {
            survivors.add(change);
        }
    }

    private String unasked() {
        return bench.notAsked().isEmpty() ? "" : ", without asking " + bench.notAsked() + " for want of time";
    }

    private static List<Line> lines(MainSource source) {
        Map<Integer, List<Mutation>> byLine = Mutations.in(source.text()).stream()
                .collect(Collectors.groupingBy(
                        mutation -> mutation.line(source.text()), TreeMap::new, Collectors.toList()));
        return byLine.values().stream()
                .map(mutations -> new Line(source, mutations))
                .toList();
    }

    private List<MainSource> sources() {
        List<MainSource> sources = new ArrayList<>(MainSource.below(root, ENGINE, false));
        for (String part : List.of(
                "query/run", "query/syntax", "transact", "index", "database", "datom", "pull", "log", "schema")) {
            sources.addAll(MainSource.below(root, ENGINE + "/" + part, true));
        }
        sources.addAll(MainSource.below(root, "storage-jdbc/src/main/java", true));
        sources.addAll(MainSource.below(root, "api/src/main/java", true));
        return sources;
    }

    private static Path testClasses() {
        return Path.of(URI.create(MutationTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }

    private static Path workFolder() {
        Path work = testClasses().resolveSibling("mutation");
        MutantCompiler.emptied(work);
        return work;
    }

    /** The classes of all modules in folders, then what this process has. */
    private String classPath() {
        Path build = root.resolve("conformance").relativize(testClasses()).getParent();
        return Stream.concat(
                        MODULES.stream()
                                .flatMap(module -> Stream.of("test-classes", "classes")
                                        .map(kind -> root.resolve(module)
                                                .resolve(build)
                                                .resolve(kind)
                                                .toString())),
                        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)))
                .distinct()
                .reduce((left, right) -> left + File.pathSeparator + right)
                .orElseThrow();
    }

    private static void tell(String line) {
        System.out.println(line);
    }
}
