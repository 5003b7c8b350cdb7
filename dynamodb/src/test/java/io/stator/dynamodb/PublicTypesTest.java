package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every type that a program sees. */
final class PublicTypesTest {
    /** Types of which a program has one, whose address is as good as any text. */
    private static final Set<String> SERVICES = Set.of("DynamoDb", "Streams", "StreamConsumer", "StreamRun");

    private static final String NOT_EXPORTED = "io.stator.dynamodb.expression";

    private static List<Class<?>> publicClasses() {
        return new ClassFileImporter()
                        .withImportOption(location -> !location.contains("/test-classes/"))
                        .importPackages("io.stator.dynamodb", "io.stator.nippy")
                        .stream()
                        .filter(type -> !type.getPackageName().equals(NOT_EXPORTED))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && !type.isInterface())
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }

    private static boolean isUtility(Class<?> type) {
        return Stream.of(type.getDeclaredConstructors()).allMatch(each -> Modifier.isPrivate(each.getModifiers()))
                && Stream.of(type.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .allMatch(method -> Modifier.isStatic(method.getModifiers()));
    }

    @Test
    void everyValuePrintsWhatItIs() throws NoSuchMethodException {
        List<String> silent = new ArrayList<>();
        for (Class<?> type : publicClasses()) {
            boolean prints = type.getMethod("toString").getDeclaringClass() != Object.class;
            if (!prints && !isUtility(type) && !SERVICES.contains(type.getSimpleName())) {
                silent.add(type.getName());
            }
        }
        assertThat(silent).isEmpty();
    }

    @Test
    void resultsOfBatchesPrintNothingUnprocessedWhenNothingIs() {
        try (DynamoDb dynamo = DynamoDb.at(URI.create("http://localhost:1"))) {
            Table one = dynamo.table("one");
            Table two = dynamo.table("two");
            BatchWrites writes = BatchWrites.empty().put(one, Item.of("id", 1)).put(two, Item.of("id", 2));
            BatchWrites.Write left = new BatchWrites.Write(one, Item.of("id", 1), false);
            BatchWrites.Write other = new BatchWrites.Write(two, Item.of("id", 1), true);
            Iterator<BatchWrites.Write> more = List.of(other).iterator();
            assertThat(new BatchResult(2, writes.rest(List.of(), Collections.emptyIterator()), Map.of()))
                    .hasToString("BatchResult[doneCount=2, unprocessed=BatchWrites[], capacity={}]");
            assertThat(writes).hasToString("BatchWrites[one, two]");
            assertThat(writes.rest(List.of(left, other), Collections.emptyIterator()))
                    .hasToString("BatchWrites[one, two]");
            assertThat(writes.rest(List.of(left), more)).hasToString("BatchWrites[one, two]");
        }
    }

    @Test
    void resultsOfBatchesPrintTheirTables() {
        assertThat(new BatchResult(2, BatchWrites.empty(), Map.of()))
                .hasToString("BatchResult[doneCount=2, unprocessed=BatchWrites[], capacity={}]");
    }
}
