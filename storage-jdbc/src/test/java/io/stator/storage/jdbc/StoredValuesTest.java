package io.stator.storage.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.Transaction;
import io.stator.TxData;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values of every type, alone and in tuples, are the same after a system was closed, opened, and rewritten by an excision. */
final class StoredValuesTest {

    private static final Map<String, List<Object>> SCALARS = scalars();

    /** The type that the elements of a tuple cannot have, as in Datomic. */
    private static final String NOT_IN_TUPLES = "float";

    @TempDir
    private Path directory;

    private static Map<String, List<Object>> scalars() {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        values.put("string", List.of("", "text", "Ünï ☃ 😀 \n\u0000", "x".repeat(4_000)));
        values.put("keyword", List.of(Keyword.of("a"), Keyword.of("b.c", "d-e")));
        values.put("symbol", List.of(Symbol.of(null, "a"), Symbol.of("b.c", "d-e")));
        values.put("boolean", List.of(true, false));
        values.put("long", List.of(0L, -1L, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE));
        values.put(
                "bigint",
                List.of(
                        BigInteger.ZERO,
                        BigInteger.valueOf(-129),
                        BigInteger.ONE.shiftLeft(300).negate()));
        values.put("float", List.of(0f, -1.5f, Float.MIN_VALUE, Float.MAX_VALUE));
        values.put("double", List.of(0d, -1.5d, Double.MIN_VALUE, Double.MAX_VALUE));
        values.put(
                "bigdec",
                List.of(
                        new BigDecimal("0"),
                        new BigDecimal("1.50"),
                        new BigDecimal("-1E+300"),
                        new BigDecimal("7E-300")));
        values.put(
                "instant",
                List.of(
                        Instant.EPOCH,
                        Instant.parse("1969-12-31T23:59:59.999Z"),
                        Instant.parse("2024-02-29T12:00:00.123Z"),
                        Instant.parse("0001-01-01T00:00:00Z"),
                        Instant.parse("9999-12-31T23:59:59.999Z")));
        values.put("uuid", List.of(new UUID(0, 0), new UUID(-1, -1), new UUID(0x0011223344556677L, 1)));
        values.put("uri", List.of(URI.create("https://example.org/a?b=c#d"), URI.create("urn:x")));
        return values;
    }

    private static List<Object> schema() {
        List<Object> forms = new ArrayList<>();
        for (String type : SCALARS.keySet()) {
            forms.add(attribute(type, type, Map.of(":db/cardinality", Keyword.of("db.cardinality", "many"))));
            if (type.equals(NOT_IN_TUPLES)) {
                continue;
            }
            forms.add(attribute(
                    "tuple-" + type,
                    "tuple",
                    Map.of(
                            ":db/cardinality",
                            Keyword.of("db.cardinality", "many"),
                            ":db/tupleTypes",
                            List.of(type(type), type("long"), type(type)))));
            forms.add(attribute(
                    "all-" + type,
                    "tuple",
                    Map.of(":db/cardinality", Keyword.of("db.cardinality", "many"), ":db/tupleType", type(type))));
        }
        forms.add(attribute("bytes", "bytes", Map.of(":db/cardinality", Keyword.of("db.cardinality", "one"))));
        forms.add(attribute("secret", "string", Map.of(":db/cardinality", Keyword.of("db.cardinality", "one"))));
        return forms;
    }

    private static Map<String, Object> attribute(String name, String type, Map<String, Object> more) {
        Map<String, Object> form = new LinkedHashMap<>(more);
        form.put(":db/ident", Keyword.of("v", name));
        form.put(":db/valueType", type(type));
        return form;
    }

    private static Keyword type(String name) {
        return Keyword.of("db.type", name);
    }

    private static List<Object> data() {
        List<Object> forms = new ArrayList<>();
        SCALARS.forEach((type, values) -> {
            Map<String, Object> form = new LinkedHashMap<>();
            form.put(":db/id", type);
            form.put(":v/secret", "secret of " + type);
            form.put(":v/" + type, values);
            List<Object> mixed = new ArrayList<>();
            List<Object> same = new ArrayList<>();
            for (Object value : values) {
                mixed.add(tuple(value, 7L, null));
                mixed.add(tuple(null, -7L, value));
                same.add(tuple(value, value));
                same.add(tuple(value, null, values.get(0)));
            }
            mixed.add(tuple(null, 1L, null));
            if (!type.equals("string") && !type.equals(NOT_IN_TUPLES)) {
                form.put(":v/tuple-" + type, mixed);
                form.put(":v/all-" + type, same);
            }
            forms.add(form);
        });
        forms.add(Map.of(":db/id", "bytes", ":v/bytes", new byte[] {0, -1, 127, -128}));
        forms.add(Map.of(":db/id", "short", ":v/tuple-string", List.of(tuple("", 1L, "a"), tuple("☃", 2L, null))));
        return forms;
    }

    private static List<@Nullable Object> tuple(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        if (value instanceof List<?> list) {
            StringBuilder text = new StringBuilder("[");
            for (Object element : list) {
                text.append(element == null ? "nil" : text(element)).append(' ');
            }
            return text.append(']').toString();
        }
        return value.getClass().getSimpleName() + " " + Edn.print(value);
    }

    private static String text(Datom datom) {
        return datom.e() + " " + datom.a() + " " + text(datom.v()) + " " + datom.tx() + " " + datom.added();
    }

    /** Returns all datoms, those of the indexes and those of the log. */
    private static List<TreeSet<String>> everything(Connection connection, long fromT) {
        TreeSet<String> indexed = new TreeSet<>();
        for (Datom datom : connection.db().history().datoms(Index.EAVT).limit(Results.NO_LIMIT)) {
            indexed.add(text(datom));
        }
        TreeSet<String> logged = new TreeSet<>();
        for (Transaction transaction : connection.transactions(fromT, null).limit(Results.NO_LIMIT)) {
            transaction.data().forEach(datom -> logged.add(text(datom)));
        }
        return List.of(indexed, logged);
    }

    private static List<TreeSet<String>> fill(Client client) {
        client.createDatabase("values");
        Connection connection = client.connect("values");
        connection.transact(TxData.of(schema()));
        connection.transact(TxData.of(data()));
        return everything(connection, 0);
    }

    @Test
    void valuesOfEveryTypeAreTheSameInMemoryAndInAFileThatIsOpenedAgain() {
        List<TreeSet<String>> written;
        try (Client client = Stator.open(directory)) {
            written = fill(client);
            assertThat(written.get(0)).anyMatch(line -> line.contains("[Instant #inst \"0001"));
        }
        try (Client client = Stator.open(directory)) {
            assertThat(everything(client.connect("values"), 0)).isEqualTo(written);
        }
        try (Client client = Stator.inMemory()) {
            assertThat(withoutTimes(fill(client))).isEqualTo(withoutTimes(written));
        }
    }

    private static List<List<String>> withoutTimes(List<TreeSet<String>> everything) {
        return everything.stream()
                .map(lines -> lines.stream()
                        .filter(line -> !line.matches("\\d+ 50 Instant .*"))
                        .toList())
                .toList();
    }

    @Test
    void whatAnExcisionLeavesIsTheSame() {
        List<TreeSet<String>> left;
        try (Client client = Stator.open(directory)) {
            List<TreeSet<String>> written = fill(client);
            Connection connection = client.connect("values");
            connection.transact("[{:db/excise :v/secret}]");
            left = everything(connection, 0);
            written.get(0).removeIf(line -> line.contains("secret of "));
            assertThat(left.get(0)).containsAll(written.get(0));
        }
        try (Client client = Stator.open(directory)) {
            assertThat(everything(client.connect("values"), 0)).isEqualTo(left);
        }
    }
}
