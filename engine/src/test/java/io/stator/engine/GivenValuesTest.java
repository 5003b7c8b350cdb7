package io.stator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Conversion;
import io.stator.Conversions;
import io.stator.Database;
import io.stator.Namespace;
import io.stator.Stator;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.CharBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every form of a value means the same, or is refused alike, through every entrance. */
final class GivenValuesTest {
    private static final Instant WHEN = Instant.parse("2020-02-29T12:00:00.123Z");
    private static final Keyword FOUND = Keyword.of("found");
    private static final Keyword REFUSED = Keyword.of("refused");
    private static final Keyword NOBODY = Keyword.of("nobody");

    private final Client client = Stator.inMemory(Entrances.FUNCTIONS);

    @AfterEach
    void close() {
        client.close();
    }

    @Namespace("a")
    private enum Letter {
        B
    }

    private record OwnLong(long value) {}

    private record OwnText(String value) {}

    private static final class OwnTime {
        private final Instant time;

        OwnTime(Instant time) {
            this.time = time;
        }
    }

    static {
        Conversions.register(
                Conversion.of(OwnLong.class, Long.class, OwnLong::value, OwnLong::new),
                Conversion.of(OwnText.class, String.class, OwnText::value, OwnText::new),
                Conversion.of(OwnTime.class, Instant.class, own -> own.time, OwnTime::new));
    }

    private static final List<Object> NO_VALUES = List.of(
            Optional.of("a"),
            Optional.empty(),
            OptionalLong.of(5),
            LocalDate.of(2020, 2, 29),
            LocalDateTime.of(2020, 2, 29, 12, 0),
            Year.of(2020),
            new LongAdder(),
            new Object(),
            new char[] {'a'},
            Stream.of("a"));

    private static final List<Entrances.Meant> MEANT = List.of(
            new Entrances.Meant(
                    ":v/long",
                    5L,
                    List.of(5L, 5, (short) 5, (byte) 5, new AtomicLong(5), new AtomicInteger(5), new OwnLong(5)),
                    NO_VALUES),
            new Entrances.Meant(
                    ":v/string",
                    "text",
                    List.of(
                            "text",
                            new StringBuilder("text"),
                            new StringBuffer("text"),
                            CharBuffer.wrap("text"),
                            new Text("text"),
                            new OwnText("text")),
                    with(NO_VALUES, 't')),
            new Entrances.Meant(
                    ":v/instant",
                    WHEN,
                    List.of(
                            WHEN,
                            Date.from(WHEN),
                            java.sql.Timestamp.from(WHEN),
                            WHEN.atOffset(ZoneOffset.ofHours(-3)),
                            WHEN.atZone(ZoneId.of("Asia/Tokyo")),
                            GregorianCalendar.from(WHEN.atZone(ZoneOffset.UTC)),
                            WHEN.plusNanos(1),
                            new OwnTime(WHEN)),
                    NO_VALUES),
            new Entrances.Meant(
                    ":v/keyword",
                    Keyword.of("a", "b"),
                    List.of(Keyword.of("a", "b"), ":a/b", new StringBuilder(":a/b"), Letter.B),
                    with(NO_VALUES, ":a/", ":/b", new StringBuilder(":a/"))),
            new Entrances.Meant(":v/symbol", Symbol.of("a", "b"), List.of(Symbol.of("a", "b")), NO_VALUES),
            new Entrances.Meant(":v/bigint", BigInteger.TEN, List.of(BigInteger.TEN, new Sub(10)), NO_VALUES),
            new Entrances.Meant(
                    ":v/bigdec",
                    new BigDecimal("1.50"),
                    List.of(new BigDecimal("1.50"), new SubDecimal("1.50")),
                    NO_VALUES),
            new Entrances.Meant(":v/double", 1.5, List.of(1.5), NO_VALUES),
            new Entrances.Meant(":v/float", 1.5f, List.of(1.5f, 1.5), NO_VALUES),
            new Entrances.Meant(":v/boolean", true, List.of(true), NO_VALUES),
            new Entrances.Meant(":v/uuid", new UUID(1, 2), List.of(new UUID(1, 2)), NO_VALUES),
            new Entrances.Meant(":v/uri", URI.create("u:x"), List.of(URI.create("u:x")), NO_VALUES),
            new Entrances.Meant(
                    ":v/tuple",
                    EdnVector.of(7L, "text", Keyword.of("a", "b"), WHEN),
                    List.of(
                            EdnVector.of(7L, "text", Keyword.of("a", "b"), WHEN),
                            Arrays.asList((byte) 7, new StringBuilder("text"), ":a/b", Date.from(WHEN)),
                            new LinkedList<>(List.of(7, "text", ":a/b", WHEN.atOffset(ZoneOffset.UTC))),
                            new ArrayDeque<>(List.of(7, "text", ":a/b", WHEN)),
                            new Object[] {new AtomicLong(7), "text", ":a/b", WHEN},
                            List.of(new OwnLong(7), new OwnText("text"), Letter.B, new OwnTime(WHEN))),
                    List.of(
                            EdnVector.of(7L, Optional.of("text"), Keyword.of("a", "b"), WHEN),
                            EdnVector.of(7L, "text", ":a/", WHEN),
                            EdnVector.of(7L, 't', Keyword.of("a", "b"), WHEN),
                            Arrays.asList(7L, "text", Keyword.of("a", "b"), LocalDate.of(2020, 2, 29)))));

    /** Text of a class of a program's own. */
    private record Text(String text) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class Sub extends BigInteger {
        private static final long serialVersionUID = 1L;

        Sub(long value) {
            super(Long.toString(value));
        }
    }

    private static final class SubDecimal extends BigDecimal {
        private static final long serialVersionUID = 1L;

        SubDecimal(String value) {
            super(value);
        }
    }

    private static List<Object> with(List<Object> first, Object... more) {
        List<Object> all = new ArrayList<>(first);
        all.addAll(Arrays.asList(more));
        return all;
    }

    private Connection connection(String name) {
        client.createDatabase(name);
        Connection connection = client.connect(name);
        List<Object> schema = new ArrayList<>();
        for (String type : List.of(
                "long", "string", "instant", "keyword", "symbol", "bigint", "bigdec", "double", "float", "boolean",
                "uuid", "uri")) {
            schema.add(Map.of(
                    ":db/ident",
                    ":v/" + type,
                    ":db/valueType",
                    ":db.type/" + type,
                    ":db/cardinality",
                    ":db.cardinality/one",
                    ":db/unique",
                    ":db.unique/identity"));
        }
        schema.add(Map.of(
                ":db/ident", ":v/tuple",
                ":db/valueType", ":db.type/tuple",
                ":db/tupleTypes", List.of(":db.type/long", ":db.type/string", ":db.type/keyword", ":db.type/instant"),
                ":db/cardinality", ":db.cardinality/one",
                ":db/unique", ":db.unique/identity"));
        schema.add(Map.of(
                ":db/ident", ":v/note", ":db/valueType", ":db.type/string", ":db/cardinality", ":db.cardinality/one"));
        schema.add(Map.of(
                ":db/ident", ":v/ref", ":db/valueType", ":db.type/ref", ":db/cardinality", ":db.cardinality/one"));
        connection.transact(schema);
        return connection;
    }

    @TestFactory
    Stream<DynamicContainer> formsMeanTheSameThroughEveryEntrance() {
        Connection connection = connection("values");
        Database empty = connection.db();
        return MEANT.stream().map(meant -> {
            Database there = empty.with(List.of(Map.of(meant.attribute(), meant.value(), ":v/note", "there")))
                    .dbAfter();
            List<DynamicTest> tests = new ArrayList<>();
            Entrances.reads().forEach((name, entrance) -> addTests(tests, name, entrance, there, meant));
            Entrances.changes().forEach((name, entrance) -> addTests(tests, name, entrance, there, meant));
            Entrances.writes().forEach((name, entrance) -> addTests(tests, name, entrance, empty, meant));
            return DynamicContainer.dynamicContainer(meant.attribute(), tests);
        });
    }

    @Test
    void whatIsNoValueHasNoOrderWithOneButFunctionsMayHaveIt() {
        Database database = connection("compared").db();
        for (Object form : NO_VALUES) {
            for (String call : List.of("(< ?x 5)", "(> \"a\" ?x)", "(<= ?x #inst \"2020\")", "(>= :a ?x)")) {
                assertThatThrownBy(() -> database.q("[:find ?x :in $ ?x :where [" + call + "]]", form))
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageContaining(form.getClass().getTypeName());
            }
            assertThat(database.<Object>q("[:find ?y . :in $ ?x :where [(my/same ?x) ?y]]", form))
                    .isSameAs(form);
        }
        assertThat(database.<List<?>>q(
                        "[:find ?y :in $ [?x ...] ?y :where [(< ?x ?y)]]",
                        List.of(LocalDate.EPOCH),
                        LocalDate.EPOCH.plusDays(1)))
                .hasSize(1);
    }

    private static void addTests(
            List<DynamicTest> tests,
            String name,
            Entrances.Entrance entrance,
            Database database,
            Entrances.Meant meant) {
        tests.add(DynamicTest.dynamicTest(name, () -> {
            Map<String, Keyword> wrong = new LinkedHashMap<>();
            for (Object form : meant.forms()) {
                note(wrong, FOUND, outcome(entrance, database, meant, form), form);
            }
            for (Object form : meant.refused()) {
                note(wrong, REFUSED, outcome(entrance, database, meant, form), form);
            }
            assertThat(wrong).isEmpty();
        }));
    }

    private static void note(Map<String, Keyword> wrong, Keyword expected, Keyword outcome, Object form) {
        if (outcome != expected) {
            wrong.put(form.getClass().getSimpleName() + " " + form, outcome);
        }
    }

    /** Returns what came of a form; a refusal must be an anomaly that names its class, or the text that is no keyword. */
    private static Keyword outcome(Entrances.Entrance entrance, Database database, Entrances.Meant meant, Object form) {
        Entrances.FORM.set(form);
        try {
            return entrance.isMeant(database, meant, form) ? FOUND : NOBODY;
        } catch (Anomaly.Incorrect refusal) {
            Object told = form instanceof List<?> list ? String.valueOf(Set.copyOf(list)) : form;
            boolean text = told instanceof CharSequence || form instanceof List;
            assertThat(refusal)
                    .hasMessageContaining(
                            text
                                    ? meant.attribute().substring(0, 1)
                                    : form.getClass().getTypeName());
            return REFUSED;
        }
    }
}
