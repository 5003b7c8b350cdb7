package io.stator.conformance.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source files of all modules. */
final class SourceTree {
    private static final Path ROOT = findRoot();

    private SourceTree() {}

    /** Every Java file under a module's {@code src}, in order of its name. */
    static List<JavaSource> javaSources() {
        return files("java").map(file -> JavaSource.read(ROOT, file)).toList();
    }

    private static Stream<Path> files(String extension) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules
                    .map(module -> module.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(SourceTree::walk)
                    .filter(file -> file.toString().endsWith("." + extension))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> walk(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
