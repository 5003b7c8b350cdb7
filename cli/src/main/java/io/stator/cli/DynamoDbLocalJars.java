package io.stator.cli;

import io.stator.Anomaly;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where the jars of DynamoDB Local are on this machine.
 *
 * <p>Maven fetches them into the user's own repository, as it would for a test of theirs; this program neither contains nor passes
 * them on. Which files they are is remembered in the user's cache directory, so that Maven runs once.
 *
 * @param files the class path
 * @param natives the directory with the native library of SQLite
 */
record DynamoDbLocalJars(List<Path> files, Path natives) {
    /** The version that is run. */
    static final String VERSION = "3.3.1";

    /** The version of the AWS SDK that all modules of it have. */
    static final String SDK_VERSION = "2.54.13";

    private static final String DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0";
    private static final String NATIVES_PROPERTY = "sqlite4java.library.path";
    private static final String SQLITE_MAC_ARM = """
                <dependency>
                  <groupId>io.github.ganadist.sqlite4java</groupId>
                  <artifactId>libsqlite4java-osx-aarch64</artifactId>
                  <version>1.0.392</version>
                  <type>dylib</type>
                </dependency>
            """;
    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>local</groupId>
              <artifactId>dynamodb-local</artifactId>
              <version>1</version>
              <packaging>pom</packaging>
              <dependencyManagement>
                <dependencies>
                  <dependency>
                    <groupId>software.amazon.awssdk</groupId>
                    <artifactId>bom</artifactId>
                    <version>%s</version>
                    <type>pom</type>
                    <scope>import</scope>
                  </dependency>
                </dependencies>
              </dependencyManagement>
              <dependencies>
                <dependency>
                  <groupId>software.amazon.dynamodb</groupId>
                  <artifactId>DynamoDBLocal</artifactId>
                  <version>%s</version>
                </dependency>
            %s  </dependencies>
            </project>
            """;

    /** Copies the list. */
    DynamoDbLocalJars {
        files = List.copyOf(files);
    }

    /** Returns the jars, which Maven fetches if they are not known or not there; {@code progress} is told when it does. */
    static DynamoDbLocalJars find(Consumer<String> progress) {
        Path known = cache().resolve("dynamodb-local-" + VERSION + "-" + SDK_VERSION + ".classpath");
        List<Path> files = read(known);
        if (files.isEmpty() || !files.stream().allMatch(Files::exists)) {
            progress.accept("stator: Maven looks for DynamoDB Local " + VERSION
                    + " (the first time it fetches some 50 MB) ...");
            files = resolve(known);
        }
        return new DynamoDbLocalJars(
                files.stream().filter(file -> file.toString().endsWith(".jar")).toList(), natives(files));
    }

    private static Path cache() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path base = given == null || given.isBlank()
                ? Path.of(System.getProperty("user.home", "."), ".cache")
                : Path.of(given);
        return base.resolve("stator");
    }

    private static List<Path> read(Path list) {
        try {
            return Files.exists(list) ? entries(Files.readString(list)) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private static List<Path> entries(String classPath) {
        List<Path> entries = new ArrayList<>();
        for (String entry : classPath.strip().split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry));
            }
        }
        return entries;
    }

    private static List<Path> resolve(Path known) {
        try {
            Path directory = Files.createTempDirectory("stator-dynamodb-local");
            try {
                Path pom = Files.writeString(directory.resolve("pom.xml"), pom());
                Path list = directory.resolve("classpath");
                runMaven(directory, pom, list);
                List<Path> files = entries(Files.readString(list));
                remember(known, list);
                return files;
            } finally {
                delete(directory);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String pom() {
        boolean macArm = family().equals("mac") && !isWide();
        return POM.formatted(SDK_VERSION, VERSION, macArm ? SQLITE_MAC_ARM : "");
    }

    private static void runMaven(Path directory, Path pom, Path list) throws IOException {
        boolean windows = family().equals("windows");
        List<String> command = List.of(
                windows ? "mvn.cmd" : "mvn",
                "-q",
                "-B",
                "-f",
                pom.toString(),
                DEPENDENCY_PLUGIN + ":build-classpath",
                "-Dmdep.outputFile=" + list);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            throw new Anomaly.NotFound(
                    "Maven 3.8 or later must be on the PATH to fetch DynamoDB Local: " + missing.getMessage(),
                    Map.of(),
                    missing);
        }
        try (Interruption interruption = Interruption.handledBy(process::destroy)) {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0 || !Files.exists(list)) {
                throw new Anomaly.Unavailable("Maven must find DynamoDB Local " + VERSION
                        + ", is the network there? It ended with exit code " + code + ": " + said.strip());
            }
        } catch (InterruptedException interrupted) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new Anomaly.Interrupted("interrupted while Maven ran", Map.of(), interrupted);
        }
    }

    /** Keeps a class path for the next time; if that is not possible, Maven is asked again. */
    private static void remember(Path known, Path list) {
        try {
            Files.createDirectories(known.toAbsolutePath().getParent());
            Files.copy(list, known, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException readOnly) {
            return;
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Returns the directory of the native library: the one that a property names, or that of the file among the jars. */
    private static Path natives(List<Path> files) {
        String given = System.getProperty(NATIVES_PROPERTY);
        if (given != null && !given.isBlank()) {
            return Path.of(given);
        }
        String start = switch (family()) {
            case "windows" -> "sqlite4java-win32-" + (isWide() ? "x64" : "x86");
            case "mac" -> "libsqlite4java-osx-" + (isWide() ? "" : "aarch64");
            default -> "libsqlite4java-linux-" + (isWide() ? "amd64" : architecture());
        };
        String other = family().equals("mac") && isWide() ? "libsqlite4java-osx" : start;
        return files.stream()
                .filter(file -> isLibrary(String.valueOf(file.getFileName()), start)
                        || isLibrary(String.valueOf(file.getFileName()), other))
                .map(file -> file.toAbsolutePath().getParent())
                .findFirst()
                .orElseThrow(() -> new Anomaly.Unsupported("DynamoDB Local needs a native library " + start
                        + ", which Maven has not for this machine: put it into"
                        + " a directory and name that with STATOR_JAVA_OPTS=-D" + NATIVES_PROPERTY + "=DIR"));
    }

    private static boolean isLibrary(String name, String start) {
        return name.startsWith(start) && !name.endsWith(".jar");
    }

    private static String architecture() {
        return System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    }

    private static boolean isWide() {
        return List.of("amd64", "x86_64", "x64").contains(architecture());
    }

    private static String family() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "windows";
        }
        return name.startsWith("mac") || name.startsWith("darwin") ? "mac" : "linux";
    }
}
