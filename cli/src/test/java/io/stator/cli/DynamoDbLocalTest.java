package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code stator dynamodb-local} in a process of its own, as a user runs it. */
final class DynamoDbLocalTest {
    private static final int WAIT_SECONDS_MAX = 120;
    private static final String TABLE = """
            {"TableName": "kept", "BillingMode": "PAY_PER_REQUEST",
             "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "N"}],
             "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}]}""";

    @TempDir
    private Path directory;

    /** A running command: where it listens, what it printed until then, and the processes below it. */
    private record Running(Process process, URI endpoint, String printed, List<ProcessHandle> children) {}

    private static Running start(Path cache, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.stator.cli.Main",
                "dynamodb-local",
                "--port",
                "0"));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("XDG_CACHE_HOME", cache.toString());
        Process process = builder.start();
        StringBuilder printed = new StringBuilder();
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            printed.append(line).append("\n");
            if (line.equals("}")) {
                break;
            }
        }
        String start = "Endpoint: ";
        assertThat(printed.toString()).contains(start);
        String endpoint = printed.substring(printed.indexOf(start) + start.length());
        return new Running(
                process,
                URI.create(endpoint.substring(0, endpoint.indexOf("\n"))),
                printed.toString(),
                process.descendants().toList());
    }

    private static String call(URI endpoint, String operation, String body) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setRequestProperty("X-Amz-Target", "DynamoDB_20120810." + operation);
        connection.setRequestProperty("Content-Type", "application/x-amz-json-1.0");
        connection.setRequestProperty(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=any/20200101/local/dynamodb/aws4_request, SignedHeaders=host, Signature=0");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(connection.getResponseCode()).isEqualTo(200);
        return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void interrupt(Running running) throws Exception {
        new ProcessBuilder("kill", "-INT", String.valueOf(running.process().pid()))
                .start()
                .waitFor();
        String said = new String(running.process().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.process().waitFor(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
                .isTrue();
        assertThat(running.process().exitValue()).as(said).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(said).doesNotContain("stator: ");
    }

    private static void areGone(List<ProcessHandle> children) throws Exception {
        assertThat(children).isNotEmpty();
        for (ProcessHandle child : children) {
            child.onExit().get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void itServesFromMemoryUntilItIsInterrupted() throws Exception {
        Path cache = directory.resolve("cache");
        for (int i = 0; i < 2; i++) {
            Running running = start(cache);
            try {
                assertThat(running.printed())
                        .contains("in memory, without telemetry")
                        .contains("public final class DynamoTour");
                assertThat(running.printed().contains("Maven looks for DynamoDB Local"))
                        .isEqualTo(i == 0);
                assertThat(call(running.endpoint(), "ListTables", "{}")).isEqualTo("{\"TableNames\":[]}");
                call(running.endpoint(), "CreateTable", TABLE);
                interrupt(running);
                areGone(running.children());
            } finally {
                running.process().destroyForcibly();
            }
        }
    }

    @Test
    void itKeepsTablesInADirectoryAndEndsWithItsParent() throws Exception {
        Path data = directory.resolve("tables");
        Running first = start(directory.resolve("cache"), "--data", data.toString());
        try {
            assertThat(first.printed()).contains("in " + data);
            call(first.endpoint(), "CreateTable", TABLE);
        } finally {
            first.process().destroyForcibly();
        }
        areGone(first.children());
        assertThat(Files.list(data)).isNotEmpty();
        Running second = start(directory.resolve("cache"), "--data", data.toString());
        try {
            assertThat(call(second.endpoint(), "ListTables", "{}")).isEqualTo("{\"TableNames\":[\"kept\"]}");
            interrupt(second);
        } finally {
            second.process().destroyForcibly();
        }
        areGone(second.children());
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Outcome outcome = Command.bare("", "dynamodb-local", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(outcome.code()).isEqualTo(ExitCode.BUSY);
            assertThat(outcome.err())
                    .contains("port " + taken.getLocalPort() + " must be free")
                    .contains("--port");
        }
        assertThat(Command.bare("", "dynamodb-local", "--port", "70000").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void theVersionsAreThoseOfTheBuild() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cli"))) {
            root = root.getParent();
        }
        assertThat(Files.readString(root.resolve("pom.xml")))
                .contains("<dynamodb-local.version>" + DynamoDbLocalJars.VERSION + "<")
                .contains("<aws-sdk.version>" + DynamoDbLocalJars.SDK_VERSION + "<");
    }
}
