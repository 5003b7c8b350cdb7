package io.stator.conformance.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every public type of the DynamoDB library says when its methods wait and what they throw: the type in one paragraph where that is the
 * same for all, and each method that asks the service what else it may throw.
 */
final class DynamoDocsTest {
    private static final Path LIBRARY = SourceTree.root().resolve("dynamodb/src/main/java/io/stator/dynamodb");
    private static final String MARKER = "Waits and failures:";
    private static final int TYPES_MIN = 40;

    /** Methods that fail with nothing but what any call, or any of their type, may fail with. */
    private static final List<String> NOTHING_OF_THEIR_OWN = List.of(
            "DynamoDb.executeBatch",
            "DynamoDb.listTables",
            "DynamoDb.describeTable",
            "DynamoDb.describeTimeToLive",
            "Table.get",
            "RecordTable.get",
            "Streams.list",
            "Streams.ofTable",
            "Streams.describe");

    private static final String COMMENT = "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:@\\w+(?:\\([^)]*\\))?\\s+)*";
    private static final Pattern TYPE =
            Pattern.compile(COMMENT + "public (?:abstract |sealed |final )*(?:class|record) (\\w+)", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile(
            COMMENT + "public [^;{}=/]*?\\b(\\w+)\\([^;{}=]*\\)\\s*(?:throws [\\w, ]+)?\\{", Pattern.DOTALL);
    private static final List<String> OF_OBJECT = List.of("equals", "hashCode", "toString");

    private record Source(String name, String typeComment, Map<String, String> methodComments) {
        boolean asks() {
            return methodComments.keySet().stream().anyMatch(method -> method.endsWith("Async"));
        }
    }

    private static List<Source> sources() throws IOException {
        List<Source> sources = new ArrayList<>();
        for (Path directory : List.of(LIBRARY, LIBRARY.resolve("stream"))) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String text = Files.readString(file);
                    Matcher type = TYPE.matcher(text);
                    if (type.find() && file.endsWith(type.group(2) + ".java")) {
                        sources.add(new Source(type.group(2), type.group(1), methods(text, type.group(2))));
                    }
                }
            }
        }
        return sources;
    }

    /** Returns the comments of all public methods with a name, one after the other, by that name. */
    private static Map<String, String> methods(String text, String type) {
        Map<String, String> comments = new LinkedHashMap<>();
        Matcher method = METHOD.matcher(text);
        while (method.find()) {
            if (!OF_OBJECT.contains(method.group(2)) && !method.group(2).equals(type)) {
                comments.merge(method.group(2), method.group(1), String::concat);
            }
        }
        return comments;
    }

    @Test
    void everyTypeSaysWhenItsMethodsWaitAndFail() throws IOException {
        List<Source> sources = sources();
        assertThat(sources).hasSizeGreaterThan(TYPES_MIN);
        assertThat(sources.stream()
                        .filter(source -> !source.typeComment().contains(MARKER))
                        .filter(source -> source.methodComments().values().stream()
                                .anyMatch(comment -> !comment.contains("@throws")))
                        .map(Source::name))
                .isEmpty();
    }

    @Test
    void everyMethodThatAsksTheServiceSaysWhatElseItMayThrow() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Source source : sources()) {
            source.methodComments().forEach((method, comment) -> {
                boolean asks = source.methodComments().containsKey(method + "Async");
                String name = source.name() + "." + method;
                if (asks && !comment.contains("DynamoException.") && !NOTHING_OF_THEIR_OWN.contains(name)) {
                    silent.add(name);
                }
            });
        }
        assertThat(silent).isEmpty();
        assertThat(sources().stream().filter(Source::asks)).hasSizeGreaterThan(4);
    }
}
