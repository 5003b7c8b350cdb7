package io.stator.dynamodb;

import static io.stator.dynamodb.Frozen.freeze;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.stator.nippy.Keyword;
import io.stator.nippy.Nippy;
import io.stator.nippy.Opaque;
import io.stator.nippy.Ratio;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What was frozen is thawed when it is read, as whatever type it is read: by every accessor, as every type of component. */
final class FrozenReadTest {
    private static final Codecs CODECS = Codecs.standard();
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.006Z");
    private static final UUID ID = new UUID(1, 2);
    private static final Map<Object, Object> POINT = Map.of(Keyword.of("x"), 1L, Keyword.of("y"), 2L);

    private record Point(long x, int y) {}

    private record Pair<T>(T left, List<T> right) {}

    /** Each type that the library reads one by one, with what is frozen and what it is read as. */
    private static Map<Class<?>, Object> leaves() {
        Map<Class<?>, Object> all = new LinkedHashMap<>();
        all.put(String.class, "text");
        all.put(CharSequence.class, "text");
        all.put(Object.class, List.of(1L, 'x'));
        all.put(boolean.class, true);
        all.put(Boolean.class, true);
        all.put(long.class, 5L);
        all.put(Long.class, 5L);
        all.put(int.class, 5);
        all.put(Integer.class, 5);
        all.put(short.class, (short) 5);
        all.put(byte.class, (byte) 5);
        all.put(double.class, 2.5);
        all.put(Double.class, Double.NaN);
        all.put(float.class, 2.5f);
        all.put(BigInteger.class, BigInteger.TEN.pow(200));
        all.put(BigDecimal.class, new BigDecimal("1." + "3".repeat(60)));
        all.put(Number.class, 7L);
        all.put(char.class, 'x');
        all.put(Instant.class, TIME);
        all.put(Date.class, Date.from(TIME));
        all.put(UUID.class, ID);
        all.put(URI.class, URI.create("a:b"));
        all.put(Duration.class, Duration.ofSeconds(3));
        all.put(Keyword.class, Keyword.of("a/b"));
        all.put(Ratio.class, Ratio.of(22, 7));
        all.put(Opaque.class, new Opaque.Edn("#x 1"));
        all.put(Map.class, POINT);
        all.put(Set.class, Set.of(1L, 'x'));
        all.put(List.class, List.of(1L, List.of()));
        all.put(Collection.class, List.of(1L));
        return all;
    }

    private static Item frozen(Object value) {
        return Item.read(
                Map.of(
                        "v",
                        AttributeValue.fromB(
                                SdkBytes.fromByteArray(Nippy.standard().freeze(value)))),
                CODECS);
    }

    @Test
    void aValueOfTheTypeIsItself() {
        leaves().forEach((type, value) -> {
            assertThat((Object) frozen(value).get("v", type)).as("%s", type).isEqualTo(value);
            assertThat((Object) frozen(List.of(value)).list("v", type).get(0))
                    .as("%s", type)
                    .isEqualTo(value);
            Item listed = Item.read(
                    Map.of("v", AttributeValue.fromL(List.of(frozen(value).get("v", AttributeValue.class)))), CODECS);
            assertThat((Object) listed.list("v", type).get(0)).as("%s", type).isEqualTo(value);
        });
    }

    @Test
    void byteArraysAreThoseThatWereFrozen() {
        byte[] bytes = {1, 2, 3};
        Item item = frozen(bytes);
        assertThat(item.bytes("v")).isEqualTo(bytes);
        assertThat(item.get("v", byte[].class)).isEqualTo(bytes);
        assertThat(item.get("v", ByteBuffer.class)).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(item.get("v", SdkBytes.class)).isEqualTo(SdkBytes.fromByteArray(bytes));
        assertThat(item.find("v", byte[].class)).contains(bytes);
        assertThat(item.toMap().get("v")).isEqualTo(bytes);
        assertThat(item.get("v")).isEqualTo(bytes);
        record Holder(byte[] v) {}
        assertThat(item.as(Holder.class).v()).isEqualTo(bytes);
        assertThatThrownBy(() -> frozen(POINT).bytes("v"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessage("v must be read as another type than byte[]: what was frozen is a map");
    }

    @Test
    void membersOfABinarySetAreThawed() {
        byte[] bytes = {1, 2, 3};
        SdkBytes frozen = SdkBytes.fromByteArray(Nippy.standard().freeze(bytes));
        SdkBytes raw = SdkBytes.fromByteArray(new byte[] {4});
        Item item = Item.read(Map.of("v", AttributeValue.fromBs(List.of(frozen, raw))), CODECS);
        Set<Object> buffers = Set.of(ByteBuffer.wrap(bytes), ByteBuffer.wrap(new byte[] {4}));
        assertThat(item.get("v")).isEqualTo(buffers);
        assertThat(item.get("v", Set.class)).isEqualTo(buffers);
        assertThat(item.set("v", ByteBuffer.class)).isEqualTo(buffers);
        assertThat(item.list("v", byte[].class).get(0)).isEqualTo(bytes);
        record Holder(Set<ByteBuffer> v) {}
        assertThat(item.as(Holder.class).v()).isEqualTo(buffers);
        Item numbers = Item.read(
                Map.of(
                        "v",
                        AttributeValue.fromBs(
                                List.of(SdkBytes.fromByteArray(Nippy.standard().freeze(5L))))),
                CODECS);
        assertThat(numbers.set("v", Long.class)).containsExactly(5L);
    }

    @Test
    void everyAccessorThaws() {
        assertThat(frozen(5L).longValue("v")).isEqualTo(5);
        assertThat(frozen(5L).longValue("v", 1)).isEqualTo(5);
        assertThat(frozen(5L).intValue("v")).isEqualTo(5);
        assertThat(frozen(5L).intValue("v", 1)).isEqualTo(5);
        assertThat(frozen(2.5).doubleValue("v")).isEqualTo(2.5);
        assertThat(frozen(2.5).doubleValue("v", 1)).isEqualTo(2.5);
        assertThat(frozen(Ratio.of(1, 4)).decimal("v")).isEqualTo(new BigDecimal("0.25"));
        assertThat(frozen(true).bool("v")).isTrue();
        assertThat(frozen(true).bool("v", false)).isTrue();
        assertThat(frozen("x").string("v")).isEqualTo("x");
        assertThat(frozen(TIME).instant("v")).isEqualTo(TIME);
        assertThat(frozen(ID).uuid("v")).isEqualTo(ID);
        assertThat(frozen(POINT).item("v")).isEqualTo(Item.of("x", 1, "y", 2));
        assertThat(frozen(POINT).map("v")).isEqualTo(Map.of("x", 1L, "y", 2L));
        assertThat(frozen(List.of(1, 2L)).list("v", Long.class)).containsExactly(1L, 2L);
        assertThat(frozen(Set.of(1, 2L)).set("v", Long.class)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(frozen(List.of("A")).set("v", String.class)).containsExactly("A");
        assertThat(frozen(POINT).get("v")).isEqualTo(POINT);
        assertThat(frozen(POINT).find("v")).contains(POINT);
        assertThat(frozen(POINT).toMap()).isEqualTo(Map.of("v", POINT));
    }

    @Test
    void aValueOfAnotherTypeIsReadAsIfItWereStored() {
        assertThat(frozen(5).get("v", long.class)).isEqualTo(5L);
        assertThat(frozen(5L).get("v", BigDecimal.class)).isEqualTo(new BigDecimal(5));
        assertThat(frozen(5L).get("v", Instant.class)).isEqualTo(Instant.ofEpochSecond(5));
        assertThat(frozen(Date.from(TIME)).instant("v")).isEqualTo(TIME);
        assertThat(frozen(TIME).get("v", Date.class)).isEqualTo(Date.from(TIME));
        assertThat(frozen(ID.toString()).uuid("v")).isEqualTo(ID);
        assertThat(frozen(ID).string("v")).isEqualTo(ID.toString());
        assertThat(frozen(Keyword.of("SECONDS")).get("v", TimeUnit.class)).isEqualTo(TimeUnit.SECONDS);
        assertThat(frozen(Keyword.of("a/b")).string("v")).isEqualTo("a/b");
        assertThat(frozen(LocalDate.of(2026, 1, 2)).get("v", LocalDate.class)).isEqualTo(LocalDate.of(2026, 1, 2));
        assertThat(frozen(Ratio.of(22, 7)).doubleValue("v")).isEqualTo(22.0 / 7);
        assertThat(frozen(new long[] {1, 2}).get("v", int[].class)).containsExactly(1, 2);
        assertThat(frozen(List.of(1L, 2L)).get("v", double[].class)).containsExactly(1, 2);
        assertThat(frozen(5L).get("v", AtomicLong.class).get()).isEqualTo(5);
        assertThat(frozen(true).get("v", AtomicBoolean.class).get()).isTrue();
        assertThat(frozen(POINT).get("v", Point.class)).isEqualTo(new Point(1, 2));
        assertThat(frozen(new Opaque.ClojureRecord("a.Point", POINT)).get("v", Point.class))
                .isEqualTo(new Point(1, 2));
        assertThat(frozen("2026-01-02T03:04:05.006Z").get("v", OffsetDateTime.class))
                .isEqualTo(TIME.atOffset(ZoneOffset.UTC));
    }

    @Test
    void everyTypeOfComponentIsThawed() {
        record All(
                String text,
                long number,
                Integer boxed,
                Instant time,
                Optional<Instant> maybe,
                OptionalLong count,
                OptionalInt small,
                OptionalDouble ratio,
                List<Long> numbers,
                Set<String> words,
                Map<String, List<Integer>> byName,
                Map<Long, String> byNumber,
                Map<Keyword, Object> byKeyword,
                Point point,
                List<Point> points,
                Pair<Point> pair,
                Point[] array,
                Optional<List<UUID>> ids,
                Frozen frozen,
                Object anything,
                Item item) {}
        Item item = Item.of(
                        "text", freeze("x"), "number", freeze(5), "boxed", freeze(6L), "time", freeze(Date.from(TIME)))
                .with("maybe", freeze(TIME))
                .with("count", freeze(7))
                .with("small", freeze(8L))
                .with("ratio", freeze(0.5))
                .with("numbers", freeze(List.of(1, 2L)))
                .with("words", freeze(Set.of(Keyword.of("a"))))
                .with("byName", freeze(Map.of(Keyword.of("k"), List.of(1L))))
                .with("byNumber", freeze(Map.of(1, "one")))
                .with("byKeyword", freeze(Map.of(Keyword.of("k"), 'x')))
                .with("point", freeze(POINT))
                .with("points", List.of(freeze(POINT), Map.of("x", freeze(3), "y", 4)))
                .with("pair", freeze(Map.of("left", POINT, "right", List.of(POINT))))
                .with("array", freeze(List.of(POINT)))
                .with("ids", freeze(List.of(ID)))
                .with("frozen", freeze(POINT))
                .with("anything", freeze(POINT))
                .with("item", freeze(POINT));
        All all = Item.read(item.attributes(CODECS), CODECS).as(All.class);
        Point point = new Point(1, 2);
        assertThat(all)
                .usingRecursiveComparison()
                .isEqualTo(new All(
                        "x",
                        5,
                        6,
                        TIME,
                        Optional.of(TIME),
                        OptionalLong.of(7),
                        OptionalInt.of(8),
                        OptionalDouble.of(0.5),
                        List.of(1L, 2L),
                        Set.of("a"),
                        Map.of("k", List.of(1)),
                        Map.of(1L, "one"),
                        Map.of(Keyword.of("k"), 'x'),
                        point,
                        List.of(point, new Point(3, 4)),
                        new Pair<>(point, List.of(point)),
                        new Point[] {point},
                        Optional.of(List.of(ID)),
                        freeze(POINT),
                        POINT,
                        all.item()));
        assertThat(all.item()).isEqualTo(Item.of("x", 1, "y", 2));
    }

    @Test
    void frozenNullIsNull() {
        assertThat(frozen(null).get("v", String.class)).isNull();
        assertThat(frozen(null).item("v")).isNull();
        assertThat(frozen(null).longValue("v", 3)).isEqualTo(3);
        assertThat(frozen(null).find("v", Instant.class)).isEmpty();
        assertThatThrownBy(() -> frozen(null).longValue("v"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("v must be there to be read as long: it is null");
    }

    @Test
    void anItemOfAFrozenMapKeepsTheTypes() {
        Item item = frozen(Map.of(Keyword.of("kind"), Keyword.of("big"), "tags", Set.of(), "at", TIME, "n", 5))
                .item("v");
        assertThat(item.get("kind")).isEqualTo(Keyword.of("big"));
        assertThat(item.string("kind")).isEqualTo("big");
        assertThat(item.get("tags")).isEqualTo(Set.of());
        assertThat(item.set("tags", String.class)).isEmpty();
        assertThat(item.instant("at")).isEqualTo(TIME);
        assertThat(item.longValue("n")).isEqualTo(5);
        Item again = Item.read(item.with("id", 1).attributes(CODECS), CODECS);
        assertThat(again.get("kind")).isEqualTo(Keyword.of("big"));
        assertThat(again.get("tags")).isEqualTo(Set.of());
        assertThat(again.get("at")).isEqualTo(TIME);
    }

    @Test
    void codecsReadFrozenValuesToo() {
        Codecs codecs = CODECS.with(Codec.of(Point.class, p -> p.x() + "/" + p.y(), stored -> {
            String[] parts = stored.toString().split("/", -1);
            return new Point(Long.parseLong(parts[0]), Integer.parseInt(parts[1]));
        }));
        Item item = Item.read(frozen("3/4").attributes(CODECS), codecs);
        assertThat(item.get("v", Point.class)).isEqualTo(new Point(3, 4));
        assertThat(item.find("v", Point.class)).contains(new Point(3, 4));
    }

    @Test
    void twoKeysOfOneTextAreNotMerged() {
        assertThatThrownBy(() -> frozen(Map.of("a", 1L, Keyword.of("a"), 2L)).map("v"))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("v.a must be one entry");
    }

    @Test
    void thePlaceInAFrozenValueIsNamed() {
        assertThatThrownBy(() -> frozen(Map.of("x", 1L, "y", "two")).get("v", Point.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("v.y must be a number");
        assertThatThrownBy(() -> frozen(List.of(1L, List.of())).list("v", Long.class))
                .isInstanceOf(DynamoException.InvalidValue.class)
                .hasMessageStartingWith("v[1] must be");
    }

    @Test
    void binaryThatNobodyFroze() {
        for (byte[] bytes : List.of(new byte[] {'N', 'P', 'Y', 0, -7, 1}, new byte[] {'N', 'P', 'Y', 0, 91})) {
            Item item = Item.read(Map.of("v", AttributeValue.fromB(SdkBytes.fromByteArray(bytes))), CODECS);
            assertThat(item.bytes("v")).isEqualTo(bytes);
        }
    }
}
