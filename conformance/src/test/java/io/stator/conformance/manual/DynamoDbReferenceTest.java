package io.stator.conformance.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.conformance.manual.ManualPage.Block;
import io.stator.conformance.manual.Tables.Row;
import io.stator.dynamodb.CapacityDetail;
import io.stator.dynamodb.Condition;
import io.stator.dynamodb.DynamoConfig;
import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.Expression;
import io.stator.dynamodb.GetOptions;
import io.stator.dynamodb.Results;
import io.stator.dynamodb.Returning;
import io.stator.dynamodb.StreamView;
import io.stator.dynamodb.TableSpec;
import io.stator.dynamodb.TableUpdate;
import io.stator.dynamodb.Update;
import io.stator.dynamodb.WriteOptions;
import io.stator.dynamodb.stream.StreamConsumer;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables in the book of the DynamoDB library have a line for each thing there is, and none for another. */
final class DynamoDbReferenceTest {
    private static final boolean WRITE = Boolean.getBoolean("stator.manual.write");
    private static final String ASYNC = "Async";
    private static final Set<String> OF_OBJECTS = Set.of("equals", "hashCode", "toString");

    /** What no configuration, specification or consumer is told by. */
    private static final Set<String> NO_OPTIONS = Set.of("standard", "named", "of", "none", "name", "differences");

    @TempDir
    private Path directory;

    private static Set<String> names(String table) {
        List<String> names = Tables.names(table);
        assertThat(names).as("table " + table).isNotEmpty().doesNotHaveDuplicates();
        return new TreeSet<>(names);
    }

    /** Returns the classes that programs see, with those in them; the kinds of exceptions have a table of their own. */
    private static Map<String, Class<?>> classes() throws IOException, ClassNotFoundException {
        Map<String, Class<?>> classes = new TreeMap<>();
        for (String module : List.of("dynamodb", "dynamodb-junit")) {
            Path sources = ManualPage.root().resolve(module).resolve("src/main/java");
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(DynamoDbReferenceTest::isOfClass).toList()) {
                    String name = sources.relativize(file).toString().replaceAll("[/\\\\]", ".");
                    Class<?> type = Class.forName(
                            name.replace(".java", ""), false, DynamoDbReferenceTest.class.getClassLoader());
                    if (Modifier.isPublic(type.getModifiers()) && isExported(type)) {
                        classes.put(type.getSimpleName(), type);
                        addInner(type, classes);
                    }
                }
            }
        }
        return classes;
    }

    private static boolean isOfClass(Path file) {
        return file.toString().endsWith(".java") && !file.toString().endsWith("-info.java");
    }

    private static boolean isExported(Class<?> type) {
        return !type.getPackageName().endsWith(".expression");
    }

    private static void addInner(Class<?> type, Map<String, Class<?>> to) {
        for (Class<?> inner : type.getDeclaredClasses()) {
            if (Modifier.isPublic(inner.getModifiers()) && !DynamoException.class.isAssignableFrom(inner)) {
                to.put(type.getSimpleName() + "." + inner.getSimpleName(), inner);
            }
        }
    }

    /** Returns what a class has of its own: methods, without the twins of those that wait, and constants. */
    private static Set<String> members(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic() && !isOfJUnit(type, method)) {
                names.add(method.getName());
            }
        }
        if (type.isEnum()) {
            names.removeAll(Set.of("values", "valueOf"));
        }
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers())) {
                names.add(field.getName());
            }
        }
        names.removeAll(OF_OBJECTS);
        Set<String> all = Set.copyOf(names);
        names.removeIf(name -> name.endsWith(ASYNC) && all.contains(name.substring(0, name.length() - ASYNC.length())));
        return names;
    }

    private static boolean isOfJUnit(Class<?> type, Method method) {
        return Arrays.stream(type.getInterfaces())
                .filter(each -> each.getName().startsWith("org.junit."))
                .flatMap(each -> Arrays.stream(each.getMethods()))
                .anyMatch(each -> each.getName().equals(method.getName()));
    }

    @Test
    void classesWithAllTheyHave() throws IOException, ClassNotFoundException {
        Map<String, Set<String>> there = new TreeMap<>();
        classes().forEach((name, type) -> there.put(name, members(type)));
        Map<String, Set<String>> said = new TreeMap<>();
        for (Row row : Tables.rows("dynamodb-classes")) {
            said.put(row.code(0).get(0), new TreeSet<>(row.code(3)));
        }
        assertThat(said).isEqualTo(there);
    }

    @Test
    void eachClassIsInItsChapter() {
        List<String> missing = new ArrayList<>();
        for (Row row : Tables.rows("dynamodb-classes")) {
            String name = row.code(0).get(0).replaceFirst(".*\\.", "");
            String chapter = row.cells().get(2).replaceAll(".*\\(([\\w-]*).*", "$1");
            Path file = row.page().file().resolveSibling((chapter.isEmpty() ? "reference" : chapter) + ".md");
            boolean isThere = ManualPage.read(file).lines().stream()
                    .filter(line -> !line.startsWith(
                            "| `" + row.code(0).get(0) + "` | " + row.cells().get(1)))
                    .anyMatch(line -> line.matches(".*(?<!\\w)" + name + "(?!\\w).*"));
            if (!isThere) {
                missing.add(row.at() + " " + name + " is not in " + chapter);
            }
        }
        assertThat(missing).isEmpty();
    }

    private static Set<String> options(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Method method : type.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
                names.add(method.getName());
            }
        }
        names.removeAll(OF_OBJECTS);
        names.removeAll(NO_OPTIONS);
        return names;
    }

    @Test
    void options() {
        assertThat(names("dynamodb-write-options")).isEqualTo(options(WriteOptions.class));
        assertThat(names("dynamodb-get-options")).isEqualTo(options(GetOptions.class));
        assertThat(names("dynamodb-specification")).isEqualTo(options(TableSpec.class));
        Set<String> consumer = options(StreamConsumer.class);
        consumer.remove("start");
        assertThat(names("dynamodb-consumer")).isEqualTo(consumer);
        Set<String> configuration = names("dynamodb-config");
        configuration.remove("standard");
        assertThat(configuration).isEqualTo(options(DynamoConfig.class));
        assertThat(configuration).containsAll(names("dynamodb-timeouts"));
        Set<String> updates = Tables.rows("dynamodb-specification").stream()
                .filter(row -> !row.cells().get(2).startsWith("("))
                .flatMap(row -> row.code(2).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(updates).isEqualTo(options(TableUpdate.class));
        Set<String> ofResults = members(Results.class);
        ofResults.removeIf(name -> name.equals(name.toUpperCase(Locale.ROOT)));
        Set<String> said = names("dynamodb-results-uses");
        said.addAll(names("dynamodb-results-options"));
        assertThat(said).isEqualTo(ofResults);
    }

    private static <E extends Enum<E>> void assertConstants(String table, Class<E> type) {
        assertThat(names(table))
                .isEqualTo(Arrays.stream(type.getEnumConstants())
                        .map(Enum::name)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void constants() {
        assertConstants("dynamodb-returning", Returning.class);
        assertConstants("dynamodb-capacity-detail", CapacityDetail.class);
        Set<String> views =
                Arrays.stream(StreamView.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(names("dynamodb-stream-views")).isEqualTo(views);
    }

    @Test
    void errorsAndWhetherTheyPass() {
        Map<String, Boolean> there = new TreeMap<>();
        for (Class<?> kind : DynamoException.class.getPermittedSubclasses()) {
            boolean mayPass = Arrays.stream(kind.getDeclaredMethods())
                    .anyMatch(each -> each.getName().equals("isRetryable"));
            there.put(kind.getSimpleName(), mayPass);
        }
        Map<String, Boolean> said = new TreeMap<>();
        for (Row row : Tables.rows("dynamodb-errors")) {
            said.put(row.code(0).get(0), !row.cells().get(2).equals("no"));
        }
        assertThat(said).isEqualTo(there);
    }

    @Test
    void limits() throws IOException, ReflectiveOperationException {
        Map<String, String> there = new TreeMap<>();
        for (Class<?> type : classes().values()) {
            for (Field field : type.getDeclaredFields()) {
                boolean isLimit = field.getType() == int.class || field.getType() == Duration.class;
                if (isLimit && Modifier.isPublic(field.getModifiers())) {
                    Object value = Objects.requireNonNull(field.get(null));
                    String text = value instanceof Integer number
                            ? String.format(Locale.ROOT, "%,d", number)
                            : value.toString();
                    there.put(type.getSimpleName() + "." + field.getName(), text);
                }
            }
        }
        Map<String, String> said = new TreeMap<>();
        for (Row row : Tables.rows("dynamodb-limits")) {
            said.put(row.code(0).get(0), row.cells().get(1));
        }
        assertThat(said).isEqualTo(there);
    }

    @Test
    void updatesAndConditions() throws IOException {
        Set<String> updates = members(Update.class);
        updates.remove("update");
        assertThat(names("dynamodb-updates")).isEqualTo(updates);
        Set<String> conditions = members(Condition.Operand.class);
        conditions.addAll(members(Condition.Attribute.class));
        conditions.addAll(members(Condition.class));
        conditions.addAll(members(Expression.class));
        conditions.removeAll(Set.of("attribute", "expression", "isUpdate", "quoted", "text"));
        assertThat(names("dynamodb-conditions")).isEqualTo(conditions);
        examplesGiveTheText("dynamodb-updates");
        examplesGiveTheText("dynamodb-conditions");
    }

    /** Evaluates the examples of a table and compares the texts that expressions have. */
    private void examplesGiveTheText(String table) throws IOException {
        List<Row> rows = Tables.rows(table);
        List<Block> blocks = rows.stream()
                .map(row -> "System.out.println(((Expression) " + row.code(1).get(0) + ").text());")
                .map(code -> new Block(1, "java", List.of(code), null))
                .toList();
        ManualPage page = new ManualPage(rows.get(0).page().file().resolveSibling(table + ".md"), List.of(), blocks);
        URI nobody = URI.create("http://localhost:1");
        Path classes = Files.createDirectories(directory.resolve(table));
        Map<Integer, String> given =
                JavaBlocks.compiled(List.of(page), classes, nobody).run(page);
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String text = given.getOrDefault(i, "").strip();
            if (!row.code(2).equals(List.of(text))) {
                wrong.add(row.at() + " " + row.code(1) + " gives " + text);
                if (WRITE) {
                    List<String> lines =
                            new ArrayList<>(Files.readAllLines(row.page().file()));
                    String line = lines.get(row.line() - 1);
                    int last = line.lastIndexOf('`');
                    int first = line.lastIndexOf('`', last - 1);
                    lines.set(row.line() - 1, line.substring(0, first + 1) + text + line.substring(last));
                    Files.write(row.page().file(), lines);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }
}
