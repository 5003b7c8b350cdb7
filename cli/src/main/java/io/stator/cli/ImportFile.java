package io.stator.cli;

import io.stator.Anomaly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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
 * @param modified when it was changed last
 * @param repeat how many files before it in the same import are the same, byte for byte
 */
record ImportFile(Path path, long bytes, FileTime modified, int repeat) {
    private static final String PACKED = ".gz";

    /** Returns the name that people are told. */
    String name() {
        return String.valueOf(path.getFileName());
    }

    /** Returns whether it is not what it was when it was listed. */
    boolean isChanged() {
        try {
            return Files.size(path) != bytes || !Files.getLastModifiedTime(path).equals(modified);
        } catch (IOException gone) {
            return true;
        }
    }

    /**
     * Returns the files in their order, those of a directory by name.
     *
     * @param endings how the names of files in directories end, but for {@code .gz}
     */
    static List<ImportFile> list(List<Path> paths, List<String> endings) {
        List<ImportFile> files = new ArrayList<>();
        Map<Long, List<Path>> bySize = new HashMap<>();
        for (Path path : paths) {
            for (Path file : expand(path, endings)) {
                try {
                    long bytes = Files.size(file);
                    List<Path> sameSize = bySize.computeIfAbsent(bytes, size -> new ArrayList<>());
                    files.add(new ImportFile(file, bytes, Files.getLastModifiedTime(file), count(file, sameSize)));
                    sameSize.add(file);
                } catch (IOException failure) {
                    throw Failures.ofFile(file, failure);
                }
            }
        }
        return files;
    }

    private static List<Path> expand(Path path, List<String> endings) {
        if (!Files.isDirectory(path)) {
            if (Files.notExists(path)) {
                throw Failures.ofFile(path, new NoSuchFileException(path.toString()));
            }
            if (!Files.isRegularFile(path)) {
                throw new Anomaly.Incorrect(path
                        + ": a file to import must be a regular one, because it is read twice: put what comes from a pipe or"
                        + " device into a file first");
            }
            return List.of(path);
        }
        try (Stream<Path> children = Files.list(path)) {
            List<Path> files = children.filter(child ->
                            endings.stream().anyMatch(unpackedName(child)::endsWith) && Files.isRegularFile(child))
                    .sorted()
                    .toList();
            if (files.isEmpty()) {
                throw new Anomaly.NotFound(path + ": there is no file named *" + String.join(", *", endings)
                        + " (or the same with " + PACKED + ") in this directory");
            }
            return files;
        } catch (IOException failure) {
            throw Failures.ofFile(path, failure);
        }
    }

    private static String unpackedName(Path path) {
        String name = path.toString();
        return name.endsWith(PACKED) ? name.substring(0, name.length() - PACKED.length()) : name;
    }

    private static int count(Path file, List<Path> others) throws IOException {
        int count = 0;
        for (Path other : others) {
            count += Files.mismatch(file, other) < 0 ? 1 : 0;
        }
        return count;
    }
}
