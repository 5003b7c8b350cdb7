package io.stator.dynamodb.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

final class LocalServerTest {
    @TempDir
    private Path directory;

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(URI endpoint) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endpoint.getPort()));
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    @Test
    void aTakenPortIsLeftToItsOwner() throws IOException {
        try (LocalServer owner = LocalServer.start(false)) {
            int taken = owner.endpoint().getPort();
            int free = freePort();
            List<Integer> asked = new ArrayList<>();
            try (LocalServer second = LocalServer.start(LocalProcess.find(), false, () -> {
                asked.add(asked.isEmpty() ? taken : free);
                return asked.get(asked.size() - 1);
            })) {
                assertThat(second.endpoint().getPort()).isEqualTo(free);
                assertThat(asked).containsExactly(taken, free);
                assertThat(owner.isAlive()).isTrue();
            }
        }
    }

    @Test
    void itEndsWhenItIsClosed() {
        LocalServer server = LocalServer.start(false);
        assertThat(isOpen(server.endpoint())).isTrue();
        server.close();
        assertThat(server.isAlive()).isFalse();
        assertThat(isOpen(server.endpoint())).isFalse();
    }

    @Test
    void itEndsWhenThePipeToItsOwnerEnds() throws Exception {
        LocalProcess program = LocalProcess.find();
        Path options = program.optionsFile();
        Process process = program.launch(options, freePort(), "http://nobody.invalid", false);
        OutputTail output = OutputTail.of(process.getInputStream());
        process.getOutputStream().close();
        assertThat(process.waitFor()).as(output.text()).isZero();
        Files.delete(options);
    }

    @Test
    void whatItPrintedIsInTheMessageIfItDoesNotStart() {
        LocalProcess program = LocalProcess.find();
        List<Path> entries = program.classPath().entries();
        LocalClassPath withoutServer =
                new LocalClassPath(entries.subList(entries.size() - 1, entries.size()), directory);
        LocalProcess broken = new LocalProcess(program.java(), withoutServer, directory);
        assertThatThrownBy(() -> LocalServer.start(broken, false, () -> 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must start, but its process ended")
                .hasMessageContaining("ClassNotFoundException: software.amazon.dynamodb");
    }

    @Test
    void theServerWithDelayedStatusesIsAnother() {
        LocalServer delayed = LocalServers.get(LocalServers.Kind.DELAYED);
        LocalServer prompt = LocalServers.get(LocalServers.Kind.PROMPT);
        assertThat(delayed.printed()).contains("shouldDelayTransientStatuses:\ttrue");
        assertThat(prompt.printed()).contains("shouldDelayTransientStatuses:\tfalse");
        assertThat(LocalServers.get(LocalServers.Kind.DELAYED)).isSameAs(delayed);
    }

    @Test
    void aServerIsReplacedBeforeItHasTooManyDatabases() {
        LocalDatabase first = LocalServers.open(LocalServers.Kind.DELAYED);
        List<LocalDatabase> others = new ArrayList<>();
        while (others.isEmpty() || others.get(others.size() - 1).endpoint().equals(first.endpoint())) {
            assertThat(others).hasSizeLessThan(LocalServers.DATABASES_MAX);
            others.add(LocalServers.open(LocalServers.Kind.DELAYED));
        }
        LocalDatabase next = others.remove(others.size() - 1);
        others.forEach(LocalDatabase::close);
        assertThat(first.client(DynamoDbClient.class).listTables().tableNames()).isEmpty();
        first.close();
        first.close();
        assertThat(isOpen(first.endpoint())).isFalse();
        assertThat(next.client(DynamoDbClient.class).listTables().tableNames()).isEmpty();
        next.close();
        assertThat(isOpen(next.endpoint())).isTrue();
    }

    @Test
    void withoutTheDependencyTheMessageSaysWhatToAdd() throws IOException {
        try (URLClassLoader empty = new URLClassLoader(new URL[0], null)) {
            assertThatThrownBy(() -> LocalClassPath.find(empty))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("software.amazon.dynamodb:DynamoDBLocal")
                    .hasMessageContaining("<artifactId>DynamoDBLocal</artifactId>")
                    .hasMessageContaining("software.amazon.awssdk:bom");
        }
    }

    private Path file(String path) throws IOException {
        Path file = directory.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "");
    }

    private static Path found(String system, String architecture, Path jar, Path... others) {
        List<Path> entries = Stream.concat(Stream.of(jar), Stream.of(others)).toList();
        return new SqliteLibrary(system, architecture).directory(new LocalClassPath(entries, jar), null);
    }

    @Test
    void theNativeLibraryIsFoundInARepositoryOfMaven() throws IOException {
        String group = "repository/com/almworks/sqlite4java/";
        Path jar = file(group + "sqlite4java/1.0.392/sqlite4java-1.0.392.jar");
        Path linux = file(group + "libsqlite4java-linux-amd64/1.0.392/libsqlite4java-linux-amd64-1.0.392.so");
        Path windows = file(group + "sqlite4java-win32-x64/1.0.392/sqlite4java-win32-x64-1.0.392.dll");
        Path mac = file(group + "libsqlite4java-osx/1.0.392/libsqlite4java-osx-1.0.392.dylib");
        Path apple = file("repository/io/github/ganadist/sqlite4java/libsqlite4java-osx-aarch64/1.0.392/"
                + "libsqlite4java-osx-aarch64-1.0.392.dylib");
        assertThat(found("Linux", "amd64", jar)).isEqualTo(linux.getParent());
        assertThat(found("Windows 11", "amd64", jar)).isEqualTo(windows.getParent());
        assertThat(found("Mac OS X", "x86_64", jar)).isEqualTo(mac.getParent());
        assertThat(found("Mac OS X", "aarch64", jar)).isEqualTo(apple.getParent());
    }

    @Test
    void theNativeLibraryIsFoundInTheCacheOfGradle() throws IOException {
        String group = "files-2.1/com.almworks.sqlite4java/";
        Path jar = file(group + "sqlite4java/1.0.392/d6234e08ff/sqlite4java-1.0.392.jar");
        Path other = file(group + "libsqlite4java-linux-amd64/1.0.392/00aa/libsqlite4java-linux-amd64-1.0.392.pom");
        Path linux = file(group + "libsqlite4java-linux-amd64/1.0.392/b92f/libsqlite4java-linux-amd64-1.0.392.so");
        assertThat(found("Linux", "amd64", jar, other)).isEqualTo(linux.getParent());
    }

    @Test
    void theNativeLibraryIsFoundOnTheClassPathAndBesideTheJar() throws IOException {
        Path jar = file("lib/sqlite4java-1.0.392.jar");
        Path linux = file("natives/libsqlite4java-linux-amd64-1.0.392.so");
        Path windows = file("lib/sqlite4java-win32-x86.dll");
        assertThat(found("Linux", "amd64", jar, linux)).isEqualTo(linux.getParent());
        assertThat(found("Windows 10", "x86", jar)).isEqualTo(windows.getParent());
    }

    @Test
    void aMissingNativeLibraryIsNamed() throws IOException {
        Path jar = file("lib/sqlite4java-1.0.392.jar");
        LocalClassPath classPath = new LocalClassPath(List.of(jar), jar);
        SqliteLibrary library = new SqliteLibrary("Linux", "aarch64");
        assertThatThrownBy(() -> library.directory(classPath, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("libsqlite4java-linux-aarch64")
                .hasMessageContaining("sqlite4java.library.path");
        assertThatThrownBy(() -> library.directory(
                        classPath, directory.resolve("nowhere").toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere");
        assertThat(library.directory(classPath, directory.toString())).isEqualTo(directory);
    }
}
