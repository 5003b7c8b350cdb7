package io.stator.conformance.mutation;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs the test classes that may notice a change, those first that may do it soonest, each class known to pass without it. */
final class Bench {
    /** How long a class may take whose usual time is not known. */
    private static final long LIMIT_MILLIS = TimeUnit.MINUTES.toMillis(5);
    /** How long one may take whose usual time is known: so many times that, and some seconds. */
    private static final long LIMIT_FACTOR = 10;

    private static final long LIMIT_ADDED_MILLIS = TimeUnit.SECONDS.toMillis(30);
    private static final long UNKNOWN_MILLIS = 2000;
    /** What one more class costs at least. */
    private static final long CLASS_MILLIS = 100;

    private static final long PROCESS_MILLIS = TimeUnit.MINUTES.toMillis(2);

    private static final String DIED = "died";
    private static final String UNFINISHED = "unfinished";

    private final Path root;
    private final Path work;
    private final String classPath;
    private final List<TestClass> testClasses;
    private final long millisMax;
    private final Map<String, Long> usualMillis = new HashMap<>();
    private final Map<String, Boolean> passesUnchanged = new HashMap<>();
    private List<String> notAsked = List.of();

    /** A bench that asks tests for at most so long about one change. */
    Bench(Path root, Path work, String classPath, List<TestClass> testClasses, long millisMax) {
        this.millisMax = millisMax;
        this.root = root;
        this.work = work;
        this.classPath = classPath;
        this.testClasses = testClasses;
    }

    /** Which test noticed the change whose classes are in the folder, and how; null if none did. */
    @Nullable
    String noticed(MainSource source, Path folder) {
        List<TestClass> waiting = testClasses.stream()
                .filter(test -> test.likelihood(source) > 0)
                .filter(test -> passesUnchanged.getOrDefault(test.name(), true))
                .sorted(Comparator.comparingDouble(test -> expectedMillis(test) / test.likelihood(source)))
                .toList();
        notAsked = List.of();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millisMax);
        while (!waiting.isEmpty()) {
            String last = lastLine(waiting, folder, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
            String verdict = last.split(" ", 4)[2];
            if (verdict.equals(TestProcess.PASSED)) {
                return null;
            }
            String name = last.substring(0, last.indexOf(' '));
            int reached = 0;
            while (!waiting.get(reached).name().equals(name)) {
                reached++;
            }
            if (verdict.equals(UNFINISHED)) {
                notAsked =
                        waiting.stream().skip(reached).map(TestClass::className).toList();
                return null;
            }
            if (failsAlone(waiting.get(reached), verdict, folder) && passesUnchanged(name)) {
                return last;
            }
            waiting = waiting.subList(reached + 1, waiting.size());
        }
        return null;
    }

    /** The classes for which the time of the last change was too short. */
    List<String> notAsked() {
        return notAsked;
    }

    /** The classes that fail without any change, and were not asked therefore. */
    List<String> failingUnchanged() {
        return passesUnchanged.entrySet().stream()
                .filter(entry -> !entry.getValue())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** A class may fail for what others left behind in the process, as a stack that the compiler has yet to make small. */
    private boolean failsAlone(TestClass test, String verdict, Path folder) {
        return !verdict.equals(TestProcess.FAILED)
                || !lastLine(List.of(test), folder, LIMIT_MILLIS)
                        .split(" ", 4)[2]
                        .equals(TestProcess.PASSED);
    }

    private boolean passesUnchanged(String name) {
        Boolean known = passesUnchanged.get(name);
        if (known == null) {
            List<TestClass> one = testClasses.stream()
                    .filter(test -> test.name().equals(name))
                    .toList();
            known = lastLine(one, work.resolve("nothing"), LIMIT_MILLIS)
                    .split(" ", 4)[2]
                    .equals(TestProcess.PASSED);
            passesUnchanged.put(name, known);
        }
        return known;
    }

    private double expectedMillis(TestClass test) {
        return CLASS_MILLIS + usualMillis.getOrDefault(test.name(), UNKNOWN_MILLIS);
    }

    /** Runs the classes until one does not pass, and returns what the process said last. */
    private String lastLine(List<TestClass> classes, Path folder, long millisMax) {
        Path results = work.resolve("results.txt");
        Path temporary = work.resolve("temporary");
        MutantCompiler.emptied(temporary);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Duser.language=en",
                "-Duser.country=US",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                folder + File.pathSeparator + classPath,
                TestProcess.class.getName(),
                results.toString()));
        long limit = PROCESS_MILLIS;
        for (TestClass test : classes) {
            Long usual = usualMillis.get(test.name());
            long limitMillis = usual == null ? LIMIT_MILLIS : LIMIT_ADDED_MILLIS + LIMIT_FACTOR * usual;
            command.add(test.name() + "=" + limitMillis);
            limit += limitMillis;
        }
        try {
            Files.deleteIfExists(results);
            boolean ended = run(command, Math.min(limit, millisMax));
            return read(results, classes, ended ? DIED : limit > millisMax ? UNFINISHED : TestProcess.HUNG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean run(List<String> command, long limitMillis) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(root.resolve("conformance").toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("output.txt").toFile())
                .start();
        try {
            return process.waitFor(limitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while tests ran", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private String read(Path results, List<TestClass> classes, String otherwise) throws IOException {
        List<String> lines = Files.exists(results) ? Files.readAllLines(results) : List.of();
        for (String line : lines) {
            String[] parts = line.split(" ", 4);
            if (parts[2].equals(TestProcess.PASSED)) {
                usualMillis.merge(parts[0], Long.parseLong(parts[1]), Math::max);
            } else {
                return line;
            }
        }
        if (lines.size() < classes.size()) {
            return classes.get(lines.size()).name() + " 0 " + otherwise + " ";
        }
        return lines.get(lines.size() - 1);
    }
}
