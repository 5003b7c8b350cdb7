package io.stator.cli;

import io.stator.Connection;
import io.stator.TxData;
import io.stator.TxReport;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A database with one of everything that could get lost on the way. */
final class OddHistory {
    static final List<List<Object>> VALUES = List.of(
            Arrays.asList(
                    "string",
                    "",
                    "\u0000 \" \\ \n\t\u2028 \uD83D\uDE00",
                    ":a/b",
                    "nil",
                    "datomic.tx",
                    "x".repeat(4096)),
            Arrays.asList("long", 0L, Long.MIN_VALUE, Long.MAX_VALUE, -1L),
            Arrays.asList("boolean", true, false),
            Arrays.asList(
                    "double",
                    0.0,
                    1e300,
                    Double.MIN_VALUE,
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    0.1),
            Arrays.asList(
                    "float",
                    0.1f,
                    Float.MIN_VALUE,
                    Float.MAX_VALUE,
                    Float.NaN,
                    Float.NEGATIVE_INFINITY,
                    16_777_217f,
                    1e-7f),
            Arrays.asList(
                    "bigdec",
                    new BigDecimal("1.0"),
                    new BigDecimal("1.000"),
                    new BigDecimal("-1E+30"),
                    new BigDecimal("0E-12")),
            Arrays.asList("bigint", BigInteger.ZERO, BigInteger.TWO.pow(3_000).negate()),
            Arrays.asList(
                    "instant",
                    Instant.EPOCH,
                    Instant.parse("-0044-03-15T00:00:00.001Z"),
                    Instant.parse("-200000000-01-01T00:00:00Z"),
                    Instant.parse("+200000000-01-01T00:00:00Z")),
            Arrays.asList("uuid", new UUID(-1, 0), new UUID(0, -1)),
            Arrays.asList("uri", URI.create("http://a/b?c=%20d#e"), URI.create("urn:x:y"), URI.create("")),
            Arrays.asList(
                    "keyword",
                    Keyword.of("a"),
                    Keyword.of("a.b", "c"),
                    Keyword.of("with space", "and/slash \"x\""),
                    Keyword.of("1")),
            Arrays.asList(
                    "symbol",
                    Symbol.of("nil"),
                    Symbol.of("true"),
                    Symbol.of("a b", "c"),
                    Symbol.of("/"),
                    Symbol.of("x")),
            Arrays.asList("bytes", new byte[0], new byte[] {0, -1, 127}));

    private OddHistory() {}

    private static Map<String, Object> attribute(String name, String type, String cardinality, Object... more) {
        java.util.LinkedHashMap<String, Object> form = new java.util.LinkedHashMap<>();
        form.put(":db/ident", ":" + name);
        form.put(":db/valueType", ":db.type/" + type);
        form.put(":db/cardinality", ":db.cardinality/" + cardinality);
        for (int i = 0; i < more.length; i += 2) {
            form.put((String) more[i], more[i + 1]);
        }
        return form;
    }

    /** Makes it of a new database. */
    static void make(Connection connection) {
        values(connection);
        schema(connection);
        entities(connection);
    }

    private static void values(Connection connection) {
        connection.transact("[{:db/id \"datomic.tx\" :db/txInstant #inst \"1999-12-31T23:59:59.999\"}]");
        for (List<Object> row : VALUES) {
            String type = (String) row.get(0);
            connection.transact(
                    List.of(attribute("many/" + type, type, "many"), attribute("one/" + type, type, "one")));
            List<Object> values = row.subList(1, row.size());
            List<Object> forms = new ArrayList<>();
            values.forEach(value -> forms.add(Arrays.asList(":db/add", "e", ":many/" + type, value)));
            long e = connection.transact(forms).id("e");
            for (Object value : values) {
                connection.transact(List.of(Arrays.asList(":db/add", e, ":one/" + type, value)));
            }
            connection.transact(List.of(Arrays.asList(":db/retract", e, ":many/" + type, values.get(0))));
        }
    }

    private static void schema(Connection connection) {
        connection.transact("""
                [{:db/ident :t/x :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :t/y :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
                 {:db/ident :t/both :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
                  :db/tupleAttrs [:t/x :t/y] :db/unique :db.unique/identity}
                 {:db/ident :t/mixed :db/valueType :db.type/tuple :db/cardinality :db.cardinality/many
                  :db/tupleTypes [:db.type/ref :db.type/double :db.type/keyword]}
                 {:db/ident :t/refs :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one
                  :db/tupleType :db.type/ref}
                 {:db/ident :t/forgets :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/noHistory true}
                 {:db/ident :t/part :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}
                 {:db/ident :t/judged :db/valueType :db.type/long :db/cardinality :db.cardinality/one
                  :db/doc "has predicates later"}
                 {:db/ident :t/note :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
                 {:db/ident :color/red} {:db/ident :color/blue}
                 {:db/id "p" :db/ident :my/partition} [:db/add :db.part/db :db.install/partition "p"]]""");
    }

    private static void entities(Connection connection) {
        long a = connection.transact("""
                        [{:db/force-partition {"elsewhere" :my/partition "implied" 2305847407260205056}}
                         {:db/id "a" :t/x "one" :t/y :color/red :t/mixed [[:color/red ##NaN :k] ["b" nil nil]]
                          :t/part [{:db/doc "a part"} {:db/id "b" :t/x "two"}] :t/refs ["a" nil "b" :color/blue]}
                         {:db/id "elsewhere" :t/x "elsewhere"} {:db/id "implied" :t/x "implied" :t/y "elsewhere"}
                         {:db/id "datomic.tx" :t/note "the first" :t/y "a"}]""").id("a");
        connection.transact("[[:db/retract \"unsaid\" :t/x \"nobody\"] [:db/add \"after a gap\" :t/x \"after\"]]");
        TxReport noted = connection.transact(List.of(
                Arrays.asList(":db/add", a, ":t/x", "three"), Arrays.asList(":db/add", a, ":t/y", ":color/blue")));
        long tx = 13_194_139_533_312L | noted.t();
        connection.transact(List.of(
                Arrays.asList(":db/add", tx, ":t/note", "said later"),
                Arrays.asList(":db/add", a, ":t/y", tx),
                Arrays.asList(":db/add", "z", ":t/y", 17_592_186_999_999L)));
        for (int i = 0; i < 120; i++) {
            connection.transact(List.of(Arrays.asList(":db/add", a, ":t/forgets", (long) i)));
        }
        connection.transact("[[:db/add :t/x :db/ident :u/x]]");
        connection.transact("[[:db/add :t/note :db/ident :u/note] {:db/ident :t/again :db/valueType :db.type/long"
                + " :db/cardinality :db.cardinality/many :db/unique :db.unique/value}]");
        connection.transact("[{:db/id \"n\" :u/x \"five\" :t/again [1 2] :u/note \"by the new name\"}]");
        connection.transact("[[:db/add :t/note :db/cardinality :db.cardinality/many] [:db/retract :t/again :db/unique"
                + " :db.unique/value] [:db/add :t/part :db/isComponent false] [:db/add :t/mixed :db/doc \"mixed\"]]");
        connection.transact(
                "[{:db/ident :color/red :db/doc \"a color\"} [:db/retract :color/blue :db/ident :color/blue]]");
        connection.transact("[{:db/ident :t/note :db/doc \"an entity with the first name of an attribute\"}]");
        connection.transact(List.of(List.of(":db/retractEntity", a)));
        connection.transact("[{:db/ident :u/late :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one"
                + " :db/tupleAttrs [:t/forgets :u/x]}]");
        connection.transact("[[:db/add :t/judged :db.attr/preds my.own/judge] [:db/add 14 :db/doc \"a small id\"]]");
        connection.transact(List.of());
        connection.transact(TxData.of(Map.of(":db/ident", ":s/spec", ":db.entity/attrs", List.of(":u/x", ":t/y"))));
    }
}
