package io.stator.dynamodb.junit;

import static io.stator.dynamodb.Expression.expression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.stator.dynamodb.Codecs;
import io.stator.dynamodb.DynamoDb;
import io.stator.dynamodb.DynamoException.InvalidValue;
import io.stator.dynamodb.Frozen;
import io.stator.dynamodb.Item;
import io.stator.dynamodb.KeyType;
import io.stator.dynamodb.PartitionKey;
import io.stator.dynamodb.RecordTable;
import io.stator.dynamodb.Table;
import io.stator.dynamodb.TableSpec;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The DynamoDB library as this module has it: without {@code stator-nippy} on the class path. */
final class WithoutNippyTest {
    private static final String DOOR = "io.stator.dynamodb.FrozenNippyFormat";
    private static final int CLASSES_MIN = 150;
    private static final byte[] FROZEN = {'N', 'P', 'Y', 0, 3};
    private static final byte[] PLAIN = {'N', 'P', 'X', 0, 3};

    @RegisterExtension
    static final DynamoDbLocal LOCAL = DynamoDbLocal.start().databasePerMethod();

    private record Note(@PartitionKey String id, long stars, byte[] raw, Set<String> tags) {}

    private static Table notes(DynamoDb dynamo) {
        return dynamo.ensureTable(TableSpec.named("notes").partitionKey("id", KeyType.TEXT));
    }

    @Test
    void theFormatIsNotThere() {
        assertThatThrownBy(() -> Class.forName("io.stator.nippy.Nippy")).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void everyClassButTheDoorCanBeUsedAndReflectedOn() throws ReflectiveOperationException {
        List<String> names = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.stator.dynamodb").stream()
                        .map(JavaClass::getName)
                        .filter(name -> !name.startsWith("io.stator.dynamodb.junit") && !name.equals(DOOR))
                        .toList();
        assertThat(names).hasSizeGreaterThan(CLASSES_MIN);
        for (String name : names) {
            Class<?> type = Class.forName(name);
            assertThat(Stream.of(type.getMethods()).map(Method::getName)).isNotNull();
            assertThat(type.getDeclaredConstructors()).isNotNull();
        }
    }

    @Test
    void whatIsNotFrozenIsWrittenAndRead(DynamoDb dynamo) {
        Table table = notes(dynamo);
        Item item =
                Item.of("id", "a", "stars", 3, "raw", PLAIN, "tags", Set.of("x"), "more", Map.of("deep", List.of(1L)));
        table.put(item);
        assertThat(table.get(Item.of("id", "a")).orElseThrow()).isEqualTo(item);
        RecordTable<Note> records = table.records(Note.class);
        records.put(new Note("b", 4, PLAIN, Set.of("y")));
        assertThat(records.get("b")).get().extracting(Note::stars).isEqualTo(4L);
        assertThat(table.query(expression("id = ?", "b"))
                        .as(Note.class)
                        .list()
                        .get(0)
                        .raw())
                .isEqualTo(PLAIN);
        table.update(Item.of("id", "b"), expression("SET stars = stars + ?", 1));
        assertThat(table.scan().count()).isEqualTo(2);
    }

    @Test
    void freezingNamesTheAttributeAndTheArtifact(DynamoDb dynamo) {
        Table table = notes(dynamo);
        Item item = Item.of("id", "f", "deep", Map.of("x", List.of(Frozen.freeze('x'))));
        for (ThrowingCallable writing : List.<ThrowingCallable>of(
                () -> table.put(item),
                () -> table.putAll(List.of(item)),
                () -> dynamo.transact(writes -> writes.put(table, item)))) {
            assertThatThrownBy(writing)
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageContaining("deep.x[0]")
                    .hasMessageContaining("io.stator:stator-nippy");
        }
    }

    @Test
    void readingWhatWasFrozenNamesTheAttributeAndTheArtifact(DynamoDb dynamo) {
        Table table = notes(dynamo);
        try (DynamoDb raw =
                DynamoDb.open(LOCAL.config().codecs(Codecs.standard().autoThaw(false)))) {
            Table stored = raw.table("notes");
            stored.put(Item.of("id", "r", "stars", 1, "raw", FROZEN, "tags", Set.of("x")));
            assertThat(stored.get(Item.of("id", "r")).orElseThrow().bytes("raw"))
                    .isEqualTo(FROZEN);
        }
        Item read = table.get(Item.of("id", "r")).orElseThrow();
        assertThat(read.longValue("stars")).isEqualTo(1);
        for (ThrowingCallable reading : List.<ThrowingCallable>of(
                () -> read.get("raw"),
                () -> read.bytes("raw"),
                () -> read.string("raw"),
                () -> read.get("raw", Frozen.class),
                read::toMap,
                () -> read.as(Note.class))) {
            assertThatThrownBy(reading)
                    .isInstanceOf(InvalidValue.class)
                    .hasMessageContaining("raw must be thawed to be read")
                    .hasMessageContaining("io.stator:stator-nippy")
                    .hasMessageContaining("autoThaw(false)");
        }
    }
}
