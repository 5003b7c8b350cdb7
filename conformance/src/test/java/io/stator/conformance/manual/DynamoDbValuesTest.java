package io.stator.conformance.manual;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.conformance.manual.Tables.Row;
import io.stator.dynamodb.Codecs;
import io.stator.dynamodb.Frozen;
import io.stator.dynamodb.Item;
import io.stator.nippy.Keyword;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.MonthDay;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The book of the DynamoDB library says of every class whose values can be stored what they become. */
final class DynamoDbValuesTest {
    /** How the library names a class that it writes or reads by itself. */
    private static final Pattern KNOWN = Pattern.compile(
            "(?:text|number|exact|leaf|parsed|entry)\\(\\s*(\\w+(?:\\[])?)\\.class|\\b(\\w+)\\.class\\.isAssignableFrom\\(type\\)|type == (\\w+)\\.class");

    /** Classes of no values of their own: what others are, or what is within them. */
    private static final Set<String> NOT_STORED =
            Set.of("Object", "Number", "FrozenThawed", "Optional", "BaseStream", "Iterator", "Iterable");

    /** A record to store. */
    record Point(int x, int y) {}

    private static final ZonedDateTime TIME = ZonedDateTime.of(2026, 1, 31, 12, 0, 1, 0, ZoneOffset.UTC);

    private static final Map<String, Object> SAMPLES = Map.ofEntries(
            Map.entry("String", "text"),
            Map.entry("CharSequence", new StringBuilder("text")),
            Map.entry("Character", 'c'),
            Map.entry("Keyword", Keyword.of("a/b")),
            Map.entry("Long", 1L),
            Map.entry("Integer", 1),
            Map.entry("Short", (short) 1),
            Map.entry("Byte", (byte) 1),
            Map.entry("BigInteger", BigInteger.TEN.pow(30)),
            Map.entry("BigDecimal", new BigDecimal("0.1")),
            Map.entry("Double", 0.5),
            Map.entry("Float", 0.5f),
            Map.entry("AtomicInteger", new AtomicInteger(1)),
            Map.entry("AtomicLong", new AtomicLong(1)),
            Map.entry("LongAdder", new LongAdder()),
            Map.entry("LongAccumulator", new LongAccumulator(Long::sum, 1)),
            Map.entry("DoubleAdder", new DoubleAdder()),
            Map.entry("DoubleAccumulator", new DoubleAccumulator(Double::sum, 1)),
            Map.entry("Boolean", true),
            Map.entry("AtomicBoolean", new AtomicBoolean(true)),
            Map.entry("byte[]", new byte[] {1}),
            Map.entry("ByteBuffer", ByteBuffer.wrap(new byte[] {1})),
            Map.entry("SdkBytes", SdkBytes.fromByteArray(new byte[] {1})),
            Map.entry("Instant", TIME.toInstant()),
            Map.entry("Date", Date.from(TIME.toInstant())),
            Map.entry("Timestamp", Timestamp.from(TIME.toInstant())),
            Map.entry("OffsetDateTime", TIME.toOffsetDateTime()),
            Map.entry("ZonedDateTime", TIME),
            Map.entry("LocalDate", TIME.toLocalDate()),
            Map.entry("LocalDateTime", TIME.toLocalDateTime()),
            Map.entry("LocalTime", TIME.toLocalTime()),
            Map.entry("OffsetTime", TIME.toOffsetDateTime().toOffsetTime()),
            Map.entry("Year", Year.of(2026)),
            Map.entry("YearMonth", YearMonth.of(2026, 1)),
            Map.entry("MonthDay", MonthDay.of(1, 31)),
            Map.entry("Duration", Duration.ofHours(1)),
            Map.entry("Period", Period.ofMonths(1)),
            Map.entry("ZoneId", ZoneId.of("Europe/Berlin")),
            Map.entry("ZoneOffset", ZoneOffset.ofHours(1)),
            Map.entry("UUID", new UUID(1, 2)),
            Map.entry("URI", URI.create("http://localhost")),
            Map.entry("OptionalInt", OptionalInt.of(1)),
            Map.entry("OptionalLong", OptionalLong.of(1)),
            Map.entry("OptionalDouble", OptionalDouble.of(0.5)),
            Map.entry("Enum", DayOfWeek.MONDAY),
            Map.entry("List", List.of(1, "a")),
            Map.entry("Collection", List.of(1)),
            Map.entry("Set", Set.of("a")),
            Map.entry("Map", Map.of("a", 1)),
            Map.entry("Item", Item.of("a", 1)),
            Map.entry("Record", new Point(1, 2)),
            Map.entry("Frozen", Frozen.freeze(1)),
            Map.entry("AttributeValue", AttributeValue.fromS("text")));

    /** Classes that are read as something wider than they were written as, so that nothing equal comes back. */
    private static final Set<String> NOT_READ_AS_WRITTEN = Set.of(
            "CharSequence",
            "LongAdder",
            "LongAccumulator",
            "DoubleAdder",
            "DoubleAccumulator",
            "AtomicInteger",
            "AtomicLong",
            "AtomicBoolean",
            "Enum",
            "List",
            "Collection",
            "Set",
            "Map",
            "Record",
            "Frozen");

    @Test
    void everyClassHasALine() throws IOException {
        Set<String> known = new TreeSet<>(Set.of("Record", "Keyword"));
        for (String source : List.of("ValueWriters", "StandardReaders")) {
            String text = Files.readString(
                    ManualPage.root().resolve("dynamodb/src/main/java/io/stator/dynamodb/" + source + ".java"));
            KNOWN.matcher(text)
                    .results()
                    .map(found -> Objects.requireNonNullElse(
                            found.group(1), Objects.requireNonNullElse(found.group(2), found.group(3) + "")))
                    .filter(name -> Character.isUpperCase(name.charAt(0)) || name.endsWith("[]"))
                    .forEach(known::add);
        }
        known.removeAll(NOT_STORED);
        Set<String> said = new TreeSet<>(Tables.names("dynamodb-values"));
        said.removeAll(Set.of("List", "Timestamp"));
        known.removeAll(Set.of("List", "Timestamp"));
        assertThat(said).isEqualTo(known);
    }

    @Test
    void valuesAreStoredAsTheirLinesSay() {
        assertThat(new TreeSet<>(Tables.names("dynamodb-values"))).isEqualTo(new TreeSet<>(SAMPLES.keySet()));
        for (Row row : Tables.rows("dynamodb-values")) {
            for (String name : row.code(0)) {
                Object sample = Objects.requireNonNull(SAMPLES.get(name), name);
                Map<String, AttributeValue> stored = Codecs.standard().toAttributeValues(Item.of("a", sample));
                String type = stored.get("a").type().name();
                Set<String> allowed = row.cells().get(1).equals("any")
                        ? Set.of(type)
                        : Set.of(row.cells().get(1).split(", "));
                assertThat(type).as(row.at() + " " + name).isIn(allowed);
                if (!NOT_READ_AS_WRITTEN.contains(name)) {
                    Item read = Codecs.standard().fromAttributeValues(stored);
                    Class<?> as = sample instanceof ByteBuffer
                            ? ByteBuffer.class
                            : sample instanceof ZoneId && !(sample instanceof ZoneOffset)
                                    ? ZoneId.class
                                    : sample.getClass();
                    assertThat((Object) read.get("a", as))
                            .as(row.at() + " " + name)
                            .isEqualTo(sample);
                }
            }
        }
    }
}
