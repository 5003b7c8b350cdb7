package io.stator.cli;

import io.stator.Anomaly;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code stator dynamodb-local}: a DynamoDB to work against. */
@Command(
        name = "dynamodb-local",
        description = {
            "Run DynamoDB Local until Ctrl-C, in memory, without telemetry.",
            "",
            "Maven fetches it into your own repository the first time. It is Amazon's, under Amazon's licence: free, for"
                    + " development and testing, not to be passed on. All credentials and regions see the same tables.",
            "",
            "With --data DIR the tables are kept in that directory."
        })
final class DynamoDbLocalCommand extends SystemCommand {
    private static final int PORT_MAX = 65_535;
    private static final String DATA = "--data";
    private static final String PROGRAM = "DynamoTour.java";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "6798",
            description = "The port to listen on; 0 for one that is free. Default: ${DEFAULT-VALUE}")
    int port;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        requireHere("dynamodb-local");
        if (port < 0 || port > PORT_MAX) {
            throw new ParameterException(line(), "--port must be from 0 to " + PORT_MAX + ": " + port);
        }
        int free = DynamoDbLocalProcess.free(port);
        Path directory = isGiven()
                ? shared().data
                        .path(DATA)
                        .orElseThrow(() -> new ParameterException(line(), DATA + " must be a directory"))
                : null;
        DynamoDbLocalJars jars = DynamoDbLocalJars.find(text -> console().err().line(text));
        try (DynamoDbLocalProcess process = DynamoDbLocalProcess.start(jars, free, directory)) {
            tell(process, directory);
            int code = process.await();
            if (process.wasStopped(code)) {
                return ExitCode.INTERRUPTED;
            }
            throw new Anomaly.Fault(
                    "DynamoDB Local ended by itself with exit code " + code + "; it printed: " + process.printed());
        }
    }

    private CommandLine line() {
        if (spec == null) {
            throw new IllegalStateException("a command must be run by the command line");
        }
        return spec.commandLine();
    }

    /** Returns whether the option for the data stands on the command line, before the command or behind it. */
    private boolean isGiven() {
        for (CommandLine each = line(); each != null; each = each.getParent()) {
            if (each.getParseResult().hasMatchedOption(DATA)) {
                return true;
            }
        }
        return false;
    }

    private void tell(DynamoDbLocalProcess process, @Nullable Path directory) {
        Output out = console().out();
        out.line("DynamoDB Local " + DynamoDbLocalJars.VERSION + ", "
                + (directory == null ? "in memory" : "in " + directory) + ", without telemetry; Ctrl-C ends it.");
        out.line("");
        out.line("Endpoint: " + process.endpoint());
        out.line("");
        out.line("A first program, with io.stator:stator-dynamodb and stator-nippy on its class path (paste it into "
                + PROGRAM + ", then: java -cp ... " + PROGRAM + " " + process.endpoint() + "):");
        out.line("");
        out.print(program());
        out.flush();
    }

    private static String program() {
        try (InputStream source = DynamoDbLocalCommand.class.getResourceAsStream(PROGRAM)) {
            if (source == null) {
                throw new IllegalStateException("the program must be in the jar: " + PROGRAM);
            }
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
