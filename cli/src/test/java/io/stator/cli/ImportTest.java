package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Loading files. */
final class ImportTest {
    private static final String SCHEMA = """
            ; an attribute a line
            {:db/ident :item/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
            {:db/ident :item/next :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
            {:db/ident :item/key :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
            """;
    private static final String NAMES = "[:find (count ?e) . :where [?e :item/name]]";

    @TempDir
    private Path directory;

    private Command stator;

    @BeforeEach
    void system() {
        stator = new Command(directory.resolve("data"));
    }

    private Path file(String name, String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, name.endsWith(".gz") ? packed(bytes) : bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static byte[] packed(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static String items(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append("{:item/name \"item ").append(i).append("\"}\n");
        }
        return text.toString();
    }

    private Outcome load(Object... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "import";
        all[1] = "--db";
        all[2] = "items";
        Arrays.setAll(all, i -> i < 3 ? all[i] : String.valueOf(arguments[i - 3]));
        return stator.run(all);
    }

    private void isIn(long names) {
        assertThat(stator.run("query", "--db", "items", "--format", "edn", NAMES)
                        .out())
                .isEqualTo(names == 0 ? "nil\n" : names + "\n");
    }

    private static void succeeds(Outcome outcome) {
        assertThat(outcome.err()).doesNotContain("stator:");
        assertThat(outcome.code()).isZero();
    }

    @Test
    void aBulkLoadGivesTheSameAndItsIndexesAreInSegments() {
        Path schema = file("schema.edn", SCHEMA);
        Path items =
                file("items.edn", items(0, 300) + "{:item/key 1 :item/name \"a\"}\n{:item/key 1 :item/name \"b\"}\n");
        succeeds(load(schema, items, "--batch", "7"));
        Outcome bulk =
                stator.run("import", "--db", "bulk", "--bulk", "--batch", "7", schema.toString(), items.toString());
        succeeds(bulk);
        assertThat(bulk.out()).contains("imported ").contains("wrote the indexes");
        for (String query : List.of(
                "[:find ?e ?a ?v ?tx :where [?e ?a ?v ?tx] [?a :db/ident ?n] (not [(= ?n :db/txInstant)])]",
                "[:find ?e ?v ?tx ?added :where [?e :item/name ?v ?tx ?added]]")) {
            List<String> ordinary = rows("items", query);
            assertThat(ordinary).hasSizeGreaterThan(300);
            assertThat(rows("bulk", query)).isEqualTo(ordinary);
        }
        assertThat(stator.run("stats", "--db", "bulk").out()).contains(", 0 are in memory and the log alone");
        succeeds(stator.run("verify"));
        succeeds(stator.run("import", "--db", "bulk", "--bulk", items.toString()));
    }

    @Test
    void aBulkLoadIsForASystemOnThisMachine() {
        Outcome refused = stator.run(
                "--connect",
                "https://localhost:1",
                "--key",
                "k",
                "--secret-file",
                file("secret", "s").toString(),
                "import",
                "--db",
                "items",
                "--bulk",
                file("schema.edn", SCHEMA).toString());
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err()).contains("'stator import --bulk' needs the files of the system");
    }

    private List<String> rows(String database, String query) {
        return stator.run("query", "--db", database, "--limit", "1000000", "--format", "edn", query)
                .out()
                .lines()
                .sorted()
                .toList();
    }

    @Test
    void aDirectoryIsLoadedByName() {
        file("in/02-items.edn.gz", items(0, 25));
        file("in/01-schema.edn", SCHEMA);
        file("in/notes.txt", "not read");
        Outcome outcome = load("--batch", 10, directory.resolve("in"));
        succeeds(outcome);
        assertThat(outcome.out())
                .startsWith("imported 28 entities in 4 transactions, ")
                .contains(" datoms, ")
                .contains(" datoms/s");
        isIn(25);
    }

    @Test
    void collectionsAndListFormsAreLoadedToo() {
        succeeds(load(
                file("schema.edn", "[" + SCHEMA + "]"),
                file("vector.edn", "[" + items(0, 5) + "]"),
                file("list.edn", "(" + items(5, 7) + ")"),
                file(
                        "adds.edn",
                        "[:db/add \"a\" :item/name \"a\"]\n[[:db/add \"b\" :item/name \"b\"] {:item/name \"c\"}]"),
                file("empty.edn", " ; nothing\n[]")));
        isIn(10);
    }

    @Test
    void formsMayUseWhatFormsBeforeThemDefine() {
        succeeds(load(file(
                "all.edn",
                SCHEMA
                        + "{:db/ident :item/first :item/name \"first\"}\n{:item/name \"second\" :item/next :item/first}\n"
                        + "{:db/ident :item/weight :db/valueType :db.type/double :db/cardinality :db.cardinality/one}\n"
                        + "{:item/name \"third\" :item/weight 1.5}\n")));
        isIn(3);
    }

    @Test
    void formsMayLookUpWhatFormsJustBeforeThemMake() {
        StringBuilder chain = new StringBuilder("{:item/key 0 :item/name \"0\"}\n");
        for (int i = 1; i < 20; i++) {
            chain.append("{:item/key ")
                    .append(i)
                    .append(" :item/name \"")
                    .append(i)
                    .append("\" :item/next [:item/key ");
            chain.append(i - 1).append("]}\n");
        }
        Outcome outcome = load("--batch", 8, file("schema.edn", SCHEMA), file("chain.edn", chain.toString()));
        succeeds(outcome);
        isIn(20);
    }

    @Test
    void formsThatShareATemporaryIdAreKeptInOneTransaction() {
        String text = """
                {:db/id "a" :item/name "a"}
                {:item/name "between"}
                {:db/id "b" :item/name "b" :item/next "a"}
                [:db/add "c" :item/next "b"]
                {:db/id "c" :item/name "c"}
                {:item/name "alone"}
                """;
        succeeds(load("--batch", 2, file("schema.edn", SCHEMA), file("items.edn", text)));
        isIn(5);
        assertThat(stator.run(
                                "query",
                                "--db",
                                "items",
                                "--format=edn",
                                "[:find [?n ...] :where [?c :item/name \"c\"] [?c :item/next ?b] [?b :item/next ?a]"
                                        + " [?a :item/name ?n]]")
                        .out())
                .isEqualTo("[\"a\"]\n");
    }

    @Test
    void aFormThatCannotBeTransactedIsNamedAndWhatIsBeforeItIsIn() {
        file("01-schema.edn", SCHEMA);
        Path items = file("02-items.edn", items(0, 33) + "\n{:item/name 7}\n" + items(34, 50));
        Outcome outcome = load("--batch", 10, directory.resolve("01-schema.edn"), items);
        assertThat(outcome.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(outcome.err())
                .contains("stator: incorrect: 02-items.edn line 35 (form 34): ")
                .contains("7")
                .contains(":item/name");
        isIn(33);
    }

    @Test
    void aMendedFileGoesOnWhereItStopped() {
        Path schema = file("01-schema.edn", SCHEMA);
        file("02-items.edn", items(0, 33) + "{:item/name 7}\n" + items(34, 50));
        assertThat(load("--batch", 10, schema, directory.resolve("02-items.edn"))
                        .code())
                .isEqualTo(ExitCode.INCORRECT);
        Path mended = file("02-items.edn", items(0, 50));
        Outcome again = load(schema, mended);
        succeeds(again);
        assertThat(again.err())
                .contains("01-schema.edn: all 3 forms were in already")
                .contains("02-items.edn: 33 forms were in already, 17 added");
        isIn(50);
    }

    @Test
    void malformedTextIsNamedAndWhatIsBeforeItIsIn() {
        Outcome outcome = load(file("schema.edn", SCHEMA), file("items.edn.gz", items(0, 5) + "{:item/name\n"));
        assertThat(outcome.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(outcome.err()).contains("stator: incorrect: items.edn.gz line 7: ");
        isIn(5);
    }

    @Test
    void whatIsNoFormIsNamed() {
        Outcome outcome = load(file("schema.edn", SCHEMA), file("items.edn", items(0, 2) + "\n\"text\"\n"));
        assertThat(outcome.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(outcome.err()).contains("stator: incorrect: items.edn line 4: expected a map");
        isIn(2);
    }

    @Test
    void damagedFilesAreNamed() throws IOException {
        Path schema = file("schema.edn", SCHEMA);
        byte[] whole = Files.readAllBytes(file("items.edn.gz", items(0, 20_000)));
        Path cut = Files.write(directory.resolve("cut.edn.gz"), Arrays.copyOf(whole, whole.length / 2));
        Outcome outcome = load(schema, cut);
        assertThat(outcome.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(outcome.err()).contains("stator: incorrect: cut.edn.gz: the gzip data is damaged or cut off");
        Path latin =
                Files.write(directory.resolve("latin.edn"), "{:item/name \"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        Outcome other = load(latin);
        assertThat(other.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(other.err()).contains("latin.edn").contains("UTF-8");
        succeeds(load(directory.resolve("items.edn.gz")));
        isIn(20_000);
    }

    @Test
    void whatIsInIsNotTransactedAgainWhateverTheFileIsCalled() {
        Path schema = file("schema.edn", SCHEMA);
        Path items = file("items.edn", items(0, 30));
        succeeds(load("--batch", 7, schema, items));
        String before = stator.run("stats", "--db", "items").out();
        Outcome again = load("--batch", 4, schema, items, file("elsewhere/copy.edn.gz", items(0, 30)));
        assertThat(again.err()).contains("items.edn: all 30 forms were in already");
        assertThat(again.out()).startsWith("imported 0 entities in 0 transactions, 0 datoms");
        assertThat(stator.run("stats", "--db", "items").out()).isEqualTo(before);
    }

    @Test
    void aFileThatGrewIsLoadedFromWhereItEnded() {
        Path schema = file("schema.edn", SCHEMA);
        succeeds(load(schema, file("items.edn", items(0, 30))));
        succeeds(load(file("items.edn", items(0, 42))));
        isIn(42);
    }

    @Test
    void equalFilesOfOneImportAreLoadedEach() {
        Path schema = file("schema.edn", SCHEMA);
        Path on = file("01.edn", "{:db/ident :item/switch :item/name \"on\"}");
        Path off = file("02.edn", "[:db/add :item/switch :item/name \"off\"]");
        Path onAgain = file("03.edn", "{:db/ident :item/switch :item/name \"on\"}");
        String name = "[:find ?n . :where [:item/switch :item/name ?n]]";
        succeeds(load(schema, on, off, onAgain));
        assertThat(stator.run("query", "--db", "items", "--format", "edn", name).out())
                .isEqualTo("\"on\"\n");
        succeeds(load(schema, on, off, onAgain));
        assertThat(stator.run("query", "--db", "items", "--format", "edn", name).out())
                .isEqualTo("\"on\"\n");
    }

    @Test
    void filesThatOnlyBeginAlikeAreDifferentFiles() {
        Path schema = file("schema.edn", SCHEMA);
        succeeds(load(schema, file("a.edn", items(0, 10) + items(100, 110))));
        succeeds(load(file("b.edn", items(0, 5) + items(200, 205))));
        isIn(30);
    }

    @Test
    void dataOfThePastMayBeLoaded() {
        succeeds(load(
                "--batch",
                1,
                file("past.edn", "[:db/add \"datomic.tx\" :db/txInstant #inst \"1999-01-01\"]\n"),
                file("schema.edn", SCHEMA)));
        assertThat(stator.run(
                                "query",
                                "--db",
                                "items",
                                "--as-of",
                                "1999-06-01",
                                "--format=edn",
                                "[:find (max ?t) . :where [_ :db/txInstant ?t]]")
                        .out())
                .isEqualTo("#inst \"1999-01-01T00:00:00.000-00:00\"\n");
    }

    @Test
    void aDirectoryWithoutDataIsNotFound() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Outcome outcome = load(empty);
        assertThat(outcome.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(outcome.err()).startsWith("stator: not-found: ").contains("empty");
    }

    @Test
    void aFileThatBeginsLikeOneBeforeItGoesOnWhereThatEnds() {
        String items = items(0, 2_000);
        Outcome outcome = load(
                file("schema.edn", SCHEMA),
                file("a.edn", items),
                file("b.edn", "; the same\n" + items),
                file("c.edn", items + "{:item/name \"one more\"}"));
        succeeds(outcome);
        assertThat(outcome.err())
                .contains("b.edn: all 2000 forms were in already", "c.edn: 2000 forms were in already, 1 added");
        isIn(2_001);
    }

    @Test
    void aFileThatWasChangedWhereItIsInAlreadyIsSaidToBeTakenForAnother() {
        succeeds(load(file("schema.edn", SCHEMA), file("items.edn", items(0, 3))));
        Outcome outcome = load(file("items.edn", items(0, 1) + "{:item/name \"new\"}" + items(2, 3)));
        succeeds(outcome);
        assertThat(outcome.err())
                .contains(
                        "items.edn: 3 forms of a file of this name are in, and this one does not begin with all of them");
        isIn(6);
        assertThat(load(file("items.edn", items(0, 3) + items(7, 8))).err())
                .contains("items.edn: 3 forms were in already, 1 added")
                .doesNotContain("another file");
    }

    @Test
    void aFileThatTookThePlaceOfOneWhoseImportEndedEarlyIsRefused() {
        String wrong = "{:item/name 7}";
        Path items = file("items.edn", items(0, 3) + wrong);
        assertThat(load(file("schema.edn", SCHEMA), items).code()).isEqualTo(ExitCode.INCORRECT);
        isIn(3);
        for (String changed : List.of(
                "{:item/name \"new\"}" + items(1, 4),
                items(0, 1) + "{:item/name \"new\"}" + items(2, 4),
                items(0, 2),
                items(1, 4))) {
            Outcome outcome = load(file("items.edn", changed));
            assertThat(outcome.code()).isEqualTo(ExitCode.CONFLICT);
            assertThat(outcome.err())
                    .contains("items.edn: an import of a file of this name ended early with 3 forms in")
                    .contains("is read by another mapping")
                    .contains("give it another name");
            isIn(3);
        }
        succeeds(load(file("items.edn", items(0, 3) + items(5, 6))));
        isIn(4);
        succeeds(load(file("items.edn", items(7, 8))));
        isIn(5);
    }

    @Test
    void filesOfOneNameInSeveralDirectoriesAreNotTakenForEachOther() throws IOException {
        Path schema = file("schema.edn", SCHEMA);
        List<Path> all = new ArrayList<>(List.of(schema));
        for (int i = 0; i < 5; i++) {
            Path there = Files.createDirectory(directory.resolve("d" + i));
            all.add(Files.writeString(there.resolve("part.edn"), items(i * 3_000, (i + 1) * 3_000)));
        }
        succeeds(load(all.toArray(Path[]::new)));
        isIn(15_000);
    }
}
