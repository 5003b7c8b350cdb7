package io.stator.dynamodb.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The native library of sqlite4java, on which DynamoDB Local stands, for the running platform.
 *
 * <p>Build tools download it as an artifact of its own (type {@code so}, {@code dll} or {@code dylib}) but do not put it on the
 * class path; so it is looked for on the class path, beside the jar, and where Maven and Gradle keep it.
 */
record SqliteLibrary(String system, String architecture) {
    static final String PROPERTY = "sqlite4java.library.path";
    private static final String GROUP = "com.almworks.sqlite4java";
    // Builds for Apple's processors, with the file names sqlite4java expects.
    private static final String OTHER_GROUP = "io.github.ganadist.sqlite4java";
    private static final String JAR_PREFIX = "sqlite4java-";
    private static final int MAVEN_GROUP_DEPTH = 3;

    /** Returns the running platform's. */
    static SqliteLibrary ofThisPlatform() {
        return new SqliteLibrary(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    }

    /** Returns the directory the library is in: the one the user gives, or the one where it is found. */
    Path directory(LocalClassPath classPath, @Nullable String given) {
        if (given != null && !given.isBlank()) {
            Path directory = Path.of(given).toAbsolutePath();
            if (!Files.isDirectory(directory)) {
                throw new IllegalStateException(PROPERTY + " must be a directory: " + given);
            }
            return directory;
        }
        return find(classPath).orElseThrow(() -> new IllegalStateException(missing(classPath.sqlite())));
    }

    private Optional<Path> find(LocalClassPath classPath) {
        Path jar = classPath.sqlite();
        String version = version(jar);
        for (String name : names()) {
            String file = name + "-" + version + extension();
            List<Path> places = new ArrayList<>();
            for (Path entry : classPath.entries()) {
                if (String.valueOf(entry.getFileName()).equals(file)) {
                    places.add(entry);
                }
            }
            places.add(jar.resolveSibling(file));
            places.add(jar.resolveSibling(name + extension()));
            places.addAll(inMaven(jar, name, version, file));
            places.addAll(inGradle(jar, name, version, file));
            Optional<Path> found = places.stream().filter(Files::isRegularFile).findFirst();
            if (found.isPresent()) {
                return found.map(Path::getParent);
            }
        }
        return Optional.empty();
    }

    /** REPOSITORY/com/almworks/sqlite4java/ARTIFACT/VERSION/FILE. */
    private static List<Path> inMaven(Path jar, String name, String version, String file) {
        Path group = above(jar, 3);
        Path repository = group == null ? null : above(group, MAVEN_GROUP_DEPTH);
        if (repository == null) {
            return List.of();
        }
        return Stream.of(GROUP, OTHER_GROUP)
                .map(each -> repository
                        .resolve(each.replace('.', '/'))
                        .resolve(name)
                        .resolve(version)
                        .resolve(file))
                .toList();
    }

    /** CACHE/com.almworks.sqlite4java/ARTIFACT/VERSION/HASH/FILE. */
    private static List<Path> inGradle(Path jar, String name, String version, String file) {
        Path cache = above(jar, 5);
        if (cache == null) {
            return List.of();
        }
        List<Path> places = new ArrayList<>();
        for (String group : List.of(GROUP, OTHER_GROUP)) {
            Path versionDirectory = cache.resolve(group).resolve(name).resolve(version);
            if (Files.isDirectory(versionDirectory)) {
                try (Stream<Path> hashes = Files.list(versionDirectory)) {
                    hashes.sorted().forEach(hash -> places.add(hash.resolve(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException("the directory must be readable: " + versionDirectory, e);
                }
            }
        }
        return places;
    }

    private static @Nullable Path above(Path path, int levels) {
        Path result = path;
        for (int level = 0; level < levels && result != null; level++) {
            result = result.getParent();
        }
        return result;
    }

    private static String version(Path jar) {
        String name = String.valueOf(jar.getFileName());
        return name.startsWith(JAR_PREFIX) && name.endsWith(".jar")
                ? name.substring(JAR_PREFIX.length(), name.length() - ".jar".length())
                : "";
    }

    /** Returns the names of the artifacts that fit, the best first. */
    private List<String> names() {
        String arch = architecture.toLowerCase(Locale.ROOT);
        boolean wide = List.of("amd64", "x86_64", "x64").contains(arch);
        return switch (family()) {
            case "windows" -> List.of("sqlite4java-win32-" + (wide ? "x64" : arch));
            case "mac" ->
                wide
                        ? List.of("libsqlite4java-osx-x86_64", "libsqlite4java-osx-amd64", "libsqlite4java-osx")
                        : List.of("libsqlite4java-osx-" + arch);
            default -> List.of("libsqlite4java-linux-" + (wide ? "amd64" : arch.equals("x86") ? "i386" : arch));
        };
    }

    private String extension() {
        return switch (family()) {
            case "windows" -> ".dll";
            case "mac" -> ".dylib";
            default -> ".so";
        };
    }

    private String family() {
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") || name.contains("os x") || name.startsWith("darwin") ? "mac" : "linux";
    }

    private String missing(Path jar) {
        return "DynamoDB Local needs a native library for " + system + " on " + architecture + ", one of " + names()
                + extension() + ", but it is neither on the class path nor beside " + jar
                + ". Add the artifact of that name of the group " + GROUP + " or " + OTHER_GROUP
                + " with the type " + extension().substring(1) + ", or set the system property " + PROPERTY
                + " to the directory that holds the file";
    }
}
