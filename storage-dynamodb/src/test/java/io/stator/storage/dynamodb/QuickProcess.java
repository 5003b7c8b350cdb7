package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Starts processes on the class path of the tests that are there soon: their classes come from an archive which a first one leaves when it
 * ends. For that no directory may be on the class path, so those that are become files.
 */
final class QuickProcess {
    private static final int END_SECONDS = 300;

    /** Its manifest names a directory, and the processes are clients, not servers. */
    private static final String SERVER = "DynamoDBLocal-";

    private final Path directory;
    private final Class<?> main;
    private final String classPath;
    private final Path archive;

    /** Names the class whose main method is to run, and a directory for what is made for it. */
    QuickProcess(Class<?> main, Path directory) throws IOException {
        this.main = main;
        this.directory = directory;
        this.archive = directory.resolve("classes.jsa");
        this.classPath = classPath(directory);
    }

    private static String classPath(Path directory) throws IOException {
        List<String> files = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
            Path path = Path.of(entry);
            if (Files.isDirectory(path)) {
                Path file = directory.resolve(files.size() + ".jar");
                pack(path, file);
                files.add(file.toString());
            } else if (Files.exists(path) && !path.getFileName().toString().startsWith(SERVER)) {
                files.add(entry);
            }
        }
        return String.join(File.pathSeparator, files);
    }

    private static void pack(Path from, Path to) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(from)) {
            all = found.filter(Files::isRegularFile).toList();
        }
        try (OutputStream file = Files.newOutputStream(to);
                ZipOutputStream packed = new ZipOutputStream(file)) {
            packed.setLevel(0);
            for (Path each : all) {
                packed.putNextEntry(
                        new ZipEntry(from.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, packed);
                packed.closeEntry();
            }
        }
    }

    /** Runs a process to its end, and keeps the classes it had for those that are started later. */
    void train(String... arguments) throws IOException, InterruptedException {
        File complaints = directory.resolve("first.err").toFile();
        Process process = start("-XX:ArchiveClassesAtExit=" + archive, complaints, arguments);
        try (OutputStream nowhere = OutputStream.nullOutputStream()) {
            process.getInputStream().transferTo(nowhere);
        }
        assertThat(process.waitFor(END_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(() -> "it said: " + complaints(complaints))
                .isZero();
    }

    /** Returns what a process complained about. */
    static String complaints(File file) {
        try {
            return Files.readString(file.toPath());
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    /** Starts a process, which complains to a file. */
    Process start(File complaints, String... arguments) throws IOException {
        return start("-XX:SharedArchiveFile=" + archive, complaints, arguments);
    }

    private Process start(String archiving, File complaints, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xmx128m",
                archiving,
                "-cp",
                classPath,
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(complaints).start();
    }
}
