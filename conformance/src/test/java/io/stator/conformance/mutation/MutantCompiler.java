package io.stator.conformance.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles changed sources into a folder of their own, beside classes that stay as they are. */
final class MutantCompiler {
    /** What became of a changed source. */
    enum Outcome {
        /** The compiler refused it. */
        REFUSED,
        /** Its classes are, byte for byte, those of the unchanged source. */
        SAME,
        CHANGED
    }

    private final Path root;
    private final String classPath;
    private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

    MutantCompiler(Path root, String classPath) {
        this.root = root;
        this.classPath = classPath;
    }

    /** Leaves the classes of the changed source in the folder, which is emptied before. */
    Outcome compile(MainSource source, Mutation mutation, Path folder) {
        List<JavaFileObject> others = holdingItsConstants(source);
        if (!compile(source, mutation.appliedTo(source.text()), others, folder)) {
            return Outcome.REFUSED;
        }
        Map<String, String> changed = classes(folder);
        Path unchanged = folder.resolveSibling("unchanged");
        if (!compile(source, source.text(), others, unchanged)) {
            throw new IllegalStateException("does not compile as it is: " + source.name());
        }
        return changed.equals(classes(unchanged)) ? Outcome.SAME : Outcome.CHANGED;
    }

    /** Constants are copied into the classes that name them: these have to be compiled again, too. */
    private List<JavaFileObject> holdingItsConstants(MainSource source) {
        List<JavaFileObject> others = new ArrayList<>();
        if (source.text().contains(" static final ")) {
            for (MainSource other : MainSource.below(root, source.folder(), true)) {
                if (!other.equals(source) && other.text().contains(source.className() + ".")) {
                    others.add(new SourceText(other.name(), other.text()));
                }
            }
        }
        return others;
    }

    private boolean compile(MainSource source, String text, List<JavaFileObject> others, Path folder) {
        emptied(folder);
        List<JavaFileObject> sources = new ArrayList<>(others);
        sources.add(new SourceText(source.name(), text));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        List<String> options = List.of(
                "--release",
                "17",
                "-parameters",
                "-proc:none",
                "-Xlint:none",
                "-d",
                folder.toString(),
                "-cp",
                classPath);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, null, null)) {
            return compiler.getTask(null, files, diagnostics, options, null, sources)
                    .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> classes(Path folder) {
        Map<String, String> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                classes.put(folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return classes;
    }

    /** Makes a folder that is empty, whatever was there. */
    static void emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
