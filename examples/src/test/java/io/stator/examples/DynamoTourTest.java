package io.stator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.junit.DynamoDbLocal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** The first program for DynamoDB, which {@code stator dynamodb-local} prints. */
@Isolated
final class DynamoTourTest {
    @RegisterExtension
    static final DynamoDbLocal local = DynamoDbLocal.start();

    private static String print() {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            DynamoTour.main(new String[] {local.endpoint().toString()});
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void theTourPrintsWhatItShows() {
        String expected = """
                Tables: []
                Tables: [my-table]
                Steve is 22
                vector [1, 2, 3], rational 22/7
                2 is in the set: true
                """;
        assertThat(print()).isEqualTo(expected);
        assertThat(print()).as("once more").isEqualTo(expected);
    }

    @Test
    void theCommandPrintsThisProgram() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cli/src/main/resources"))) {
            root = root.getParent();
        }
        String source = Files.readString(root.resolve("examples/src/main/java/io/stator/examples/DynamoTour.java"));
        String printed = Files.readString(root.resolve("cli/src/main/resources/io/stator/cli/DynamoTour.java"));
        assertThat(source).isEqualTo("package io.stator.examples;\n\n" + printed);
    }
}
