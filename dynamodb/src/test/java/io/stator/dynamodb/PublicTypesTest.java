package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.dynamodb.nippy.Nippy;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for every type that a program sees. */
final class PublicTypesTest {
    /** Types of which a program has one, whose address is as good as any text. */
    private static final Set<String> SERVICES = Set.of("DynamoDb", "Streams");

    private static List<Class<?>> publicClasses() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(
                Item.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<Class<?>> all = new ArrayList<>();
        for (Package each : List.of(Item.class.getPackage(), Nippy.class.getPackage())) {
            try (Stream<Path> files = Files.list(root.resolve(each.getName().replace('.', '/')))) {
                for (String file :
                        files.map(path -> path.getFileName().toString()).toList()) {
                    if (file.endsWith(".class") && !file.equals("package-info.class")) {
                        Class<?> type = Class.forName(each.getName() + "." + file.substring(0, file.length() - 6));
                        if (Modifier.isPublic(type.getModifiers()) && !type.isInterface()) {
                            all.add(type);
                        }
                    }
                }
            }
        }
        return all;
    }

    private static boolean isUtility(Class<?> type) {
        return Stream.of(type.getDeclaredConstructors()).allMatch(each -> Modifier.isPrivate(each.getModifiers()))
                && Stream.of(type.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .allMatch(method -> Modifier.isStatic(method.getModifiers()));
    }

    @Test
    void everyValuePrintsWhatItIs() throws Exception {
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
    void resultsOfBatchesPrintTheirTables() {
        assertThat(new BatchResult(2, BatchWrites.empty(), java.util.Map.of()))
                .hasToString("BatchResult[doneCount=2, unprocessed=BatchWrites[], capacity={}]");
    }
}
