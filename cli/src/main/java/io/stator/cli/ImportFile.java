package io.stator.cli;

import io.stator.Anomaly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file to import.
 *
 * @param path where it is
 * @param bytes its size, as it is on disk
 * @param repeat how many files before it in the same import are the same, byte for byte
 */
record ImportFile(Path path, long bytes, int repeat) {
    private static final List<String> ENDINGS = List.of(".edn", ".edn.gz");

    /** Returns the name that people are told. */
    String name() {
        return String.valueOf(path.getFileName());
    }

    /** Returns the files in their order, those of a directory by name. */
    static List<ImportFile> list(List<Path> paths) {
        List<ImportFile> files = new ArrayList<>();
        Map<Long, List<Path>> bySize = new HashMap<>();
        for (Path path : paths) {
            for (Path file : expand(path)) {
                try {
                    long bytes = Files.size(file);
                    List<Path> sameSize = bySize.computeIfAbsent(bytes, size -> new ArrayList<>());
                    files.add(new ImportFile(file, bytes, count(file, sameSize)));
                    sameSize.add(file);
                } catch (IOException failure) {
                    throw Failures.ofFile(file, failure);
                }
            }
        }
        return files;
    }

    private static List<Path> expand(Path path) {
        if (!Files.isDirectory(path)) {
            if (Files.notExists(path)) {
                throw Failures.ofFile(path, new NoSuchFileException(path.toString()));
            }
            return List.of(path);
        }
        try (Stream<Path> children = Files.list(path)) {
            List<Path> files = children.filter(child ->
                            ENDINGS.stream().anyMatch(child.toString()::endsWith) && Files.isRegularFile(child))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new Anomaly.NotFound(path + ": there is no file named *.edn or *.edn.gz in this directory");
            }
            return files;
        } catch (IOException failure) {
            throw Failures.ofFile(path, failure);
        }
    }

    private static int count(Path file, List<Path> others) throws IOException {
        int count = 0;
        for (Path other : others) {
            count += Files.mismatch(file, other) < 0 ? 1 : 0;
        }
        return count;
    }
}
