package io.stator.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Fact;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class LogRecordTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);

    private static final List<Object> VALUES = List.of(
            0L,
            -1L,
            Long.MAX_VALUE,
            Long.MIN_VALUE,
            "",
            "añ😀\u0000",
            Keyword.of("plain"),
            Keyword.of("a.b", "c"),
            Symbol.of("s"),
            Symbol.of("n", "s"),
            true,
            false,
            0.0,
            -0.0,
            Double.NaN,
            Double.NEGATIVE_INFINITY,
            1.5f,
            Float.NaN,
            BigInteger.ONE.shiftLeft(200).negate(),
            new BigDecimal("-12.3400"),
            new BigDecimal("1E+400"),
            Instant.ofEpochMilli(-1),
            Instant.ofEpochMilli(1_700_000_000_123L),
            new UUID(-5, 7),
            URI.create("http://example.com/a?b=c#d"),
            EdnVector.of(1L, null, "x", Keyword.of("k"), EdnVector.of(2.0)));

    private static Fact fact(Random random, int i) {
        long e = random.nextBoolean() ? 17592186044416L + random.nextInt(1000) : random.nextInt(80);
        Object value = random.nextInt(3) == 0 ? e + random.nextInt(100) - 50 : VALUES.get(i % VALUES.size());
        return Fact.of(e, random.nextInt(1000), value, 42 + i / 100, random.nextInt(5) > 0);
    }

    @Test
    void whatWasEncodedIsDecoded() {
        Random random = new Random(SEED);
        List<LoggedTransaction> transactions = new ArrayList<>();
        for (int t = 42; t < 52; t++) {
            List<Fact> facts = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                facts.add(fact(random, (t - 42) * 100 + i));
            }
            transactions.add(new LoggedTransaction(t, 1000 + t, 73 + t, -5L * t, facts));
        }
        byte[] bytes = LogRecord.encode(transactions);
        assertThat(LogRecord.decode(bytes)).as("seed %s", SEED).isEqualTo(transactions);
        assertThat(LogRecord.decode(bytes, 46))
                .as("seed %s", SEED)
                .isEqualTo(transactions.stream()
                        .map(each -> each.t() > 46
                                ? each
                                : new LoggedTransaction(
                                        each.t(), each.nextEntity(), each.nextAttribute(), each.instant(), List.of()))
                        .toList());
    }

    @Test
    void aTransactionWithoutFactsIsKept() {
        List<LoggedTransaction> one = List.of(new LoggedTransaction(7, 1, 2, 3, List.of()));
        assertThat(LogRecord.decode(LogRecord.encode(one))).isEqualTo(one);
    }

    @Test
    void submissionsAreKept() {
        Map<Object, Long> tempids = new LinkedHashMap<>();
        tempids.put("name", 17L);
        tempids.put(-7L, 18L);
        tempids.put(Objects.requireNonNull(Edn.read("#db/id [:db.part/user -1]")), 1L << 61);
        SubmissionMark mark = new SubmissionMark("id", Long.MIN_VALUE, 3, -1, tempids);
        List<LoggedTransaction> two = List.of(
                new LoggedTransaction(7, 1, 2, 3, List.of(Fact.of(1, 2, 3L, 7, true)), mark),
                new LoggedTransaction(8, 1, 2, 3, List.of()));
        byte[] bytes = LogRecord.encode(two);
        assertThat(LogRecord.decode(bytes)).isEqualTo(two);
        assertThat(LogRecord.decode(bytes, 7).get(0).submission()).isEqualTo(mark);
        assertThat(LogRecord.decode(bytes, 7).get(0).facts()).isEmpty();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> LogRecord.decode(cut)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LogRecord.decode(cut, 8)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aRecordWithoutSubmissionsIsOfTheFirstVersion() {
        assertThat(LogRecord.encode(List.of(new LoggedTransaction(7, 1, 2, 3, List.of())))[0])
                .isEqualTo((byte) 1);
    }

    @Test
    void bytesAreCompared() {
        Fact fact = Fact.of(1, 2, new byte[] {1, 2, 3}, 4, true);
        Fact decoded = LogRecord.decode(LogRecord.encode(List.of(new LoggedTransaction(4, 1, 1, 1, List.of(fact)))))
                .get(0)
                .facts()
                .get(0);
        assertThat((byte[]) decoded.v()).containsExactly(1, 2, 3);
        byte[] bytes = LogRecord.encode(List.of(new LoggedTransaction(4, 1, 1, 1, List.of(fact))));
        assertThat(LogRecord.decode(bytes, 4).get(0).facts()).isEmpty();
    }

    @Test
    void anyOtherBytesAreRefused() {
        Random random = new Random(SEED);
        byte[] good = LogRecord.encode(List.of(new LoggedTransaction(
                7, 1, 2, 3, List.of(Fact.of(1, 2, "text", 7, true), Fact.of(1, 2, 3L, 7, true)))));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> LogRecord.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            if (noise.length > 0) {
                noise[0] = (byte) (1 + random.nextInt(2));
            }
            try {
                LogRecord.decode(noise, random.nextBoolean() ? Long.MAX_VALUE : 0);
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
    }
}
