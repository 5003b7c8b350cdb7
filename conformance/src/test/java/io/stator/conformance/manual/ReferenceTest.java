package io.stator.conformance.manual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Database;
import io.stator.Limit;
import io.stator.Stator;
import io.stator.ValueType;
import io.stator.cli.TypedCommands;
import io.stator.conformance.manual.Tables.Row;
import io.stator.edn.Edn;
import io.stator.edn.EdnOptions;
import io.stator.edn.Symbol;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.transact.TransactionLimits;
import io.stator.server.ServerLimit;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The tables of the reference have a line for each thing that there is, and for nothing else. */
final class ReferenceTest {
    private static final boolean WRITE = Boolean.getBoolean("stator.manual.write");

    /** How an anomaly gets its code in the sources. */
    private static final Pattern CODE = Pattern.compile(
            "(?:Anomaly\\s*\\.\\s*(?:incorrect|conflict)|SchemaErrors\\s*\\.\\s*(?:error|violation)"
                    + "|(?<![\\w.])(?:error|violation))\\(\\s*\"([a-z][a-z-]*[a-z])\"\\s*,|\"db\\.error\",\\s*\"([a-z-]+)\"");

    /** A code that is given by the name of a constant, which {@link #CONSTANT} finds in the same file. */
    private static final Pattern NAMED =
            Pattern.compile("Anomaly\\s*\\.\\s*(?:incorrect|conflict)\\(\\s*([A-Z_]+)\\s*,");

    private static final Pattern CONSTANT = Pattern.compile("String ([A-Z_]+) = \"([a-z-]+)\";");

    /** How sources name a chapter: its file, or the command that prints it. */
    private static final Pattern CHAPTER =
            Pattern.compile("docs/manual/([\\w/-]+)\\.md|stator help manual ([a-z][\\w/-]*)[})]");

    private static final Pattern OBSERVED = Pattern.compile(":db\\.error/([a-z-]+)");

    /** A name in the sources that is a detail of an anomaly and no code of one. */
    private static final Set<String> DETAILS = Set.of("pred-return");

    @TempDir
    private Path directory;

    private static List<String> sorted(Stream<String> names) {
        return names.sorted().toList();
    }

    private static void assertSame(String table, Stream<String> there) {
        List<String> said = Tables.names(table);
        assertThat(said).as("table " + table + " of docs/manual").doesNotHaveDuplicates();
        assertThat(said).as("table " + table + " of docs/manual").containsExactlyElementsOf(sorted(there));
    }

    @Test
    void functions() {
        assertSame(
                "functions",
                FunctionRegistry.standard().functionNames().stream().map(Symbol::qualifiedName));
    }

    @Test
    void aggregates() {
        assertSame(
                "aggregates",
                FunctionRegistry.standard().aggregateNames().stream().map(Symbol::qualifiedName));
    }

    @Test
    void methods() {
        Anomaly none = catchThrowableOfType(
                Anomaly.class, () -> FunctionRegistry.standard().resolve(Symbol.parse(".isNowhere")));
        String message = String.valueOf(none.getMessage());
        assertSame("methods", inBrackets(message, "methods: ").map(name -> "." + name));
    }

    private static Stream<String> inBrackets(String message, String after) {
        int from = message.indexOf(after);
        assertThat(from).as(message).isPositive();
        String list = message.substring(from + after.length(), message.indexOf(')', from));
        return Stream.of(list.split("[ ,]+"));
    }

    @Test
    void functionsOfPullPatterns() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("d");
            Database database = client.connect("d").db();
            Anomaly forbidden = catchThrowableOfType(
                    Anomaly.class, () -> database.pull("[[:db/ident :xform no/where]]", ":db/ident"));
            assertSame("xforms", inBrackets(forbidden.getMessage() + ")", "built in are "));
        }
    }

    @Test
    void identsOfEveryDatabase() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase("d");
            List<Object> idents = new ArrayList<>();
            client.connect("d").db().query("[:find ?i :where [_ :db/ident ?i]]").forEach(row -> idents.add(row.get(0)));
            Stream<String> names = idents.stream().map(String::valueOf);
            List<String> types = sorted(
                    Arrays.stream(ValueType.values()).map(type -> type.ident().toString()));
            assertThat(Tables.names("types")).containsExactlyElementsOf(types);
            assertSame("idents", names.filter(name -> !types.contains(name)));
        }
    }

    @Test
    void classesOfValues() {
        for (Row row : Tables.rows("types")) {
            ValueType type = Arrays.stream(ValueType.values())
                    .filter(each -> row.code(0).contains(each.ident().toString()))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.code(1).get(0))
                    .as(row.at())
                    .isEqualTo(type.javaClass().getSimpleName());
        }
    }

    @Test
    void anomalies() {
        assertSame(
                "anomalies",
                Arrays.stream(Anomaly.Category.values())
                        .map(each -> each.keyword().toString()));
    }

    @Test
    void errorCodes() throws IOException {
        Set<String> codes = new TreeSet<>();
        for (String module : List.of("api", "engine", "fulltext", "client", "server", "cli")) {
            files(module + "/src/main/java", ".java").forEach(text -> {
                Matcher matcher = CODE.matcher(text);
                while (matcher.find()) {
                    codes.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
                }
                codes.addAll(namedCodes(text));
            });
        }
        files("conformance/src/test/resources/conformance", ".edn")
                .forEach(text -> OBSERVED.matcher(text).results().forEach(found -> codes.add(found.group(1))));
        assertSame(
                "errors", codes.stream().filter(code -> !DETAILS.contains(code)).map(code -> ":db.error/" + code));
    }

    private static List<String> namedCodes(String text) {
        Set<String> named =
                NAMED.matcher(text).results().map(found -> found.group(1)).collect(Collectors.toSet());
        return CONSTANT.matcher(text)
                .results()
                .filter(found -> named.contains(found.group(1)))
                .map(found -> found.group(2))
                .toList();
    }

    private static Stream<String> files(String folder, String ending) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(ManualPage.root().resolve(folder))) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(ending)).toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts.stream();
    }

    @Test
    void sourcesNameChaptersThatAreThere() throws IOException {
        Set<String> missing = new TreeSet<>();
        Set<String> named = new TreeSet<>();
        for (String module : List.of("api", "engine", "client", "cli", "dynamodb", "dynamodb-junit")) {
            files(module + "/src/main/java", ".java")
                    .forEach(text -> CHAPTER.matcher(text)
                            .results()
                            .forEach(found -> named.add(found.group(1) == null ? found.group(2) : found.group(1))));
        }
        named.stream()
                .filter(name ->
                        ManualPage.all().stream().noneMatch(page -> page.name().equals(name)))
                .forEach(missing::add);
        assertThat(named).contains("java", "dynamodb/items");
        assertThat(missing).isEmpty();
    }

    private static Map<String, String> defaults(String table) {
        Map<String, String> defaults = new TreeMap<>();
        for (Row row : Tables.rows(table)) {
            defaults.put(row.code(0).get(0), row.cells().get(1));
        }
        return defaults;
    }

    @Test
    void limits() {
        Map<String, String> said = defaults("limits");
        assertThat(said.keySet())
                .containsExactlyElementsOf(sorted(Arrays.stream(Limit.values()).map(Limit::key)));
        for (Limit limit : Limit.values()) {
            String written = said.get(limit.key());
            if (!written.contains("heap")) {
                assertThat(written).as(limit.key()).isEqualTo(grouped(limit.standard()));
            }
        }
    }

    @Test
    void limitsOfServers() {
        Map<String, String> there = new TreeMap<>();
        for (ServerLimit limit : ServerLimit.values()) {
            there.put(limit.key(), grouped(limit.standard()));
        }
        assertThat(defaults("server-limits")).isEqualTo(there);
    }

    @Test
    void limitsOfTransactions() throws IllegalAccessException {
        Map<String, String> there = new TreeMap<>();
        for (Field field : TransactionLimits.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                there.put(field.getName(), grouped(field.getLong(null)));
            }
        }
        assertThat(defaults("transaction-limits")).isEqualTo(there);
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    @Test
    void commandsWithTheirOptions() {
        CommandLine line = TypedCommands.commandLine();
        Map<String, Set<String>> there = new TreeMap<>();
        Set<String> shared = options(line);
        there.put("stator", shared);
        addCommands(line, "", shared, there);
        Map<String, Set<String>> said = new TreeMap<>();
        for (Row row : Tables.rows("commands")) {
            assertThat(row.code(0)).as(row.at()).hasSize(1);
            said.put(row.code(0).get(0), new TreeSet<>(row.code(2)));
        }
        assertThat(said).isEqualTo(there);
    }

    private static void addCommands(CommandLine line, String prefix, Set<String> shared, Map<String, Set<String>> to) {
        line.getSubcommands().forEach((name, command) -> {
            Set<String> own = options(command);
            own.removeAll(shared);
            to.put(prefix + name, own);
            addCommands(command, prefix + name + " ", shared, to);
        });
    }

    private static Set<String> options(CommandLine line) {
        return line.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void examplesOfFunctionsGiveWhatIsSaid() throws IOException {
        TypedCommands.demo(directory);
        Map<Row, String> wrong = new LinkedHashMap<>();
        try (Client client = Stator.open(directory.resolve("stator-data"))) {
            Database demo = client.connect("demo").db();
            for (Row row : Tables.rows("functions")) {
                if (!row.code(2).isEmpty()) {
                    String given = given(demo, row.code(2).get(0));
                    if (!given.equals(row.code(3).get(0))) {
                        wrong.put(row, given);
                    }
                }
            }
        }
        if (WRITE) {
            write(wrong);
        }
        assertThat(wrong.entrySet().stream()
                        .map(each -> each.getKey().at() + " " + each.getKey().code(2) + " gives " + each.getValue()))
                .isEmpty();
    }

    private static String given(Database demo, String call) {
        Object query = Edn.read(
                "[:find ?x . :in $ :where [" + call + " ?x]]",
                EdnOptions.defaults().queryForms());
        Object answer = demo.q(query, demo);
        return Edn.print(answer);
    }

    private static void write(Map<Row, String> wrong) throws IOException {
        for (Map.Entry<Row, String> each : wrong.entrySet()) {
            Row row = each.getKey();
            List<String> lines = Files.readAllLines(row.page().file());
            String line = lines.get(row.line() - 1);
            int last = line.lastIndexOf('`');
            int first = line.lastIndexOf('`', last - 1);
            String text = line.substring(0, first + 1) + each.getValue() + line.substring(last);
            lines.set(row.line() - 1, text);
            Files.write(row.page().file(), lines);
        }
    }
}
