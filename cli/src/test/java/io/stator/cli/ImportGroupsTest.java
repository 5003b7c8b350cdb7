package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.cli.Command.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file says to be together is in one transaction, whatever the size of batches; what cannot be kept is refused. */
final class ImportGroupsTest {
    private static final String SCHEMA = """
            {:db/ident :x/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
            {:db/ident :x/note :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
            {:db/ident :x/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
            {:db/ident :x/next :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
            {:db/ident :x/all :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
            """;

    @TempDir
    private Path directory;

    private Command stator;

    @BeforeEach
    void system() {
        stator = new Command(directory.resolve("data"));
    }

    private Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Outcome load(Object... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "import";
        all[1] = "--db";
        all[2] = "x";
        Arrays.setAll(all, i -> i < 3 ? all[i] : String.valueOf(arguments[i - 3]));
        return stator.run(all);
    }

    private void load(int batch, String text) {
        Outcome outcome = load("--batch", batch, file("schema.edn", SCHEMA), file("data.edn", text));
        assertThat(outcome.err()).doesNotContain("stator:");
        assertThat(outcome.code()).isZero();
    }

    private void refuses(String text, String... details) {
        Outcome outcome = load(file("schema.edn", SCHEMA), file("data.edn", text));
        assertThat(outcome.code()).isNotZero();
        assertThat(outcome.err()).contains(details);
    }

    private String ask(String query) {
        return stator.run("query", "--db", "x", "--format", "edn", query)
                .out()
                .strip()
                .replaceAll("\\R\\s*", " ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1000})
    void negativeNumbersMeanOneEntity(int batch) {
        load(
                batch,
                "{:db/id -1 :x/name \"Ann\"}\n{:x/note \"between\"}\n{:db/id -1 :x/age 3} [:db/add -1N :x/note \"n\"]");
        assertThat(ask("[:find ?n ?a ?t :where [?e :x/name ?n] [?e :x/age ?a] [?e :x/note ?t]]"))
                .isEqualTo("[[\"Ann\" 3 \"n\"]]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1000})
    void literalsMeanOneEntity(int batch) {
        load(
                batch,
                "{:db/id #db/id[:db.part/user -1] :x/name \"Ann\"}\n{:db/id #db/id[:db.part/user -1] :x/age 3}\n"
                        + "{:db/id #db/id[:db.part/user] :x/note \"1\"} {:db/id #db/id[:db.part/user] :x/note \"2\"}");
        assertThat(ask("[:find ?n ?a :where [?e :x/name ?n] [?e :x/age ?a]]")).isEqualTo("[[\"Ann\" 3]]");
        assertThat(ask("[:find (count ?e) . :where [?e :x/note]]")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1000})
    void stringsMeanOneEntityEvenApart(int batch) {
        load(
                batch,
                "[:db/add \"a\" :x/name \"A\"] [:db/add \"b\" :x/name \"B\"] [:db/add \"a\" :x/age 1]"
                        + " [:db/add \"b\" :x/next \"c\"] {:x/name \"D\" :x/all [\"c\" {:x/name \"E\" :x/next \"a\"}]}"
                        + " {:db/id \"c\" :x/name \"C\" :x/_next \"a\"}");
        assertThat(ask("[:find ?n ?m :where [?e :x/name ?n] (or [?e :x/next ?f] [?e :x/all ?f]) [?f :x/name ?m]]"))
                .contains("[\"B\" \"C\"]", "[\"D\" \"C\"]", "[\"D\" \"E\"]", "[\"E\" \"A\"]", "[\"A\" \"C\"]");
        assertThat(ask("[:find (count ?e) . :where [?e :x/name]]")).isEqualTo("5");
    }

    @Test
    void textThatIsNoReferenceTiesNothing() {
        StringBuilder text = new StringBuilder("{:db/id \"n\" :x/name \"n\"}\n");
        for (int i = 0; i < 50; i++) {
            text.append("{:x/note \"n\" :x/age -1}\n");
        }
        Outcome outcome = load("--batch", 10, file("schema.edn", SCHEMA), file("data.edn", text.toString()));
        assertThat(outcome.out()).contains("imported 56 entities in 7 transactions");
    }

    @Test
    void aConflictDividesABatchOnlyBetweenGroups() {
        load(
                1000,
                "{:x/name \"A\" :x/note \"1\"} {:x/name \"A\" :x/note \"2\"} {:db/id \"r\" :x/note \"first\"}"
                        + " {:db/id \"r\" :x/name \"R\"} {:x/name \"A\" :x/note \"3\"}");
        assertThat(ask("[:find ?n ?a :where [?r :x/name \"R\"] [?r :x/note ?n] [?e :x/name \"A\"] [?e :x/note ?a]]"))
                .isEqualTo("[[\"first\" \"3\"]]");
        assertThat(ask("[:find (count ?e) . :where [?e :x/note]]")).isEqualTo("2");
    }

    @Test
    void aCollectionIsOneTransactionAndFailsAsOne() {
        refuses(
                "{:x/name \"before\"}\n[{:db/id \"r\" :x/note \"first\"}\n {:x/name \"A\" :x/note \"1\"}\n"
                        + " {:x/name \"A\" :x/note \"2\"}\n {:db/id \"r\" :x/name \"R\"}]",
                "data.edn line 4 (form 4), in the one transaction of lines 2 to 5 (forms 2 to 5): ");
        assertThat(ask("[:find [?n ...] :where [_ :x/name ?n]]")).isEqualTo("[\"before\"]");
        assertThat(ask("[:find (count ?n) . :where [_ :x/note ?n]]")).isEqualTo("nil");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void factsAboutTransactionsAreOnTheirOwn(int batch) {
        load(
                batch,
                "[{:x/name \"A\"} [:db/add \"datomic.tx\" :x/note \"one\"]]\n{:x/name \"alone\"}\n"
                        + "[[:db/add #db/id[:db.part/tx] :x/note \"two\"] {:x/name \"B\"} {:db/id \"t\" :x/name \"C\"}]"
                        + " ({:db/id \"t\" :x/name \"D\"})");
        assertThat(ask("[:find ?note ?name :where [_ :x/name ?name ?tx] [?tx :x/note ?note]]"))
                .isIn(
                        "[[\"one\" \"A\"] [\"two\" \"B\"] [\"two\" \"C\"]]",
                        "[[\"one\" \"A\"] [\"two\" \"C\"] [\"two\" \"B\"]]");
        assertThat(ask("[:find (count ?e) . :where [?e :x/name]]")).isEqualTo("5");
    }

    @Test
    void whatDependsOnTheDatabaseMeetsTheFormsBeforeIt() {
        load(
                1000,
                "{:x/name \"A\" :x/age 1} [:db/cas [:x/name \"A\"] :x/age 1 2] [:db/cas [:x/name \"A\"] :x/age 2 3]"
                        + " {:x/name \"B\"} [:db/retractEntity [:x/name \"B\"]] {:x/name \"B\" :x/age 7}"
                        + " {:db/id [:x/name \"A\"] :x/name \"Z\"} {:x/name \"A\" :x/age 9}");
        assertThat(ask("[:find ?n ?a :where [?e :x/name ?n] [?e :x/age ?a]]"))
                .contains("[\"Z\" 3]", "[\"B\" 7]", "[\"A\" 9]");
    }

    @Test
    void aTemporaryIdOnBothSidesOfATransactionIsRefused() {
        refuses(
                "{:x/name \"first\"}\n{:db/id \"a\" :x/name \"A\"}\n[{:x/name \"B\"}]\n{:db/id \"a\" :x/age 1}",
                "data.edn line 2: a temporary id of this form is used again behind line 3",
                "nothing of this file was written");
        assertThat(ask("[:find (count ?n) . :where [_ :x/name ?n]]")).isEqualTo("nil");
    }

    @Test
    void tooMuchForOneTransactionIsRefused() {
        StringBuilder text = new StringBuilder("{:db/id \"a\" :x/name \"A\"}\n");
        for (int i = 0; i < FileScan.TRANSACTION_FORMS_MAX; i++) {
            text.append("{:x/age 1}\n");
        }
        refuses(
                text + "{:db/id \"a\" :x/age 2}",
                "data.edn line 1: " + (FileScan.TRANSACTION_FORMS_MAX + 2)
                        + " forms from here on are tied by temporary ids",
                "lookup refs",
                "nothing of this file was written");
        refuses("\n[" + text + "]", "data.edn line 2: the collection that begins here is one transaction", "--flatten");
        assertThat(ask("[:find (count ?e) . :where [?e :x/age]]")).isEqualTo("nil");
        Outcome outcome = load("--flatten", "--batch", 50_000, file("data.edn", "\n[" + text + "]"));
        assertThat(outcome.out()).startsWith("imported 100,001 entities in 3 transactions");
    }

    @Test
    void formsBehindThoseThatAreInMayNotShareTheirTemporaryIds() {
        load(1000, "{:db/id \"a\" :x/name \"A\"}\n{:x/name \"B\"}\n");
        refuses(
                "{:db/id \"a\" :x/name \"A\"}\n{:x/name \"B\"}\n{:db/id \"a\" :x/age 1}",
                "data.edn line 1: the first 2 forms are in already, but forms behind them belong to the transaction that begins"
                        + " here");
    }

    @Test
    void aMalformedFileIsInUpToItsFirstTemporaryId() {
        refuses("{:x/name \"A\"}\n{:db/id \"b\" :x/name \"B\"}\n{:x/name", "data.edn line 3");
        assertThat(ask("[:find [?n ...] :where [_ :x/name ?n]]")).isEqualTo("[\"A\"]");
        load(1, "{:x/name \"A\"}\n{:db/id \"b\" :x/name \"B\"}\n{:db/id \"b\" :x/age 1}");
        assertThat(ask("[:find ?n . :where [?e :x/age 1] [?e :x/name ?n]]")).isEqualTo("\"B\"");
    }

    @Test
    void aFailedImportLeavesNoEmptyDatabase() {
        assertThat(load(file("data.edn", "{:nothing/known 1}")).code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(load(file("data.edn", "{:nothing/known")).code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(stator.run("databases", "--format", "csv").out()).doesNotContain("x,");
        stator.run("create", "--db", "x");
        assertThat(load(file("data.edn", "{:nothing/known 1}")).code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(stator.run("databases", "--format", "csv").out()).contains("x,");
    }

    @Test
    void entitiesAreCountedAndNotForms() {
        Outcome outcome = load(
                file("schema.edn", SCHEMA),
                file(
                        "data.edn",
                        "[:db/add \"a\" :x/name \"A\"] [:db/add \"a\" :x/age 1] {:x/name \"A\" :x/note \"n\"}"));
        assertThat(outcome.out()).startsWith("imported 6 entities in 2 transactions");
    }

    @Test
    void whatCannotBeReadTwiceIsRefused() {
        Outcome outcome = load(Path.of("/dev/null"));
        assertThat(outcome.code()).isEqualTo(ExitCode.INCORRECT);
        assertThat(outcome.err()).contains("/dev/null").contains("read twice");
    }
}
