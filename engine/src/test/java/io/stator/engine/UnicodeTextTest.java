package io.stator.engine;

import static io.stator.TxData.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Index;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.UnicodeText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text with a surrogate that has no partner is written nowhere, and found nowhere. */
final class UnicodeTextTest {
    private static final String HIGH = "\uD83D";
    private static final String LOW = "\uDE00";

    private static final Functions FUNCTIONS = Functions.none()
            .withTransactionFunction(
                    "my/name", (database, arguments) -> TxData.of(Map.of(":p/name", "in a function " + HIGH)));

    private final Client client = Stator.inMemory(FUNCTIONS);
    private Connection connection = connect();

    private Connection connect() {
        client.createDatabase("texts");
        return client.connect("texts");
    }

    @BeforeEach
    void install() {
        connection = connect();
        connection.transact(TxData.schema(
                Attribute.string(":p/name").identity(),
                Attribute.keyword(":p/kind"),
                Attribute.symbol(":p/symbol"),
                Attribute.ref(":p/friend"),
                Attribute.tuple(":p/pair", ValueType.STRING, ValueType.KEYWORD)));
        connection.transact(
                List.of(Map.of(":p/name", "?"), Map.of(":p/name", "\uFFFD"), Map.of(":p/name", HIGH + LOW)));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Map<String, TxData> waysToSay(String text) {
        Map<String, TxData> ways = new LinkedHashMap<>();
        ways.put("list", TxData.of(List.of(Arrays.asList(":db/add", "e", ":p/name", text))));
        ways.put("map", TxData.of(Map.of(":p/name", text)));
        ways.put("builder", TxData.of(entity().with(":p/name", new StringBuilder(text))));
        ways.put("form", TxData.of(TxData.add("e", ":p/name", text)));
        ways.put("retraction", TxData.of(TxData.retract(TxData.lookup(":p/name", "?"), ":p/name", text)));
        ways.put("compare and set", TxData.of(TxData.cas(TxData.lookup(":p/name", "?"), ":p/name", "?", text)));
        ways.put("keyword", TxData.of(Map.of(":p/name", "k", ":p/kind", Keyword.of("kind", text + "x"))));
        ways.put("namespace", TxData.of(Map.of(":p/name", "k", ":p/kind", Keyword.of(text, "x"))));
        ways.put("keyword as text", TxData.of(Map.of(":p/name", "k", ":p/kind", ":kind/" + text)));
        ways.put("symbol", TxData.of(Map.of(":p/name", "s", ":p/symbol", Symbol.of("s", text))));
        ways.put("text of a tuple", TxData.of(Map.of(":p/name", "t", ":p/pair", List.of(text, ":k/k"))));
        ways.put("keyword of a tuple", TxData.of(Map.of(":p/name", "t", ":p/pair", List.of("t", ":k/" + text))));
        ways.put("ident", TxData.of(Map.of(":db/ident", ":p/" + text)));
        ways.put("doc", TxData.of(Map.of(":p/name", "d", ":db/doc", text)));
        ways.put("attribute", TxData.schema(Attribute.string(":p/new" + text)));
        ways.put("tempid", TxData.of(entity(text).with(":p/name", "e")));
        ways.put("tempid in a list", TxData.of(TxData.add(text, ":p/name", "e")));
        ways.put("tempid of a target", TxData.of(TxData.add("e", ":p/friend", text), TxData.add(text, ":p/name", "e")));
        ways.put("nested", TxData.of(Map.of(":p/name", "n", ":p/friend", Map.of(":p/name", text))));
        return ways;
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "a\uD83D", "\uDE00b", "\uDE00\uD83D", "\uD83D\uD83D\uDE00"})
    void nothingOfItIsWritten(String text) {
        long t = connection.db().t();
        waysToSay(text).forEach((way, data) -> {
            for (TxData each : List.of(data, data.withSubmissionId("s-" + way))) {
                Anomaly refused = catchThrowableOfType(Anomaly.class, () -> connection.transact(each));
                assertThat(refused).as(way).isInstanceOf(Anomaly.Incorrect.class);
                assertThat(refused.error()).as(way).isEqualTo(Keyword.of("db.error", "malformed-text"));
                assertThat(refused).as(way).hasMessageContaining(UnicodeText.escaped(text));
                assertThat(UnicodeText.isWellFormed(String.valueOf(refused.getMessage())))
                        .as(way)
                        .isTrue();
                assertThat(UnicodeText.isWellFormed(refused.data().toString()))
                        .as(way)
                        .isTrue();
            }
            assertThat(catchThrowableOfType(Anomaly.class, () -> connection.db().with(data)))
                    .as(way)
                    .isInstanceOf(Anomaly.Incorrect.class);
        });
        assertThat(connection.db().t()).isEqualTo(t);
    }

    @Test
    void textOfEdnIsReadAndRefused() {
        assertThat(catchThrowableOfType(Anomaly.class, () -> connection.transact("[{:p/name \"a\\uD83D\"}]")))
                .hasMessageContaining("the value of :p/name")
                .hasMessageContaining("a\\ud83d");
        connection.transact("[{:p/name \"\\uD83D\\uDE01\"}]");
        assertThat(connection.db().entityId(TxData.lookup(":p/name", "\uD83D\uDE01")))
                .isPresent();
    }

    @Test
    void functionsNamesAndSubmissionsAreRefused() {
        assertThat(catchThrowableOfType(Anomaly.class, () -> connection.transact(TxData.of(TxData.call("my/name")))))
                .hasMessageContaining("in a function \\ud83d");
        assertThat(catchThrowableOfType(Anomaly.Incorrect.class, () -> client.createDatabase("a" + LOW)))
                .hasMessageContaining("a\\ude00");
        assertThat(catchThrowableOfType(
                        Anomaly.Incorrect.class, () -> TxData.of().withSubmissionId(HIGH)))
                .hasMessageContaining("a submission id");
    }

    @Test
    void aSubmissionIsNotTakenForAnotherThatIsMalformed() {
        connection.transact(TxData.of(Map.of(":p/name", "one ?")).withSubmissionId("one"));
        assertThat(catchThrowableOfType(
                        Anomaly.class,
                        () -> connection.transact(
                                TxData.of(Map.of(":p/name", "one " + HIGH)).withSubmissionId("one"))))
                .isInstanceOf(Anomaly.Conflict.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\uD83D", "\uDE00", "\uDE00\uD83D"})
    void nothingIsFoundByIt(String text) {
        Database database = connection.db();
        assertThat(database.entityId(TxData.lookup(":p/name", text))).isEmpty();
        assertThat(database.pull("[:p/kind]", TxData.lookup(":p/name", text))).isEmpty();
        assertThat(database.datoms(Index.AVET, ":p/name", text).list()).isEmpty();
        assertThat(database.<List<?>>q("[:find ?e :in $ ?n :where [?e :p/name ?n]]", text))
                .isEmpty();
        assertThat(database.<List<?>>q(
                        List.of(":find", Symbol.of("?e"), ":where", Arrays.asList(Symbol.of("?e"), ":p/name", text))))
                .isEmpty();
        assertThat(database.<List<?>>q("[:find ?e :where [(subs \"\uD83D\uDE00\" 0 1) ?n] [?e :p/name ?n]]"))
                .isEmpty();
    }

    @Test
    void pairsAreKept() {
        Database database = connection.db();
        assertThat(database.<String>q("[:find ?n . :in $ ?n :where [?e :p/name ?n]]", HIGH + LOW))
                .isEqualTo(HIGH + LOW);
        assertThat(database.<List<?>>q("[:find [?n ...] :where [_ :p/name ?n]]"))
                .hasSize(3);
    }
}
