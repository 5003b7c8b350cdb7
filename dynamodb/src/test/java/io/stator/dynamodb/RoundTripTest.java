package io.stator.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is stored can be read as the type it was given as, at the borders of the type too, as a value and as the key of a map. */
final class RoundTripTest {
    private static final Codecs CODECS = Codecs.standard();

    private record Id(long number) {}

    private record Keyed(Map<Id, String> names) {}

    @Test
    void valuesAtTheBordersComeBack() {
        for (Object value : List.of(
                Year.of(5),
                Year.of(-5),
                Year.of(12_345),
                Year.of(Year.MIN_VALUE),
                Year.of(Year.MAX_VALUE),
                YearMonth.of(5, 1),
                YearMonth.of(-5, 1),
                YearMonth.of(12_345, 12),
                YearMonth.of(Year.MIN_VALUE, 1),
                YearMonth.of(Year.MAX_VALUE, 12),
                MonthDay.of(2, 29),
                Month.MAY,
                LocalDate.MIN,
                LocalDate.MAX,
                LocalDateTime.MIN,
                LocalDateTime.MAX,
                LocalTime.MAX,
                OffsetDateTime.MIN,
                OffsetDateTime.MAX,
                OffsetTime.MIN,
                ZonedDateTime.parse("2024-10-27T02:30+01:00[Europe/Paris]"),
                ZonedDateTime.parse("2024-10-27T02:30+02:00[Europe/Paris]"),
                Instant.MIN,
                Instant.MAX,
                new Date(Long.MIN_VALUE),
                new Date(Long.MAX_VALUE),
                Duration.ofSeconds(Long.MIN_VALUE),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
                Period.of(-1, Integer.MAX_VALUE, Integer.MIN_VALUE),
                new UUID(0, Long.MIN_VALUE))) {
            Map<String, ?> attributes = Item.of("v", value).attributes(CODECS);
            assertThat(read(value).get("v", value.getClass()))
                    .as("%s", attributes)
                    .isEqualTo(value);
        }
    }

    private static Item read(Object value) {
        return Item.read(Item.of("v", value).attributes(CODECS), CODECS);
    }

    @Test
    void keysThatAreWrittenAsNumbersComeBack() {
        for (Object key : List.of(
                5L,
                1.5,
                OptionalInt.of(1),
                OptionalLong.of(-1),
                OptionalDouble.of(1.5),
                LocalDate.EPOCH,
                Year.of(2026),
                'x',
                '7',
                new UUID(1, 2))) {
            Type type = GenericType.of(Map.class, key.getClass(), String.class);
            assertThat(CODECS.read(CODECS.write(Map.of(key, "a"), "v"), type, "v"))
                    .isEqualTo(Map.of(key, "a"));
        }
        Type optional = GenericType.of(Map.class, GenericType.of(Optional.class, Integer.class), String.class);
        assertThat(CODECS.read(CODECS.write(Map.of(Optional.of(1), "a"), "v"), optional, "v"))
                .isEqualTo(Map.of(Optional.of(1), "a"));
    }

    @Test
    void aCodecThatWritesNumbersReadsKeys() {
        Codecs ids = CODECS.with(Codec.of(Id.class, Id::number, stored -> new Id((Long) stored)));
        Keyed keyed = new Keyed(Map.of(new Id(5), "a"));
        assertThat(Item.read(Item.from(keyed).attributes(ids), ids).as(Keyed.class))
                .isEqualTo(keyed);
    }

    @Test
    void aKeyOfForeignTextIsNoEndlessNumber() {
        Type type = GenericType.of(Map.class, BigInteger.class, String.class);
        assertThatThrownBy(() -> CODECS.read(CODECS.write(Map.of("1E999999999", "a"), "v"), type, "v"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("v.1E999999999 must be a number");
    }
}
