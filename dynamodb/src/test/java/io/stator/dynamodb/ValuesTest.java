package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The standard conversion: what is stored for each Java value, and what comes back. */
final class ValuesTest {
    private static final Codecs CODECS = Codecs.standard();
    private static final UUID ID = UUID.fromString("6f1c2b9e-0000-4000-8000-00000000000a");

    /** A Java value, what is stored for it, and what is read. */
    record Row(
            @Nullable Object value,
            AttributeValue stored,
            @Nullable Object read) {}

    private enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "the green one";
            }
        }
    }

    private static AttributeValue n(String number) {
        return AttributeValue.fromN(number);
    }

    private static AttributeValue s(String text) {
        return AttributeValue.fromS(text);
    }

    static List<Row> numbers() {
        return List.of(
                new Row(42, n("42"), 42L),
                new Row((byte) -1, n("-1"), -1L),
                new Row((short) 300, n("300"), 300L),
                new Row(Long.MIN_VALUE, n("-9223372036854775808"), Long.MIN_VALUE),
                new Row(Long.MAX_VALUE, n("9223372036854775807"), Long.MAX_VALUE),
                new Row(0.1, n("0.1"), new BigDecimal("0.1")),
                new Row(0.1f, n("0.1"), new BigDecimal("0.1")),
                new Row(-0.0, n("0"), 0L),
                new Row(1e100, n("1.0E100"), BigInteger.TEN.pow(100)),
                new Row(BigInteger.ONE.shiftLeft(63), n("9223372036854775808"), BigInteger.ONE.shiftLeft(63)),
                new Row(BigInteger.TEN.pow(125), n("1" + "0".repeat(125)), BigInteger.TEN.pow(125)),
                new Row(new BigDecimal("1E+20"), n("1E+20"), BigInteger.TEN.pow(20)),
                new Row(new BigDecimal("1.50"), n("1.50"), new BigDecimal("1.50")),
                new Row(new BigDecimal("0E+200"), n("0"), 0L),
                new Row(new BigDecimal("1E-130"), n("1E-130"), new BigDecimal("1E-130")),
                new Row(
                        new BigDecimal("9." + "9".repeat(37) + "E+125"),
                        n("9." + "9".repeat(37) + "E+125"),
                        new BigDecimal("9." + "9".repeat(37) + "E+125").toBigIntegerExact()),
                new Row(new AtomicInteger(7), n("7"), 7L),
                new Row(new AtomicLong(8), n("8"), 8L),
                new Row(new LongAdder(), n("0"), 0L));
    }

    static List<Row> scalars() {
        return Arrays.asList(
                new Row(null, AttributeValue.fromNul(true), null),
                new Row(true, AttributeValue.fromBool(true), true),
                new Row(new AtomicBoolean(), AttributeValue.fromBool(false), false),
                new Row("", s(""), ""),
                new Row(new StringBuilder("built"), s("built"), "built"),
                new Row('x', s("x"), "x"),
                new Row(Color.GREEN, s("GREEN"), "GREEN"),
                new Row(ID, s(ID.toString()), ID.toString()),
                new Row(URI.create("http://x/y?z"), s("http://x/y?z"), "http://x/y?z"),
                new Row(Instant.EPOCH, s("1970-01-01T00:00:00.000000000Z"), "1970-01-01T00:00:00.000000000Z"),
                new Row(LocalDate.of(2026, 1, 31), s("2026-01-31"), "2026-01-31"),
                new Row(Duration.ofSeconds(90), s("PT1M30S"), "PT1M30S"),
                new Row(ZoneId.of("Europe/Paris"), s("Europe/Paris"), "Europe/Paris"),
                new Row(Optional.of(1), n("1"), 1L),
                new Row(Optional.empty(), AttributeValue.fromNul(true), null),
                new Row(OptionalInt.of(1), n("1"), 1L),
                new Row(OptionalLong.of(2), n("2"), 2L),
                new Row(OptionalDouble.of(0.5), n("0.5"), new BigDecimal("0.5")),
                new Row(AttributeValue.fromNs(List.of("1")), AttributeValue.fromNs(List.of("1")), Set.of(1L)));
    }

    static List<Row> containers() {
        Map<Object, Object> keys = new LinkedHashMap<>();
        keys.put(ID, 1);
        keys.put(Color.RED, 2);
        keys.put(7, 3);
        AttributeValue oneTwo = AttributeValue.fromL(List.of(n("1"), n("2")));
        return List.of(
                new Row(List.of(), AttributeValue.fromL(List.of()), List.of()),
                new Row(
                        Arrays.asList(1, null),
                        AttributeValue.fromL(List.of(n("1"), Values.NULL)),
                        Arrays.asList(1L, null)),
                new Row(new int[] {1, 2}, oneTwo, List.of(1L, 2L)),
                new Row(new long[] {1, 2}, oneTwo, List.of(1L, 2L)),
                new Row(new Object[] {1, 2L}, oneTwo, List.of(1L, 2L)),
                new Row(
                        new boolean[] {true},
                        AttributeValue.fromL(List.of(AttributeValue.fromBool(true))),
                        List.of(true)),
                new Row(Collections.unmodifiableCollection(List.of(1, 2)), oneTwo, List.of(1L, 2L)),
                new Row(Map.of(), AttributeValue.fromM(Map.of()), Map.of()),
                new Row(
                        keys,
                        AttributeValue.fromM(Map.of(ID.toString(), n("1"), "RED", n("2"), "7", n("3"))),
                        Map.of(ID.toString(), 1L, "RED", 2L, "7", 3L)),
                new Row(
                        new EnumMap<>(Map.of(Color.GREEN, "g")),
                        AttributeValue.fromM(Map.of("GREEN", s("g"))),
                        Map.of("GREEN", "g")),
                new Row(
                        Item.of("a", List.of(1, 2)),
                        AttributeValue.fromM(Map.of("a", oneTwo)),
                        Map.of("a", List.of(1L, 2L))),
                new Row(Set.of("x"), AttributeValue.fromSs(List.of("x")), Set.of("x")),
                new Row(Set.of(""), AttributeValue.fromSs(List.of("")), Set.of("")),
                new Row(Set.of(ID), AttributeValue.fromSs(List.of(ID.toString())), Set.of(ID.toString())),
                new Row(Set.of(Color.RED), AttributeValue.fromSs(List.of("RED")), Set.of("RED")),
                new Row(
                        new LinkedHashSet<>(List.of(1, 1.5)),
                        AttributeValue.fromNs(List.of("1", "1.5")),
                        Set.of(1L, new BigDecimal("1.5"))),
                new Row(new LinkedHashSet<>(List.of(1, 1.0, 1L)), AttributeValue.fromNs(List.of("1")), Set.of(1L)),
                new Row(
                        Set.of(ByteBuffer.wrap(new byte[] {1})),
                        AttributeValue.fromBs(List.of(SdkBytes.fromByteArray(new byte[] {1}))),
                        Set.of(ByteBuffer.wrap(new byte[] {1}))),
                new Row(
                        new HashSet<>(List.of(new byte[] {1}, new byte[] {1})),
                        AttributeValue.fromBs(List.of(SdkBytes.fromByteArray(new byte[] {1}))),
                        Set.of(ByteBuffer.wrap(new byte[] {1}))));
    }

    @ParameterizedTest
    @MethodSource({"numbers", "scalars", "containers"})
    void isStoredAndComesBack(Row row) {
        AttributeValue stored = CODECS.write(row.value(), "value");
        assertThat(stored).isEqualTo(row.stored());
        assertThat(CODECS.plain(stored, "value")).isEqualTo(row.read());
        assertThat(Item.of("a", row.value()).with("b", 1).attributes(CODECS).getOrDefault("a", Values.NULL))
                .isEqualTo(row.stored());
        assertThat(CODECS.write(List.of(Optional.ofNullable(row.value())), "value")
                        .l()
                        .get(0))
                .isEqualTo(row.stored());
    }

    @Test
    void binaryComesBack() {
        byte[] bytes = {1, 2, 3};
        ByteBuffer part = ByteBuffer.wrap(bytes);
        part.get();
        assertThat(CODECS.plain(CODECS.write(bytes, "b"), "b")).isEqualTo(bytes);
        assertThat(CODECS.plain(CODECS.write(part, "b"), "b")).isEqualTo(new byte[] {2, 3});
        assertThat(part.position()).isEqualTo(1);
        assertThat(CODECS.plain(CODECS.write(SdkBytes.fromByteArray(bytes), "b"), "b"))
                .isEqualTo(bytes);
        assertThat(CODECS.plain(CODECS.write(new byte[0], "b"), "b")).isEqualTo(new byte[0]);
    }

    static List<Object> typed() {
        return List.of(
                (byte) 1,
                (short) 2,
                3,
                4L,
                0.1f,
                1e-100,
                new BigInteger("1" + "0".repeat(40)),
                new BigDecimal("1.5"),
                true,
                'c',
                "text",
                Color.GREEN,
                ID,
                URI.create("urn:x"),
                Instant.parse("2026-01-31T12:00:00.123456789Z"),
                Instant.parse("-0100-01-31T12:00:00Z"),
                LocalDate.of(2026, 1, 31),
                LocalDateTime.of(2026, 1, 31, 0, 0),
                LocalTime.MIDNIGHT,
                Year.of(12),
                YearMonth.of(2026, 1),
                MonthDay.of(2, 29),
                OffsetDateTime.of(2026, 1, 31, 0, 0, 0, 1, ZoneOffset.ofHours(2)),
                OffsetTime.of(1, 2, 3, 4, ZoneOffset.UTC),
                ZonedDateTime.of(2026, 7, 1, 0, 0, 0, 0, ZoneId.of("Europe/Paris")),
                Duration.ofNanos(-1),
                Period.ofDays(3),
                ZoneOffset.ofHours(-3),
                OptionalInt.of(1),
                OptionalLong.of(1),
                OptionalDouble.of(0.5),
                Optional.of("x"),
                ByteBuffer.wrap(new byte[] {1}),
                SdkBytes.fromByteArray(new byte[] {1}),
                Item.of("a", 1));
    }

    @ParameterizedTest
    @MethodSource("typed")
    void isReadAsTheTypeItHad(Object value) {
        Class<?> type = value instanceof Color ? Color.class : value.getClass();
        Class<?> asked =
                value instanceof ByteBuffer ? ByteBuffer.class : value instanceof SdkBytes ? SdkBytes.class : type;
        AttributeValue stored = CODECS.write(value, "value");
        assertThat(CODECS.read(stored, asked, "value")).isEqualTo(value);
        assertThat(Item.of("a", value).attributes(CODECS)).isEqualTo(Map.of("a", stored));
    }

    @Test
    void arraysAreReadAsArrays() {
        assertThat(CODECS.read(CODECS.write(new int[] {1, 2}, "a"), int[].class, "a"))
                .isEqualTo(new int[] {1, 2});
        assertThat(CODECS.read(CODECS.write(new double[] {0.5}, "a"), double[].class, "a"))
                .isEqualTo(new double[] {0.5});
        assertThat(CODECS.read(CODECS.write(new char[] {'a'}, "a"), char[].class, "a"))
                .isEqualTo(new char[] {'a'});
        assertThat(CODECS.read(CODECS.write(new String[] {"x", null}, "a"), String[].class, "a"))
                .isEqualTo(new String[] {"x", null});
        assertThat(CODECS.read(CODECS.write(new long[][] {{1}, {}}, "a"), long[][].class, "a"))
                .isEqualTo(new long[][] {{1}, {}});
        assertThatThrownBy(() -> CODECS.read(CODECS.write(new String[] {null}, "a"), int[].class, "a"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("a[0] must be there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+39", "128", "-129", "1.5", "1E-1"})
    void aNumberThatDoesNotFitIsNeverCut(String number) {
        assertThatThrownBy(() -> CODECS.read(n(number), byte.class, "size"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("size must ")
                .hasMessageContaining(number);
    }

    @Test
    void numbersThatFitAreReadExactly() {
        assertThat(CODECS.read(n("1E2"), byte.class, "a")).isEqualTo((byte) 100);
        assertThat(CODECS.read(n("12.000"), int.class, "a")).isEqualTo(12);
        assertThat(CODECS.read(n("+5"), long.class, "a")).isEqualTo(5L);
        assertThat(CODECS.plain(n("1E+20"), "a")).isEqualTo(BigInteger.TEN.pow(20));
        assertThat(CODECS.plain(n("100000000000000000000.5"), "a"))
                .isEqualTo(new BigDecimal("100000000000000000000.5"));
        assertThatThrownBy(() -> CODECS.read(n("2147483648"), int.class, "a")).hasMessageContaining("must fit int");
        assertThatThrownBy(() -> CODECS.read(n("9223372036854775808"), long.class, "a"))
                .hasMessageContaining("must fit long");
        assertThatThrownBy(() -> CODECS.read(n("1E100"), float.class, "a")).hasMessageContaining("must fit float");
        assertThatThrownBy(() -> CODECS.read(n("1E-100"), Float.class, "a")).hasMessageContaining("must fit float");
    }

    static List<Object> refused() {
        return List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NaN,
                1e126,
                1e-131,
                Double.MIN_VALUE,
                new BigDecimal("1E+126"),
                new BigDecimal("9E-131"),
                new BigDecimal("1." + "0".repeat(37) + "01"),
                new BigDecimal("1E+1000000000"),
                BigInteger.TEN.pow(126),
                new BigInteger("1".repeat(39)),
                BigInteger.TEN.pow(100_000),
                Set.of(),
                Set.of(1, "a"),
                Collections.singleton(null),
                Set.of(List.of()),
                Set.of(true),
                Stream.of(1),
                IntStream.of(1),
                List.of(1).iterator(),
                java.nio.file.Path.of("x"),
                new Object(),
                Thread.currentThread(),
                Collections.singletonMap(null, 1),
                Map.of(List.of(), 1),
                new TreeMap<>(Map.of(1.5, 1, 2.0, Double.NaN)),
                Map.of(Color.RED, 1, "RED", 2));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedWithThePath(Object value) {
        assertThatThrownBy(() -> CODECS.write(Map.of("orders", List.of(1, value)), "item"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("item.orders[1]")
                .hasMessageContaining("must ")
                .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(400));
        Item item = Item.of("orders", List.of(1, value));
        assertThatThrownBy(() -> item.attributes(CODECS))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("orders[1]");
    }

    @Test
    void thirtyTwoLevelsAreStoredAndNoMore() {
        Object value = 1;
        for (int i = 0; i < Codecs.NESTING_MAX; i++) {
            value = List.of(value);
        }
        Object deepest = value;
        assertThat(CODECS.write(deepest, "a").hasL()).isTrue();
        assertThatThrownBy(() -> CODECS.write(List.of(deepest), "a"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageContaining("32");
        assertThatThrownBy(() -> Item.of("a", List.of(deepest))).isInstanceOf(DynamoException.InvalidValue.class);
        Item item = Item.of("a", Map.of("b", deepest instanceof List<?> list ? list.get(0) : 1));
        assertThat(item.attributes(CODECS)).containsKey("a");
    }

    @Test
    void theTextOfInstantsHasTheOrderOfTime() {
        List<Instant> times = new ArrayList<>();
        for (String text : List.of(
                "2026-01-31T12:00:00Z",
                "2026-01-31T12:00:00.1Z",
                "2026-01-31T12:00:00.123Z",
                "2026-01-31T12:00:00.123001Z",
                "2026-01-31T12:00:01Z")) {
            times.add(Instant.parse(text));
        }
        assertThat(times.stream().map(time -> CODECS.write(time, "a").s())).isSorted();
    }

    @Test
    void wrongTypesAreNamed() {
        assertThatThrownBy(() -> CODECS.read(s("a"), int.class, "age"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessage("age must be a number: it is text, a");
        assertThatThrownBy(() -> CODECS.read(n("1"), String.class, "name"))
                .hasMessage("name must be text: it is a number, 1");
        assertThatThrownBy(() -> CODECS.read(s("BLUE"), Color.class, "color"))
                .hasMessageContaining("one of [RED, GREEN]");
        assertThatThrownBy(() -> CODECS.read(s("1-1-1-1-1"), UUID.class, "id")).hasMessageContaining("must be a UUID");
        assertThatThrownBy(() -> CODECS.read(s("x"), TimeUnit[].class, "units"))
                .hasMessageContaining("a list or a set");
        assertThatThrownBy(() -> CODECS.read(s("x"), Thread.class, "t")).hasMessageContaining("give a Codec");
        assertThatThrownBy(() -> CODECS.plain(AttributeValue.builder().build(), "odd"))
                .isInstanceOf(DynamoException.InvalidValue.class);
    }

    @Test
    void secondsSince1970AreReadAsAnInstant() {
        assertThat(CODECS.read(n("1769860800.5"), Instant.class, "a"))
                .isEqualTo(Instant.parse("2026-01-31T12:00:00.5Z"));
        assertThatThrownBy(() -> CODECS.read(n("1E+125"), Instant.class, "a"))
                .isInstanceOf(DynamoException.InvalidValue.class);
    }
}
