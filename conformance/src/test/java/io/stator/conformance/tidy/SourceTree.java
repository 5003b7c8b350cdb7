package io.stator.conformance.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The source files of all modules. */
final class SourceTree {
    private static final Path ROOT = findRoot();

    private SourceTree() {}

    /** Every Java file under a module's {@code src}, in order of its name. */
    static List<JavaSource> javaSources() {
        List<JavaSource> sources = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(ROOT, folder -> Files.isDirectory(folder.resolve("src")))) {
            for (Path folder : folders) {
                try (Stream<Path> files = Files.walk(folder.resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(".java"))
                            .forEach(file -> sources.add(JavaSource.read(ROOT, file)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sources.sort(Comparator.comparing(JavaSource::name));
        return sources;
    }

    /** Returns the directory of the whole build. */
    static Path root() {
        return ROOT;
    }

    private static Path findRoot() {
        Path start = Path.of("").toAbsolutePath();
        for (Path path = start; path != null; path = path.getParent()) {
            if (Files.isDirectory(path.resolve(".mvn"))) {
                return path;
            }
        }
        throw new IllegalStateException("the tests must run inside the repository: " + start);
    }
}
