package io.stator.nippy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.net.URI;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NippyTest {
    private static final Nippy NIPPY = Nippy.standard();

    record Track(String title, int seconds, Optional<String> guest) {}

    private static Stream<Object> valuesThatComeBack() {
        return Stream.concat(plainValues(), valuesThatHoldOthers());
    }

    private static Stream<Object> plainValues() {
        return Stream.of(
                true,
                false,
                'a',
                '\uffff',
                "",
                "plain",
                "h\u00e9llo \ud83d\ude00",
                "nul\u0000",
                (byte) -1,
                Short.MIN_VALUE,
                0,
                Integer.MIN_VALUE,
                0L,
                1L,
                -1L,
                127L,
                128L,
                -128L,
                -129L,
                32_767L,
                32_768L,
                -32_768L,
                -32_769L,
                (long) Integer.MAX_VALUE,
                1L + Integer.MAX_VALUE,
                (long) Integer.MIN_VALUE,
                Integer.MIN_VALUE - 1L,
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                0.0,
                -0.0,
                1.5,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                1.5f,
                Float.NaN,
                BigInteger.ZERO,
                BigInteger.TWO.pow(1_000).negate(),
                new BigDecimal("-1.50"),
                new BigDecimal("1E+100"),
                Ratio.of(-1, 3),
                Keyword.of("name"),
                Keyword.of("my.ns/name"),
                Symbol.of("ns/sym"),
                Keyword.of("k".repeat(128)),
                Symbol.of("s".repeat(40_000)),
                new UUID(1, -1),
                URI.create("http://localhost/a?b=c"),
                Instant.EPOCH,
                Instant.parse("2026-01-02T03:04:05.678Z"),
                Instant.parse("2026-01-02T03:04:05.678901234Z"),
                Instant.MIN,
                Instant.MAX,
                new Date(5),
                new Date(Long.MIN_VALUE),
                new java.sql.Date(5),
                Duration.ofSeconds(-1, 5),
                Period.of(1, -2, 3));
    }

    private static Stream<Object> valuesThatHoldOthers() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put(null, null);
        map.put(Keyword.of("db/id"), List.of(1L, "two", 3.0));
        map.put(List.of(Set.of(1L)), Map.of());
        return Stream.of(
                List.of(),
                List.of(1L),
                Arrays.asList(null, "b"),
                Sequence.of(),
                Sequence.of(1L, null),
                Set.of(),
                Set.of("x"),
                Map.of(),
                map,
                new Opaque.Serialized("some.Class", new byte[] {1, 2}),
                new Opaque.ClojureRecord("a.B", map),
                new Opaque.ClojureType("a.C", Arrays.asList(1L, null)),
                new Opaque.Edn("#foo/bar {:a 1}"),
                new Opaque.Regex("("),
                new Opaque.Custom(-3, new byte[] {9}),
                new Opaque.ClojureRecord("n".repeat(200), Map.of()),
                new Opaque.Serialized("n".repeat(200), new byte[300]),
                new Opaque.Edn("x".repeat(70_000)));
    }

    @ParameterizedTest
    @MethodSource("valuesThatComeBack")
    void aValueComesBack(Object value) {
        Object thawed = NIPPY.thaw(NIPPY.freeze(value));
        assertThat(thawed).isEqualTo(value).hasSameHashCodeAs(value);
        assertThat(Shown.of(thawed)).isEqualTo(Shown.of(value));
        Object nested = Map.of("in", List.of(value));
        assertThat(NIPPY.thaw(NIPPY.freeze(nested))).isEqualTo(nested);
    }

    @Test
    void nullComesBack() {
        assertThat(NIPPY.thaw(NIPPY.freeze(null))).isNull();
    }

    private static Stream<Object> arrays() {
        return Stream.of(
                new byte[0],
                new byte[] {1, -1},
                new byte[200],
                new byte[40_000],
                new int[] {1, -1},
                new int[0],
                new long[] {Long.MIN_VALUE},
                new double[] {1.5, Double.NaN},
                new float[] {1.5f},
                new short[] {-2},
                new char[] {'a', '\uffff'},
                new boolean[] {true, false},
                new Object[] {1L, null, new Object[] {"a"}});
    }

    @ParameterizedTest
    @MethodSource("arrays")
    void anArrayComesBack(Object array) {
        assertThat(Shown.of(NIPPY.thaw(NIPPY.freeze(array)))).isEqualTo(Shown.of(array));
    }

    @Test
    void anArrayOfAnyOtherTypeComesBackAsOneOfObjects() {
        assertThat(Shown.of(NIPPY.thaw(NIPPY.freeze(new int[][] {{1}, null})))).isEqualTo("Object[int[1] nil]");
        assertThat(Shown.of(NIPPY.thaw(NIPPY.freeze(new String[] {"a"})))).isEqualTo("Object[\"a\"]");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 256, 257, 32_767, 32_768, 40_000})
    void collectionsAndTextsOfEverySizeComeBack(int size) {
        List<Long> list = IntStream.range(0, size).mapToObj(i -> (long) i).toList();
        Map<Long, String> map = list.stream().collect(Collectors.toMap(i -> i, i -> "v" + i));
        for (Object value : List.of(
                list,
                new LinkedHashSet<>(list),
                map,
                Sequence.copyOf(list),
                "x".repeat(size),
                "\u00e9".repeat(size),
                new LinkedList<>(list))) {
            assertThat(NIPPY.thaw(NIPPY.freeze(value))).isEqualTo(value);
        }
    }

    /** What Clojure programs read, byte by byte. */
    @Test
    void whatIsWrittenIsWhatEveryNippySinceThreeReads() {
        Map<Object, String> expected = new IdentityHashMap<>();
        expected.put(0L, "00");
        expected.put(7L, "6407");
        expected.put(-300L, "65fed4");
        expected.put(70_000L, "6600011170");
        expected.put(1L << 40, "2b0000010000000000");
        expected.put(5, "2a00000005");
        expected.put("hi", "69026869");
        expected.put("x".repeat(128), "100080" + "78".repeat(128));
        expected.put("", "22");
        expected.put(Keyword.of("a/b"), "6a03612f62");
        expected.put(Keyword.of("k".repeat(128)), "0e00000080" + "6b".repeat(128));
        expected.put(Symbol.of("s"), "380173");
        expected.put(List.of(), "11");
        expected.put(List.of(0L), "6e0100");
        expected.put(Sequence.of(0L), "240100");
        expected.put(new ArrayDeque<>(List.of(0L)), "240100");
        expected.put(Set.of(0L), "6f0100");
        expected.put(Set.of(), "12");
        expected.put(Map.of("a", true), "700169016108");
        expected.put(Map.of(), "13");
        expected.put(new AbstractMap.SimpleEntry<>(0L, 0L), "6e020000");
        expected.put(BigInteger.ONE, "2c0000000101");
        expected.put(new BigDecimal("1.5"), "3e000000010f00000001");
        expected.put(Ratio.of(1, 3), "4600000001010000000103");
        expected.put(1.5, "3d3ff8000000000000");
        expected.put(Instant.ofEpochMilli(1), "4f0000000000000000000f4240");
        expected.put(new Date(1), "5a0000000000000001");
        expected.put(new java.sql.Date(1), "5c0000000000000001");
        expected.put(new UUID(1, 2), "5b00000000000000010000000000000002");
        expected.put('a', "0a0061");
        expected.forEach((value, digits) ->
                assertThat(HexFormat.of().formatHex(NIPPY.freeze(value))).isEqualTo("4e505900" + digits));
    }

    @Test
    void aSortedOrLinkedCollectionKeepsItsOrder() {
        assertThat(Shown.of(NIPPY.thaw(NIPPY.freeze(new TreeSet<>(List.of("c", "a", "b"))))))
                .isEqualTo("#{\"a\" \"b\" \"c\"}");
        assertThat(Shown.of(NIPPY.thaw(NIPPY.freeze(new TreeMap<>(Map.of("b", 1L, "a", 2L))))))
                .isEqualTo("{\"a\" 2, \"b\" 1}");
    }

    @Test
    void javaTypesWithoutAFormOfTheirOwnBecomeTheNearest() {
        Map<Object, Object> expected = new HashMap<>();
        expected.put(DayOfWeek.MONDAY, "MONDAY");
        expected.put(LocalDate.of(2026, 1, 2), "2026-01-02");
        expected.put(MonthDay.of(1, 2), "--01-02");
        expected.put(ZonedDateTime.parse("2026-01-02T03:04Z"), "2026-01-02T03:04Z");
        expected.put(Optional.of(1L), 1L);
        expected.put(Optional.empty(), null);
        expected.put(OptionalInt.of(1), 1);
        expected.put(OptionalLong.empty(), null);
        expected.put(OptionalDouble.of(1), 1.0);
        expected.put(new Timestamp(5), new Date(5));
        expected.put(Timestamp.from(Instant.ofEpochSecond(1, 5)), Instant.ofEpochSecond(1, 5));
        expected.put(new AbstractMap.SimpleEntry<>("k", "v"), List.of("k", "v"));
        Map<Keyword, Object> fields = new HashMap<>();
        fields.put(Keyword.of("title"), "Time");
        fields.put(Keyword.of("seconds"), 413);
        fields.put(Keyword.of("guest"), null);
        expected.put(new Track("Time", 413, Optional.empty()), fields);
        expected.forEach(
                (value, thawed) -> assertThat(NIPPY.thaw(NIPPY.freeze(value))).isEqualTo(thawed));
    }

    @Test
    void aRegexKeepsItsFlags() {
        Pattern pattern = Pattern.compile("a.b", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        Pattern thawed = (Pattern) NIPPY.thaw(NIPPY.freeze(pattern));
        assertThat("A\nB").matches(thawed);
        assertThat(((Pattern) NIPPY.thaw(NIPPY.freeze(thawed))).pattern()).isEqualTo(thawed.pattern());
        assertThat("a.b").matches((Pattern) NIPPY.thaw(NIPPY.freeze(Pattern.compile("a.b", Pattern.LITERAL))));
        assertThat("axb").doesNotMatch((Pattern) NIPPY.thaw(NIPPY.freeze(Pattern.compile("a.b", Pattern.LITERAL))));
    }

    @Test
    void aRegexThatIsWrongOrHugeIsOpaque() {
        assertThat(Blobs.thaw("3a 690128")).isEqualTo(new Opaque.Regex("("));
        for (String pattern :
                List.of("(".repeat(50_000), "a?".repeat(20_000), "[a&&".repeat(5_000), "(a*)*b".repeat(200))) {
            Object thawed = NIPPY.thaw(NIPPY.freeze(new Opaque.Regex(pattern)));
            assertThat(thawed).isEqualTo(new Opaque.Regex(pattern));
        }
    }

    @Test
    void thawedCollectionsCannotBeModified() {
        Map<Object, Object> value =
                Map.of("list", List.of(1L), "set", Set.of(1L), "seq", Sequence.of(1L), "map", Map.of(1L, 1L));
        Map<?, ?> thawed = (Map<?, ?>) NIPPY.thaw(NIPPY.freeze(value));
        assertThatThrownBy(thawed::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((Map<?, ?>) thawed.get("map"))::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((List<?>) thawed.get("list"))::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((List<?>) thawed.get("seq"))::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(((Set<?>) thawed.get("set"))::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aValueWithoutFormNamesItsClassAndItsPlace() {
        Map<String, Object> album =
                Map.of("tracks", List.of("a", Collections.singletonMap(Keyword.of("cover"), new Object())));
        assertThatThrownBy(() -> NIPPY.freeze(album))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("java.lang.Object")
                .hasMessageContaining("value.tracks[1].:cover");
        assertThatThrownBy(() -> NIPPY.freeze(Set.of(Thread.currentThread())))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("value[0]");
        assertThatThrownBy(() -> NIPPY.freeze(new java.util.concurrent.atomic.AtomicLong()))
                .isInstanceOf(NippyException.class);
    }

    @Test
    void aValueThatHoldsItselfIsRefused() {
        List<Object> list = new ArrayList<>();
        list.add(list);
        assertThatThrownBy(() -> NIPPY.freeze(list))
                .isInstanceOf(NippyException.class)
                .hasMessageContaining("holds itself");
    }

    @Test
    void theHeaderTellsWhetherBytesMayBeNippys() {
        assertThat(Nippy.isNippy(new byte[] {'N', 'P', 'Y', 0, 3})).isTrue();
        assertThat(Nippy.isNippy(new byte[] {'N', 'P', 'Y', 99, 3})).isTrue();
        assertThat(Nippy.isNippy(new byte[] {'N', 'P', 'Y', 0})).isFalse();
        assertThat(Nippy.isNippy(new byte[] {'N', 'P', 'X', 0, 3})).isFalse();
        assertThat(Nippy.isNippy(new byte[0])).isFalse();
        assertThatThrownBy(() -> NIPPY.thaw(new byte[0])).isInstanceOf(NippyException.class);
        assertThatThrownBy(() -> NIPPY.thaw(new byte[] {'N', 'P', 'Y', 99, 3})).isInstanceOf(NippyException.class);
    }

    @Test
    void keywordsAndSymbolsAreCutAtTheFirstSlash() {
        assertThat(Keyword.of("a/b/c")).isEqualTo(new Keyword("a", "b/c")).hasToString(":a/b/c");
        assertThat(Keyword.of("/").namespace()).isNull();
        assertThat(Symbol.of("a/b")).isEqualTo(new Symbol("a", "b")).hasToString("a/b");
        assertThatIllegalArgumentException().isThrownBy(() -> new Keyword(null, "a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new Keyword("a/b", "c"));
        assertThat(Keyword.of("a")).isLessThan(Keyword.of("a/a"));
        assertThat(Symbol.of("a/b")).isGreaterThan(Symbol.of("a/a"));
    }

    @Test
    void aRatioCanBeRounded() {
        assertThat(Ratio.of(1, 3).toBigDecimal(new MathContext(3))).isEqualTo("0.333");
        assertThatIllegalArgumentException().isThrownBy(() -> Ratio.of(1, 0));
    }
}
