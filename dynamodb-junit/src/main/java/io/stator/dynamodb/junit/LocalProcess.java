package io.stator.dynamodb.junit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a process with DynamoDB Local is started. */
record LocalProcess(Path java, LocalClassPath classPath, Path natives) {
    // A debugger or an agent of the tests is not meant for the server.
    private static final List<String> FOREIGN_OPTIONS =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");

    /** Returns how to start it with the Java and the class path of the running tests. */
    static LocalProcess find() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        LocalClassPath classPath = LocalClassPath.find(context == null ? ClassLoader.getSystemClassLoader() : context);
        return new LocalProcess(
                Path.of(System.getProperty("java.home", ""), "bin", "java"),
                classPath,
                SqliteLibrary.ofThisPlatform().directory(classPath, System.getProperty(SqliteLibrary.PROPERTY)));
    }

    /** Starts a process that will listen on the port; the options are those of {@link #optionsFile}. */
    Process launch(Path options, int port, String origin, boolean delayTransientStatuses) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "@" + options,
                LocalMain.class.getName(),
                "-inMemory",
                "-disableTelemetry",
                "-port",
                String.valueOf(port),
                "-cors",
                origin));
        if (delayTransientStatuses) {
            command.add("-delayTransientStatuses");
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeAll(FOREIGN_OPTIONS);
        builder.environment().put("DDB_LOCAL_TELEMETRY", "0");
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("a process for DynamoDB Local must start: " + java, e);
        }
    }

    /** Returns a file with the options of the virtual machine: a class path may be longer than a command line. */
    Path optionsFile() {
        List<String> options = List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-D" + SqliteLibrary.PROPERTY + "=" + natives,
                "-cp",
                classPath.entries().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        try {
            Path file = Files.createTempFile("dynamodb-local", ".args");
            return Files.write(file, options.stream().map(LocalProcess::quoted).toList(), charset);
        } catch (IOException e) {
            throw new UncheckedIOException("a temporary file must be writable", e);
        }
    }

    private static String quoted(String option) {
        return '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
