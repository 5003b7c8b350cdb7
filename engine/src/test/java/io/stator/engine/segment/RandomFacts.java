package io.stator.engine.segment;

import io.stator.Index;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;

/** Facts by chance: of every type of value, the odd ones among them, and many that are nearly the same. */
final class RandomFacts {
    static final List<Object> ODD_VALUES = List.of(
            0L,
            -1L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            1L << 53,
            BigInteger.valueOf(7),
            BigInteger.ONE.shiftLeft(200).negate(),
            BigInteger.ONE.shiftLeft(64),
            new BigDecimal("7"),
            new BigDecimal("7.0"),
            new BigDecimal("7.00"),
            new BigDecimal("-12.3400"),
            new BigDecimal("1E+400"),
            new BigDecimal("1E-400"),
            0.0,
            -0.0,
            7.0,
            Double.NaN,
            Double.longBitsToDouble(0x7ff8000000000123L),
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            Double.MIN_VALUE,
            7.0f,
            -0.0f,
            Float.NaN,
            Float.intBitsToFloat(0xffc00001),
            Float.MIN_VALUE,
            "",
            "a",
            "ab",
            "abcdefgh",
            "abcdefghi",
            "abcdefghj",
            "\u0000",
            "\u007f",
            "\u0080",
            "ÿ",
            "añ😀\u0000",
            "\ud7ff",
            "\ue000",
            "\uffff",
            "😀",
            "😁",
            "😀a",
            "\ufffd",
            "x".repeat(3_000),
            Keyword.of("plain"),
            Keyword.of("a.b", "c"),
            Keyword.of("a.b", "d"),
            Symbol.of("s"),
            Symbol.of("n", "s"),
            true,
            false,
            Instant.ofEpochMilli(-1),
            Instant.ofEpochMilli(0),
            Instant.ofEpochMilli(Long.MAX_VALUE),
            Instant.ofEpochMilli(1_700_000_000_123L),
            new UUID(-5, 7),
            new UUID(-5, -7),
            new UUID(5, 7),
            URI.create("http://example.com/a?b=c#d"),
            URI.create(""),
            new byte[0],
            new byte[] {1},
            new byte[] {-1},
            new byte[] {0, 0},
            new byte[300],
            EdnVector.of(1L, null, "x", Keyword.of("k")),
            EdnVector.of(1L, null),
            EdnVector.of(null, null),
            EdnVector.of(1L, -0.0),
            EdnVector.of(1L, 0.0),
            EdnVector.of(new BigDecimal("1.0"), new UUID(1, 2)),
            EdnVector.of(new BigDecimal("1.00"), new UUID(1, 2)));

    private final Random random;

    RandomFacts(Random random) {
        this.random = random;
    }

    /** Returns a value of any type. */
    Object value() {
        return switch (random.nextInt(6)) {
            case 0 -> (Object) (long) random.nextInt(20);
            case 1 -> "name " + random.nextInt(50);
            case 2 -> 17_592_186_044_416L + random.nextInt(1_000);
            case 3 -> text();
            default -> ODD_VALUES.get(random.nextInt(ODD_VALUES.size()));
        };
    }

    private String text() {
        return random.ints(random.nextInt(12), 0, 9)
                .map(i ->
                        new int[] {'a', 'b', 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xffff, 0x10000 + random.nextInt(3)}[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /**
     * Returns an attribute for a value: numbers of other classes have other ones, for two that are equal to a third need not be equal, so
     * that together they would have no order.
     */
    private int attribute(Object value) {
        Object first = value instanceof List<?> list && list.get(0) != null ? list.get(0) : value;
        if (first instanceof Number && !(first instanceof Long)) {
            return 80 + Math.floorMod(first.getClass().getName().hashCode(), 1_000_003);
        }
        return random.nextInt(8) == 0 ? random.nextInt(80) : 70 + random.nextInt(6);
    }

    /** Returns a fact that fits into an index. */
    Fact fact(Index index) {
        long e = random.nextInt(3) == 0 ? random.nextLong() >>> 2 : 17_592_186_044_416L + random.nextInt(100);
        Object value = index == Index.VAET ? (Object) (17_592_186_044_416L + random.nextInt(100)) : value();
        return Fact.of(e, attribute(value), value, 42 + random.nextInt(30), random.nextInt(5) > 0);
    }

    /** Returns distinct facts in the order of an index, at most so many. */
    Fact[] sorted(Index index, int most) {
        TreeSet<Fact> facts = new TreeSet<>((left, right) -> IndexOrder.compare(index, left, right));
        IntStream.range(0, most).forEach(i -> facts.add(fact(index)));
        return facts.toArray(Fact[]::new);
    }

    /** Returns distinct facts of one attribute and type of values in the order of an index, as most segments have them. */
    Fact[] alike(Index index, int most) {
        return alike(index, most, index == Index.VAET ? 1L : ODD_VALUES.get(random.nextInt(ODD_VALUES.size())));
    }

    /** Returns such facts whose values are of the class of an example. */
    Fact[] alike(Index index, int most, Object kind) {
        TreeSet<Fact> facts = new TreeSet<>((left, right) -> IndexOrder.compare(index, left, right));
        int distinct = 1 + random.nextInt(most);
        for (int i = 0; i < most; i++) {
            Object value = kind;
            int number = random.nextInt(distinct);
            if (kind instanceof Long) {
                value = (long) number;
            } else if (kind instanceof String) {
                value = "name " + number;
            } else if (kind instanceof Double) {
                value = number / 8.0;
            } else if (kind instanceof Instant) {
                value = Instant.ofEpochMilli(number * 1_000L);
            } else if (kind instanceof UUID) {
                value = new UUID(number * 31L, number);
            }
            facts.add(Fact.of(1_000 + random.nextInt(2 * most), 80, value, 42 + i / 100, true));
        }
        return facts.toArray(Fact[]::new);
    }

    /** Returns the same facts from behind. */
    static Fact[] reversed(Fact[] facts) {
        Fact[] reversed = facts.clone();
        Collections.reverse(Arrays.asList(reversed));
        return reversed;
    }

    /** Returns a line for each fact. Some compare as equal whose values are other ones, as the two zeros are: here class and bits count. */
    static List<String> written(Fact[] facts) {
        return Arrays.stream(facts)
                .map(fact ->
                        fact.e + " " + fact.a + " " + fact.stored().getClass().getSimpleName() + " "
                                + bits(fact.stored()) + " " + fact.bits + " " + fact.tOp)
                .toList();
    }

    private static String bits(Object value) {
        return value instanceof Double number
                ? Long.toHexString(Double.doubleToRawLongBits(number))
                : value instanceof Float number
                        ? Integer.toHexString(Float.floatToRawIntBits(number))
                        : value instanceof byte[] bytes ? Arrays.toString(bytes) : Edn.print(value);
    }
}
