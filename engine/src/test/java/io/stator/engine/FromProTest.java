package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Attribute;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Partition;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.ValueType;
import io.stator.edn.Keyword;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Datomic Pro has and Datomic Local has not, as a program in Java writes it. */
final class FromProTest {
    private static final Attribute<String> TITLE =
            Attribute.string(":book/title").identity();
    private static final Attribute<Keyword> SHELF = Attribute.keyword(":book/shelf");
    private static final Attribute<Keyword> CODE =
            Attribute.keyword(":book/code").identity();
    private static final Attribute<byte[]> COVER = Attribute.bytes(":book/cover");
    private static final Attribute<List<byte[]>> PAGES =
            Attribute.bytes(":book/pages").many();
    private static final Attribute<Long> AUTHOR = Attribute.ref(":book/author");
    private static final Attribute<List<Long>> CHAPTERS =
            Attribute.ref(":book/chapters").many().component();
    private static final Attribute<List<Object>> PLACE =
            Attribute.tuple(":book/place", ValueType.KEYWORD, ValueType.REF).identity();
    private static final Attribute<String> NAME = Attribute.string(":person/name");

    private final Client client = Stator.inMemory();
    private Connection connection;

    @BeforeEach
    void open() {
        client.createDatabase("library");
        connection = client.connect("library");
        connection.transact(TxData.schema(TITLE, SHELF, CODE, COVER, PAGES, AUTHOR, CHAPTERS, PLACE, NAME));
        connection.transact(TxData.of(
                Map.of(":db/ident", ":shelf/novels", ":db.install/_partition", ":db.part/db"),
                Map.of(":db/ident", ":shelf/poems", ":db.install/_partition", ":db.part/db")));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private long entity(Object name) {
        return connection.db().entityId(name).orElseThrow();
    }

    private Anomaly refused(Object... forms) {
        return catchThrowableOfType(Anomaly.class, () -> connection.transact(TxData.of(forms)));
    }

    @Test
    void anIndexMayBeAskedForGivenUpAndIsThereAnyway() {
        connection.transact(TxData.of(Map.of(
                ":db/ident", ":book/year",
                ":db/valueType", ":db.type/long",
                ":db/cardinality", ":db.cardinality/one",
                ":db/index", true)));
        connection.transact(TxData.of(Map.of(":book/year", 1984L)));
        connection.transact(TxData.of(TxData.entity(":book/year").with(":db/index", false)));
        connection.transact(TxData.of(TxData.retract(":book/year", ":db/index")));
        assertThat(connection.db().datoms(Index.AVET, ":book/year", 1984)).hasSize(1);
        assertThat(connection.db().pull("[:db/index]", ":book/year")).isEmpty();
    }

    @Test
    void bytesAreValuesThatAreEqualByTheirContents() {
        TxReport report = connection.transact(TxData.of(TxData.entity("book")
                .with(TITLE, "1984")
                .with(COVER, new byte[] {1, 2})
                .with(PAGES, List.of(new byte[] {3}, new byte[] {-4}, new byte[0]))));
        long book = report.id("book");
        assertThat(connection
                        .transact(TxData.of(TxData.add(book, COVER, new byte[] {1, 2})))
                        .txData())
                .hasSize(1);
        assertThat(connection.db().<Long>q("[:find ?e . :in $ ?b :where [?e :book/cover ?b]]", new byte[] {1, 2}))
                .isEqualTo(book);
        assertThat(connection.db().datoms(Index.EAVT, book, PAGES).stream().map(Datom::v))
                .containsExactly(new byte[0], new byte[] {-4}, new byte[] {3});
        connection.transact(TxData.of(TxData.cas(book, COVER, new byte[] {1, 2}, new byte[] {5})));
        assertThat(refused(TxData.cas(book, COVER, new byte[] {1, 2}, new byte[] {6})))
                .isInstanceOf(Anomaly.Conflict.class);
        assertThat(connection
                        .db()
                        .pull("[:book/cover]", List.of(":book/title", "1984"))
                        .get(Keyword.parse(":book/cover")))
                .isEqualTo(new byte[] {5});
    }

    @Test
    void theBytesOfACallerMayChangeAfterwards() {
        byte[] cover = {1, 2};
        connection.transact(TxData.of(TxData.entity().with(TITLE, "1984").with(COVER, cover)));
        cover[0] = 9;
        assertThat(connection
                        .db()
                        .pull("[:book/cover]", TxData.lookup(TITLE, "1984"))
                        .get(Keyword.parse(":book/cover")))
                .isEqualTo(new byte[] {1, 2});
    }

    @Test
    void directivesChooseThePartitionsOfNewEntities() {
        TxReport report = connection.transact(TxData.of(
                TxData.forcePartition(
                        Map.of("novel", ":shelf/novels", -7, ":shelf/poems", "far", Partition.implicit(3))),
                TxData.matchPartition(Map.of("sequel", "novel")),
                TxData.entity("novel")
                        .with(TITLE, "Dune")
                        .with(CHAPTERS, List.of(TxData.entity("one").with(TITLE, "One"))),
                TxData.entity("sequel").with(TITLE, "Dune Messiah"),
                TxData.entity(-7).with(TITLE, "Odes"),
                TxData.entity("far").with(TITLE, "Far"),
                TxData.entity("plain").with(TITLE, "Plain")));
        long novels = entity(":shelf/novels");
        for (String name : List.of("novel", "sequel", "one")) {
            assertThat(Partition.of(report.id(name))).as(name).isEqualTo(novels);
        }
        assertThat(Partition.of(report.id(-7))).isEqualTo(entity(":shelf/poems"));
        assertThat(Partition.implicitNumber(Partition.of(report.id("far")))).hasValue(3);
        assertThat(Partition.of(report.id("plain"))).isEqualTo(entity(":db.part/user"));
        TxReport later = connection.transact(TxData.of(
                TxData.matchPartition(Map.of("third", TxData.lookup(TITLE, "Dune"))),
                TxData.entity("third").with(TITLE, "Children of Dune")));
        assertThat(Partition.of(later.id("third"))).isEqualTo(novels);
    }

    @Test
    void negativeNumbersOfAnyClassAreTempids() {
        TxReport report = connection.transact(TxData.of(
                TxData.entity(-1)
                        .with(TITLE, "Dune")
                        .withRef(AUTHOR, -2)
                        .with(CHAPTERS, List.of(Map.of(":db/id", (short) -3, ":book/title", "One"))),
                TxData.add(-2L, NAME, "Frank"),
                TxData.cas(-4, CODE, null, ":code/four"),
                TxData.entity(-5).with(PLACE, List.of(":shelf/a", -2))));
        assertThat(report.tempids().keySet()).containsExactlyInAnyOrder(-1L, -2L, -3L, -4L, -5L);
        assertThat(
                        connection
                                .db()
                                .<String>q(
                                        "[:find ?n . :where [?b :book/title \"Dune\"] [?b :book/author ?a] [?a :person/name ?n]]"))
                .isEqualTo("Frank");
        assertThat(entity(TxData.lookup(CODE, Keyword.parse(":code/four")))).isEqualTo(report.id(-4));
        assertThat(entity(List.of(":book/place", List.of(Keyword.parse(":shelf/a"), report.id(-2)))))
                .isEqualTo(report.id(-5));
        assertThat(refused(TxData.entity(-1).withRef(AUTHOR, -9)).error())
                .isEqualTo(Keyword.of("db.error", "tempid-not-an-entity"));
    }

    @Test
    void stringsAreKeywordsWhereKeywordsAreMeant() {
        connection.transact(TxData.of(Map.of(":db/ident", ":person/frank", ":person/name", "Frank")));
        TxReport report = connection.transact(TxData.of(
                Map.of(":db/force-partition", Map.of("dune", ":shelf/novels")),
                Map.of(
                        ":db/id", "dune",
                        ":book/title", "Dune",
                        ":book/shelf", ":shelf/novels",
                        ":book/author", ":person/frank",
                        ":book/place", List.of(":shelf/novels", "spice"),
                        ":book/chapters", Set.of(Map.of(":book/code", ":chapter/one", ":book/shelf", ":shelf/novels"))),
                List.of(":db/add", "spice", ":person/name", ":not/a-keyword"),
                List.of(":db/add", List.of(":db/ident", ":person/frank"), ":book/code", ":code/frank")));
        assertThat(connection
                        .db()
                        .pull(
                                "[:book/shelf {:book/author [:db/ident]} {:book/chapters [:book/code]}]",
                                List.of(":book/title", "Dune"))
                        .toString())
                .contains(":shelf/novels", ":person/frank", ":chapter/one");
        assertThat(connection.db().pull("[:person/name]", report.id("spice")).get(Keyword.parse(":person/name")))
                .isEqualTo(":not/a-keyword");
        List<?> chapter = List.of(":book/code", ":chapter/one");
        connection.transact(TxData.of(
                List.of(":db/cas", chapter, ":book/shelf", ":shelf/novels", ":shelf/poems"),
                List.of(":db/add", chapter, ":book/author", List.of(":book/code", ":code/frank")),
                List.of(":db/retract", List.of(":book/title", "Dune"), ":book/shelf", ":shelf/novels"),
                Map.of(
                        ":db/id",
                        "again",
                        ":book/place",
                        List.of(":shelf/novels", report.id("spice")),
                        ":person/name",
                        "it")));
        assertThat(connection.db().<Keyword>q("[:find ?s . :where [?c :book/code :chapter/one] [?c :book/shelf ?s]]"))
                .isEqualTo(Keyword.parse(":shelf/poems"));
        assertThat(connection.db().<Long>q("[:find ?e . :where [?e :person/name \"it\"]]"))
                .isEqualTo(report.id("dune"));
        connection.transact(TxData.of(List.of(List.of(":db/retractEntity", chapter))));
        assertThat(connection.db().entityId(chapter)).isEmpty();
    }

    @Test
    void aStringIsNoKeywordOfAnotherAttribute() {
        connection.transact(TxData.of(Map.of(":book/title", ":dune")));
        assertThat(connection.db().<String>q("[:find ?t . :where [_ :book/title ?t]]"))
                .isEqualTo(":dune");
        assertThat(refused(Map.of("book/title", "Dune")).error()).isEqualTo(Keyword.of("db.error", "not-a-keyword"));
        assertThat(refused(Map.of(":book/shelf", "novels")).error())
                .isEqualTo(Keyword.of("db.error", "wrong-type-for-attribute"));
    }

    @Test
    void functionsCannotBeStoredAndTheAnomalySaysWhatToDo() {
        Anomaly anomaly =
                refused(Map.of(":db/ident", ":book/lend", ":db/lang", ":db.lang/java", ":db/code", "return null;"));
        assertThat(anomaly).isInstanceOf(Anomaly.Unsupported.class);
        assertThat(anomaly.error()).isEqualTo(Keyword.of("db.error", "unsupported"));
        assertThat(anomaly).hasMessageContaining("withTransactionFunction");
    }
}
