package io.stator.conformance.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A main source of a module.
 *
 * @param name the path from the root of the repository, with forward slashes
 */
record MainSource(String name, String text) {
    private static final String FOLDER = "/src/main/java/";

    static MainSource read(Path root, Path file) {
        try {
            return new MainSource(root.relativize(file).toString().replace('\\', '/'), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sources below a folder of the repository, in order of their names. */
    static List<MainSource> below(Path root, String folder, boolean withSubfolders) {
        try (Stream<Path> files = Files.walk(root.resolve(folder), withSubfolders ? Integer.MAX_VALUE : 1)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().endsWith("-info.java"))
                    .map(file -> read(root, file))
                    .sorted(Comparator.comparing(MainSource::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String module() {
        return name.substring(0, name.indexOf('/'));
    }

    /** The folder from which the compiler counts packages. */
    String folder() {
        return module() + FOLDER;
    }

    String packageName() {
        String path = name.substring(name.indexOf(FOLDER) + FOLDER.length());
        return path.substring(0, path.lastIndexOf('/')).replace('/', '.');
    }

    String className() {
        return name.substring(name.lastIndexOf('/') + 1, name.length() - ".java".length());
    }

    boolean isNamedIn(String otherText) {
        return Pattern.compile("\\b" + className() + "\\b").matcher(otherText).find();
    }
}
