package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.ValueType;
import io.stator.edn.BigNumbers;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

final class ValueTypesTest {
    private static final Instant NOW = Instant.parse("2020-01-01T00:00:00.123456789Z");
    private static final Instant NOW_MILLIS = Instant.parse("2020-01-01T00:00:00.123Z");

    private final Ledger ledger = Ledger.with("[[:string :string :one] [:keyword :keyword :one] [:symbol :symbol :one]"
            + " [:boolean :boolean :one] [:long :long :one] [:bigint :bigint :one] [:float :float :one]"
            + " [:double :double :one] [:bigdec :bigdec :one] [:instant :instant :one] [:uuid :uuid :one]"
            + " [:uri :uri :one]]");

    private static List<Object> form(ValueType type, Object value) {
        return List.of(Keyword.of("db", "add"), "e", Keyword.of(type.name().toLowerCase(Locale.ROOT)), value);
    }

    private void accepts(ValueType type, Object value, Object canonical) {
        Object stored =
                ledger.transact(List.of(form(type, value))).txData().get(1).v();
        assertThat(stored).as(type + " " + value).isEqualTo(canonical);
        assertThat(stored.getClass()).isEqualTo(canonical.getClass());
    }

    private void rejects(ValueType type, Object... values) {
        for (Object value : values) {
            Anomaly anomaly = ledger.refused(List.of(form(type, value)));
            assertThat(anomaly.error())
                    .as(type + " " + value)
                    .isEqualTo(Keyword.of("db.error", "wrong-type-for-attribute"));
        }
    }

    @Test
    void valuesAreKeptInTheClassOfTheirType() {
        accepts(ValueType.STRING, "", "");
        accepts(ValueType.LONG, 5, 5L);
        accepts(ValueType.LONG, (short) 6, 6L);
        accepts(ValueType.LONG, (byte) 7, 7L);
        accepts(ValueType.LONG, new AtomicLong(8), 8L);
        accepts(ValueType.LONG, new AtomicInteger(9), 9L);
        accepts(ValueType.STRING, new StringBuilder("built"), "built");
        accepts(ValueType.LONG, Long.MAX_VALUE, Long.MAX_VALUE);
        accepts(ValueType.BIGINT, BigInteger.TEN, BigInteger.TEN);
        accepts(ValueType.FLOAT, 1.5, 1.5f);
        accepts(ValueType.FLOAT, 1e300, Float.POSITIVE_INFINITY);
        accepts(ValueType.DOUBLE, Double.NaN, Double.NaN);
        accepts(ValueType.BIGDEC, new BigDecimal("5.00"), new BigDecimal("5.00"));
        accepts(ValueType.INSTANT, Date.from(NOW), NOW_MILLIS);
        accepts(ValueType.INSTANT, java.sql.Timestamp.from(NOW), NOW_MILLIS);
        accepts(ValueType.INSTANT, NOW, NOW_MILLIS);
        accepts(ValueType.INSTANT, NOW.atOffset(ZoneOffset.ofHours(5)), NOW_MILLIS);
        accepts(ValueType.INSTANT, NOW.atZone(ZoneId.of("Europe/Berlin")), NOW_MILLIS);
        accepts(ValueType.BOOLEAN, false, false);
        accepts(ValueType.KEYWORD, Keyword.of("a"), Keyword.of("a"));
        accepts(ValueType.KEYWORD, ":a", Keyword.of("a"));
        accepts(ValueType.SYMBOL, Symbol.of("a", "b"), Symbol.of("a", "b"));
        accepts(ValueType.UUID, new UUID(1, 2), new UUID(1, 2));
        accepts(ValueType.URI, URI.create("http://x"), URI.create("http://x"));
    }

    @Test
    void valuesOfOtherClassesAreRefused() {
        rejects(ValueType.STRING, 1L, Keyword.of("a"), List.of("a"));
        rejects(ValueType.LONG, new LongAdder(), new long[] {1}, 'a', Optional.of(1L), Thread.State.NEW);
        rejects(ValueType.LONG, "1", 1.5, BigInteger.ONE, BigDecimal.ONE);
        rejects(ValueType.STRING, 'a', Optional.of("a"), Thread.State.NEW, new char[] {'a'});
        rejects(ValueType.BIGINT, 5L, 5.0);
        rejects(ValueType.FLOAT, 1L);
        rejects(ValueType.DOUBLE, 1L, 1.5f, BigDecimal.ONE);
        rejects(ValueType.BIGDEC, 5L, 5.0);
        rejects(ValueType.BOOLEAN, "true");
        rejects(ValueType.INSTANT, 12345L, Instant.MAX, LocalDate.EPOCH, LocalDateTime.MIN, Year.of(2020));
        rejects(ValueType.UUID, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6");
        rejects(ValueType.URI, "http://x");
        rejects(ValueType.KEYWORD, "a", Symbol.of(null, "a"));
        rejects(ValueType.SYMBOL, "a");
        assertThat(ledger.refused("[{:long \"1\"}]")).hasMessage("Value 1 is not a valid :int for attribute :long");
    }

    @Test
    void aStringHasALargestLength() {
        accepts(ValueType.STRING, "x".repeat(4096), "x".repeat(4096));
        assertThat(ledger.refused(List.of(form(ValueType.STRING, "x".repeat(4097)))))
                .isInstanceOf(Anomaly.Incorrect.class)
                .hasMessageContaining("Item too large");
    }

    @Test
    void aNumberThatCouldNotBeWrittenIsTooLarge() {
        BigInteger integer = BigInteger.ONE.shiftLeft(BigNumbers.BITS_MAX).subtract(BigInteger.ONE);
        accepts(ValueType.BIGINT, integer, integer);
        accepts(ValueType.BIGDEC, new BigDecimal("1E-65536"), new BigDecimal("1E-65536"));
        for (Object form : List.of(
                form(ValueType.BIGINT, integer.add(BigInteger.ONE)),
                form(ValueType.BIGDEC, new BigDecimal(integer.add(BigInteger.ONE))),
                form(ValueType.BIGDEC, new BigDecimal("1E+65537")),
                form(ValueType.BIGDEC, new BigDecimal("1E-999999999")))) {
            assertThat(ledger.refused(List.of(form)))
                    .isInstanceOf(Anomaly.Incorrect.class)
                    .hasMessageContaining("Item too large: a number of")
                    .hasMessageContaining("must have at most 65536 bits and 65536 decimal places");
        }
    }

    @Test
    void notANumberIsReplacedLikeAnyValue() {
        ledger.transact("[{:db/id \"e\" :double ##NaN}]");
        ledger.expect("[[:db/add e :double 1.0]]", "[[e :double 1.0 true] [e :double ##NaN false]]");
        ledger.expect("[[:db/add e :double 0.0]]", "[[e :double 0.0 true] [e :double 1.0 false]]");
        ledger.expect("[[:db/add e :double -0.0]]", "[]");
    }
}
