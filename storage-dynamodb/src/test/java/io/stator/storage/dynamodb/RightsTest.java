package io.stator.storage.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.junit.DynamoDbLocal;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rights that operations.md names are those that are used, no more and no fewer. */
@ExtendWith(ExpectedTakeovers.class)
final class RightsTest {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern ACTION = Pattern.compile("\"dynamodb:(\\w+)\"");
    private static final int STEPS = 150;
    private static final byte[] LARGE = new byte[2 * Blobs.ITEM_BYTES_MAX];

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start();

    private final Interference interference = new Interference();
    private final DynamoDb dynamo = interference.client(LOCAL);

    @AfterEach
    void close() {
        dynamo.close();
    }

    /** Returns what a row of the page names. */
    private static Set<String> row(String who) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| " + who + " | "))
                .flatMap(line -> NAME.matcher(line).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Set<String> used(int from) {
        return interference.requests(from).stream()
                .map(request -> request.getClass().getSimpleName().replaceAll("Request$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String written() {
        String table = Tables.create(LOCAL.dynamoDb());
        try (Storage storage = DynamoDbStorage.open(dynamo, table)) {
            StorageModel model = new StorageModel(1);
            for (int i = 0; i < STEPS; i++) {
                model.step(storage);
            }
            model.verify(storage);
            storage.log("gone").append(0, 1, LARGE);
            storage.deleteDatabase("gone");
            storage.log("kept").append(0, 1, LARGE);
            storage.segments("kept").putAll(Map.of("a", LARGE, "b", new byte[1]));
            assertThat(storage.segments("kept").get("a")).contains(LARGE);
            assertThat(storage.roots().compareAndSet("kept/r", Roots.ABSENT, LARGE))
                    .isTrue();
            storage.scrub();
        }
        return table;
    }

    @Test
    void aWriterUsesTheRightsOfAWriter() throws IOException {
        String table = written();
        assertThat(table).isNotEmpty();
        Set<String> named = row("reads");
        named.addAll(row("writes"));
        assertThat(used(0)).isEqualTo(named);
        List<String> policy = ACTION.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(new TreeSet<>(policy)).as("the policy in full").isEqualTo(named);
    }

    @Test
    void aReaderUsesTheRightsOfAReader() throws IOException {
        String table = written();
        int from = interference.calls();
        assertThat(DynamoDbStorage.describe(dynamo, table)).isNotEmpty();
        try (TableStorage storage = DynamoDbStorage.open(dynamo, table, true, Calls.PATIENCE)) {
            assertThat(storage.check().segments()).isPositive();
        }
        assertThat(used(from)).isEqualTo(row("reads"));
    }

    @Test
    void whoMakesAndDeletesTheTableUsesTheRightsForThat() throws IOException {
        DynamoDbStorage.create(dynamo, "made");
        assertThat(row("makes the table"))
                .contains("DescribeTable")
                .as("a table may be there at once")
                .containsAll(used(0));
        try (Storage storage = DynamoDbStorage.open(LOCAL.dynamoDb(), "made")) {
            storage.log("a").append(0, 1, new byte[1]);
        }
        int from = interference.calls();
        DynamoDbStorage.delete(dynamo, "made");
        assertThat(used(from)).isEqualTo(row("deletes the table"));
    }
}
