package io.stator.client.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.PulledEntity;
import io.stator.Row;
import io.stator.edn.BigNumbers;
import io.stator.edn.Edn;
import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.EqualHashes;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.spi.FormKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every value of the language comes back from the wire as what it was. */
final class TransitTest {
    private static final WireLimits LIMITS = WireLimits.ofRequests();

    static Stream<Object> values() {
        List<Object> all = new ArrayList<>(plain());
        all.addAll(List.of(
                EdnVector.of(),
                EdnVector.of(1L, null, "a"),
                EdnList.of(),
                EdnList.of(Symbol.of("?a"), EdnList.of(1L), EdnVector.of(EdnList.of())),
                Edn.read("#{}"),
                Edn.read("#{nil 1 1.0 1N 1M :a a \"a\" [1] #{1} {1 2}}"),
                Edn.read("{}"),
                Edn.read("{nil nil, [1 2] #{3}, {:a 1} {:b 2}, \"~#set\" [1], 1.5 2, true false}"),
                Edn.read("{:a/b {:a/b {:a/b [:a/b :a/b \"abcd\" \"abcd\" abcd abcd]}}}"),
                new Tagged(Symbol.of("my", "tag"), EdnVector.of(1L)),
                new Tagged(Symbol.of("my", "tag"), null),
                EdnVector.of(new Tagged(Symbol.of("inst"), "x"), new Tagged(Symbol.of("my", "tag"), 1L))));
        for (String taken : List.of(
                "f", "n", "x", "set", "list", "cmap", "map", "array", "link", "ratio", "datom", "stator/tagged")) {
            all.add(new Tagged(Symbol.parse(taken), EdnVector.of("1", 2L)));
        }
        for (Object key : plain()) {
            all.add(Collections.singletonMap(key, key));
        }
        return all.stream();
    }

    private static List<Object> plain() {
        List<Object> plain = new ArrayList<>(Arrays.asList(
                null,
                true,
                false,
                0L,
                -1L,
                127L,
                -33L,
                1L << 40,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                new BigInteger("5"),
                BigInteger.ONE.shiftLeft(200).negate(),
                0.0,
                -0.0,
                1.1,
                Double.MIN_VALUE,
                Double.MAX_VALUE,
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                0.1f,
                -0.0f,
                Float.MIN_VALUE,
                Float.NaN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                new BigDecimal("1.00"),
                new BigDecimal("1E+5"),
                new BigDecimal("-1E-20"),
                'a',
                '~',
                '\u00e9',
                Keyword.of("a"),
                Keyword.of("a.b", "c/d"),
                Keyword.of("with space", "~x"),
                Keyword.of("/"),
                Keyword.of(":a"),
                Keyword.of(":b", ":c"),
                Symbol.of("?x"),
                Symbol.of("clojure.core", "/"),
                Symbol.of("..."),
                Instant.EPOCH,
                Instant.parse("1600-01-01T00:00:00.001Z"),
                Instant.ofEpochMilli(Long.MAX_VALUE - 1_000_000),
                new UUID(-1, 1),
                URI.create("http://example.com/a?b=c#d"),
                URI.create("mailto:a@b"),
                URI.create(""),
                Pattern.compile("a+\"b"),
                Pattern.compile("a", Pattern.CASE_INSENSITIVE | Pattern.LITERAL)));
        plain.addAll(texts());
        plain.addAll(List.of(new byte[0], new byte[] {0, -1, 127, -128}));
        return plain;
    }

    private static List<String> texts() {
        return List.of(
                "",
                "a",
                "~",
                "~~",
                "~:a",
                "~#set",
                "~#'",
                "^",
                "^0",
                "^ ",
                "`",
                "`~",
                "~zNaN",
                "\u0000",
                "\uD83D\uDE00",
                "é\u2028",
                "x".repeat(100_000));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyValueComesBackAsItWas(Object value) {
        for (Object sent : Arrays.asList(value, EdnVector.of(value), EdnVector.of(EdnList.of(value, value)))) {
            assertSame(Transit.read(Transit.write(sent, Dialect.STATOR, LIMITS), LIMITS), sent);
        }
    }

    private static void assertSame(Object actual, Object expected) {
        assertThat(FormKey.areEqual(actual, expected))
                .as("%s must come back as it was: %s", expected, actual)
                .isTrue();
    }

    private static Object there(Object value) {
        return Transit.read(Transit.write(value, Dialect.DATOMIC, LIMITS), LIMITS);
    }

    @Test
    void aFloatIsADoubleForDatomic() {
        assertThat(there(EdnVector.of(0.5f, Float.NaN, 0.1f))).isEqualTo(EdnVector.of(0.5, Double.NaN, (double) 0.1f));
    }

    @Test
    void datomsComeBackAsDatoms() {
        Datom datom = new WireDatom(17, 1L << 42, Keyword.of("a"), 3L << 42, false);
        assertThat(there(List.of(datom, datom))).isEqualTo(List.of(datom, datom));
        assertThat(datom).hasToString("[17 4398046511104 :a 13194139533312 false]");
        assertThat(there(new WireDatom(1, 2, new byte[] {1}, 3, true)))
                .isEqualTo(new WireDatom(1, 2, new byte[] {1}, 3, true));
        assertThat(new WireDatom(1, 2, 3L, 4, true)).isNotEqualTo(new WireDatom(1, 2, 3.0, 4, true));
    }

    @Test
    void whatMeansAValueIsWrittenAsIt() {
        assertThat(there(Row.of(1L, null))).isEqualTo(EdnVector.of(1L, null));
        assertThat(there(PulledEntity.of(Map.of(Keyword.of("db", "id"), 5L))))
                .isEqualTo(Map.of(Keyword.of("db", "id"), 5L));
        assertThat(there(new Date(5))).isEqualTo(Instant.ofEpochMilli(5));
        assertThat(there(new Object[] {1, (short) 2, (byte) 3})).isEqualTo(List.of(1L, 2L, 3L));
        assertThat(there(new StringBuilder("a"))).isEqualTo("a");
        assertThat(there(new ArrayDeque<>(List.of(1L)))).isEqualTo(List.of(1L));
        assertThat(there(new TreeMap<>(Map.of("a", 1)))).isEqualTo(Map.of("a", 1L));
        assertThat(there(new LinkedHashMap<>(Map.of("a", 1L)).entrySet())).isEqualTo(Edn.read("#{[\"a\" 1]}"));
    }

    @Test
    void moreNamesThanThereAreCodesComeBack() {
        List<Object> names = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            for (int i = 0; i < 2_500; i++) {
                names.add(Keyword.of("name", "n" + i));
                names.add(Map.of("a key " + i, Symbol.of("symbol" + i)));
            }
        }
        assertThat(there(names)).isEqualTo(names);
    }

    @Test
    void whatIsNoValueIsRefused() {
        for (Object none :
                List.of(new Object(), Optional.of(1), new char[] {'a'}, Thread.currentThread(), Void.class)) {
            for (Object sent : Arrays.asList(none, List.of(none), Map.of(none, 1L), Map.of(1L, none))) {
                assertThatThrownBy(() -> there(sent))
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessageContaining("what is sent must be a value that a database can hold");
            }
        }
    }

    @Test
    void textThatUtf8HasNoBytesForIsRefused() {
        for (Object broken : List.of(
                "\uD800",
                "a\uDC00",
                '\uD800',
                Keyword.of("\uD800"),
                Symbol.of("\uDFFF"),
                new Tagged(Symbol.of("a\uD800"), 1L))) {
            assertThatThrownBy(() -> there(List.of(broken)))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("well-formed UTF-16");
        }
    }

    @Test
    void valuesMayBeNestedAsDeepAsText() {
        for (boolean list : new boolean[] {true, false}) {
            Object nested = nested(512, list);
            assertSame(there(nested), nested);
        }
        for (int depth : new int[] {1_200, 100_000}) {
            assertThatThrownBy(() -> there(nested(depth, false)))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessage("a message must have at most 1100 levels of nesting");
        }
    }

    private static Object nested(int depth, boolean list) {
        Object nested = 1L;
        for (int i = 0; i < depth; i++) {
            nested = list ? EdnList.of(nested) : EdnVector.of(nested);
        }
        return nested;
    }

    @Test
    void aMessageLargerThanItsLimitIsNotWritten() {
        WireLimits small = new WireLimits(100, 10, 10);
        assertThatThrownBy(() -> Transit.write("x".repeat(200), Dialect.STATOR, small))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("a message must have at most 100 bytes");
        assertThatThrownBy(() -> Transit.write(Collections.nCopies(11, 1L), Dialect.STATOR, small))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessage("a message must have at most 10 values");
    }

    @Test
    void whatIsReadCannotBeChanged() {
        List<Object> all = new ArrayList<>(List.of(new LinkedHashSet<>(List.of(1L)), Map.of(1L, 2L), List.of(3L)));
        List<?> read = (List<?>) there(all);
        assertThatThrownBy(() -> read.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((java.util.Set<?>) read.get(0)).clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((Map<?, ?>) read.get(1)).clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void hashCodesThatAreMadeToBeEqualAreRefused() {
        Map<Object, Object> most = new LinkedHashMap<>();
        for (long i = 0; i < EqualHashes.MAX; i++) {
            most.put(EdnVector.of(i, 31 * (EqualHashes.MAX - i)), i);
        }
        for (Object fits : List.of(most, most.keySet())) {
            assertThat(Transit.read(Transit.write(fits, Dialect.DATOMIC, LIMITS), LIMITS))
                    .isEqualTo(fits);
        }
        most.put(EdnVector.of((long) EqualHashes.MAX, 0L), 1L);
        for (Object tooMany : List.of(most, most.keySet(), List.of(most.keySet()))) {
            byte[] message = Transit.write(tooMany, Dialect.DATOMIC, LIMITS);
            assertThatThrownBy(() -> Transit.read(message, LIMITS))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("with the same hash code");
        }
    }

    @Test
    void numbersThatCouldNotBeReadAreNotSent() {
        BigInteger integer = BigInteger.ONE.shiftLeft(BigNumbers.BITS_MAX).subtract(BigInteger.ONE);
        for (Object fits : List.of(integer, integer.negate(), new BigDecimal("1E+65536"), new BigDecimal(integer, 9))) {
            assertThat(Transit.read(Transit.write(fits, Dialect.DATOMIC, LIMITS), LIMITS))
                    .isEqualTo(fits);
        }
        BigInteger tooBig = integer.add(BigInteger.ONE);
        for (Object number :
                List.of(tooBig, new BigDecimal(tooBig), new BigDecimal("1E+65537"), new BigDecimal("1E-999999999"))) {
            for (Object value : List.of(number, List.of(number), Map.of(number, 1L))) {
                assertThatThrownBy(() -> Transit.write(value, Dialect.DATOMIC, LIMITS))
                        .isInstanceOf(Anomaly.Incorrect.class)
                        .hasMessage("a number that is sent must have at most 65536 bits and 65536 decimal places");
            }
        }
    }
}
