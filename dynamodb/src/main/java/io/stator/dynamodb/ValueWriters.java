package io.stator.dynamodb;

import io.stator.dynamodb.expression.Texts;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.sql.Timestamp;
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
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How the values of each Java class are written. */
final class ValueWriters {
    /** Classes whose values are text, by a conversion of their own. */
    private static final Map<Class<?>, ValueWriter> TEXTS = Map.ofEntries(
            text(String.class, Function.identity()),
            text(Character.class, Object::toString),
            text(UUID.class, UUID::toString),
            text(URI.class, URI::toString),
            text(Instant.class, Instants::text),
            text(LocalDate.class, LocalDate::toString),
            text(LocalDateTime.class, LocalDateTime::toString),
            text(LocalTime.class, LocalTime::toString),
            text(OffsetDateTime.class, OffsetDateTime::toString),
            text(OffsetTime.class, OffsetTime::toString),
            text(ZonedDateTime.class, ZonedDateTime::toString),
            text(Year.class, Year::toString),
            text(YearMonth.class, YearMonth::toString),
            text(MonthDay.class, MonthDay::toString),
            text(Duration.class, Duration::toString),
            text(Period.class, Period::toString));

    /** Classes with one conversion of their own, which only a codec for the very class replaces. */
    private static final Map<Class<?>, ValueWriter> EXACT = and(
            TEXTS,
            number(Long.class, Object::toString),
            number(Integer.class, Object::toString),
            number(Short.class, Object::toString),
            number(Byte.class, Object::toString),
            number(Double.class, Numbers::text),
            number(Float.class, Numbers::text),
            number(AtomicInteger.class, Object::toString),
            number(AtomicLong.class, Object::toString),
            number(LongAdder.class, Object::toString),
            number(LongAccumulator.class, Object::toString),
            number(DoubleAdder.class, value -> Numbers.text(value.doubleValue())),
            number(DoubleAccumulator.class, value -> Numbers.text(value.doubleValue())),
            exact(Boolean.class, (codecs, value, depth) -> bool((Boolean) value)),
            exact(AtomicBoolean.class, (codecs, value, depth) -> bool(((AtomicBoolean) value).get())),
            exact(byte[].class, (codecs, value, depth) -> AttributeValue.fromB(SdkBytes.fromByteArray((byte[]) value))),
            exact(Optional.class, (codecs, value, depth) -> codecs.write(((Optional<?>) value).orElse(null), depth)),
            exact(OptionalInt.class, (codecs, value, depth) -> optional((OptionalInt) value)),
            exact(OptionalLong.class, (codecs, value, depth) -> optional((OptionalLong) value)),
            exact(OptionalDouble.class, (codecs, value, depth) -> optional((OptionalDouble) value)),
            exact(Item.class, (codecs, value, depth) -> item(codecs, (Item) value, depth)),
            exact(
                    Frozen.class,
                    (codecs, value, depth) -> AttributeValue.fromB(codecs.freeze(((Frozen) value).value()))),
            exact(FrozenThawed.class, (codecs, value, depth) -> ((FrozenThawed) value).write(codecs, depth)),
            exact(AttributeValue.class, (codecs, value, depth) -> (AttributeValue) value));

    private static final Set<Class<?>> UNCHANGEABLE = Set.of(
            Boolean.class,
            Long.class,
            Integer.class,
            Short.class,
            Byte.class,
            Double.class,
            Float.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            Item.class,
            SdkBytes.class);

    private static final ClassValue<ValueWriter> STANDARD = new ClassValue<>() {
        @Override
        protected ValueWriter computeValue(Class<?> type) {
            return standard(type);
        }
    };

    private ValueWriters() {}

    /** Returns how the values of a class are written: by the nearest codec, else as the standard has it. */
    static ValueWriter writer(List<Codec<?>> codecs, Class<?> type) {
        Codec<?> codec = nearest(codecs, type);
        if (codec == null || EXACT.containsKey(type) && codec.type() != type) {
            return STANDARD.get(type);
        }
        return (registry, value, depth) -> {
            Object stored = codec.write(value);
            return stored == null
                    ? Values.NULL
                    : STANDARD.get(stored.getClass()).write(registry, stored, depth);
        };
    }

    /** Returns the codec of the most specific type that {@code type} is of; the first of them if several are. */
    static @Nullable Codec<?> nearest(List<Codec<?>> codecs, Class<?> type) {
        Codec<?> nearest = null;
        for (Codec<?> codec : codecs) {
            if (codec.type().isAssignableFrom(type)
                    && (nearest == null || nearest.type().isAssignableFrom(codec.type()))) {
                nearest = codec;
            }
        }
        return nearest;
    }

    private static ValueWriter standard(Class<?> type) {
        ValueWriter exact = EXACT.get(type);
        if (exact != null) {
            return exact;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> AttributeValue.fromS(((Enum<?>) value).name());
        }
        if (isKeyword(type)) {
            return (codecs, value, depth) -> AttributeValue.fromS(FrozenNippyFormat.text(value));
        }
        if (type.isRecord()) {
            return Records.writer(type);
        }
        if (type.isArray()) {
            return type.getComponentType().isPrimitive() ? ValueWriters::primitiveArray : ValueWriters::array;
        }
        if (Set.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> SetWriter.write(codecs, (Set<?>) value, depth);
        }
        if (Map.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> map(codecs, (Map<?, ?>) value, depth);
        }
        if (Collection.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> list(codecs, (Collection<?>) value, depth);
        }
        return standardLeaf(type);
    }

    /** Returns whether a class is that of Clojure's keywords, which is there only with the artifact for frozen values. */
    static boolean isKeyword(Class<?> type) {
        return type.getName().equals("io.stator.nippy.Keyword");
    }

    private static ValueWriter standardLeaf(Class<?> type) {
        if (BigInteger.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> AttributeValue.fromN(Numbers.text((BigInteger) value));
        }
        if (BigDecimal.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> AttributeValue.fromN(Numbers.text((BigDecimal) value));
        }
        if (CharSequence.class.isAssignableFrom(type) || ZoneId.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> AttributeValue.fromS(value.toString());
        }
        if (type == Date.class || type == Timestamp.class) {
            return (codecs, value, depth) -> AttributeValue.fromS(Instants.text(((Date) value).toInstant()));
        }
        if (ByteBuffer.class.isAssignableFrom(type)) {
            return (codecs, value, depth) ->
                    AttributeValue.fromB(SdkBytes.fromByteBuffer(((ByteBuffer) value).asReadOnlyBuffer()));
        }
        if (SdkBytes.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> AttributeValue.fromB((SdkBytes) value);
        }
        if (BaseStream.class.isAssignableFrom(type)
                || Iterator.class.isAssignableFrom(type)
                || Iterable.class.isAssignableFrom(type)) {
            return (codecs, value, depth) -> {
                throw new Mismatch("must be a List, Set or Map, which can be read more than once: " + type.getName()
                        + "; collect it into a list");
            };
        }
        return (codecs, value, depth) -> {
            throw new Mismatch("must be of a class the library can store: " + type.getName()
                    + "; give a Codec for it, or freeze the value");
        };
    }

    private static AttributeValue bool(boolean value) {
        return value ? Values.TRUE : Values.FALSE;
    }

    private static AttributeValue optional(OptionalInt value) {
        return value.isPresent() ? AttributeValue.fromN(Integer.toString(value.getAsInt())) : Values.NULL;
    }

    private static AttributeValue optional(OptionalLong value) {
        return value.isPresent() ? AttributeValue.fromN(Long.toString(value.getAsLong())) : Values.NULL;
    }

    private static AttributeValue optional(OptionalDouble value) {
        return value.isPresent() ? AttributeValue.fromN(Numbers.text(value.getAsDouble())) : Values.NULL;
    }

    /** Returns whether the values of a class are known never to change. */
    static boolean isUnchangeable(Class<?> type) {
        return TEXTS.containsKey(type) || UNCHANGEABLE.contains(type) || type.isEnum();
    }

    /** Returns whether the standard has text for the values of a class. */
    static boolean isText(Class<?> type) {
        return TEXTS.containsKey(type)
                || type == char.class
                || type.isEnum()
                || CharSequence.class.isAssignableFrom(type)
                || ZoneId.class.isAssignableFrom(type);
    }

    /** Throws if one more list or map around a value is more than DynamoDB stores; returns the depth inside it. */
    static int deeper(int depth) {
        if (depth >= Codecs.NESTING_MAX) {
            throw new Mismatch("must not lie in more than " + Codecs.NESTING_MAX
                    + " lists and maps, because DynamoDB stores 32 levels; does the value contain itself?");
        }
        return depth + 1;
    }

    private static AttributeValue item(Codecs codecs, Item item, int depth) {
        return AttributeValue.fromM(item.write(codecs, deeper(depth)));
    }

    /** Returns the stored forms of values by name, which lie inside {@code depth} lists and maps. */
    static Map<String, AttributeValue> attributes(Codecs codecs, int depth, Map<String, ?> values) {
        Map<String, AttributeValue> all = new HashMap<>(Values.capacity(values.size()));
        if (values instanceof RecordAttributes components) {
            for (int i = 0; i < components.size(); i++) {
                all.put(components.name(i), attribute(codecs, depth, components.name(i), components.value(i)));
            }
            return all;
        }
        for (Map.Entry<String, ?> attribute : values.entrySet()) {
            all.put(attribute.getKey(), attribute(codecs, depth, attribute.getKey(), attribute.getValue()));
        }
        return all;
    }

    /** Returns the stored form of the value that has a name. */
    static AttributeValue attribute(Codecs codecs, int depth, String name, @Nullable Object value) {
        try {
            return codecs.write(value, depth);
        } catch (Mismatch mismatch) {
            throw mismatch.at(name);
        }
    }

    private static AttributeValue list(Codecs codecs, Collection<?> values, int depth) {
        int inside = deeper(depth);
        List<AttributeValue> list = new ArrayList<>(values.size());
        for (Object value : values) {
            list.add(element(codecs, value, inside, list.size()));
        }
        return AttributeValue.fromL(list);
    }

    private static AttributeValue array(Codecs codecs, Object array, int depth) {
        int inside = deeper(depth);
        Object[] values = (Object[]) array;
        List<AttributeValue> list = new ArrayList<>(values.length);
        for (Object value : values) {
            list.add(element(codecs, value, inside, list.size()));
        }
        return AttributeValue.fromL(list);
    }

    private static AttributeValue primitiveArray(Codecs codecs, Object array, int depth) {
        int inside = deeper(depth);
        int length = Array.getLength(array);
        List<AttributeValue> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(element(codecs, Array.get(array, i), inside, i));
        }
        return AttributeValue.fromL(list);
    }

    private static AttributeValue element(Codecs codecs, @Nullable Object value, int depth, int index) {
        try {
            return codecs.write(value, depth);
        } catch (Mismatch mismatch) {
            throw mismatch.at(index);
        }
    }

    private static AttributeValue map(Codecs codecs, Map<?, ?> values, int depth) {
        int inside = deeper(depth);
        Map<String, AttributeValue> map = new HashMap<>(Values.capacity(values.size()));
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            String key = key(codecs, entry.getKey());
            try {
                if (map.put(key, codecs.write(entry.getValue(), inside)) != null) {
                    throw new Mismatch("must be one entry: two keys of the map have this text");
                }
            } catch (Mismatch mismatch) {
                throw mismatch.at(key);
            }
        }
        return AttributeValue.fromM(map);
    }

    /** Returns the name of a map entry: the text of a key that is stored as text or as a number. */
    private static String key(Codecs codecs, @Nullable Object key) {
        if (key instanceof String text) {
            return sound(text);
        }
        if (key == null) {
            throw new Mismatch("must not have null among the keys of the map");
        }
        AttributeValue stored = codecs.write(key, 0);
        if (stored.type() == AttributeValue.Type.S) {
            return stored.s();
        }
        if (stored.type() == AttributeValue.Type.N) {
            return stored.n();
        }
        throw new Mismatch("must have keys that are stored as text or numbers: "
                + key.getClass().getName() + "; use text, or give a Codec that writes text");
    }

    /** Returns the text, or throws {@link Mismatch} if UTF-8 cannot carry it. */
    static String sound(String text) {
        if (!Texts.isSound(text)) {
            throw new Mismatch(Texts.BROKEN + ": " + Mismatch.shown(Texts.escaped(text)));
        }
        return text;
    }

    private static <T> Map.Entry<Class<?>, ValueWriter> text(Class<T> type, Function<? super T, String> text) {
        return exact(type, (codecs, value, depth) -> AttributeValue.fromS(text.apply(type.cast(value))));
    }

    private static <T> Map.Entry<Class<?>, ValueWriter> number(Class<T> type, Function<? super T, String> text) {
        return exact(type, (codecs, value, depth) -> AttributeValue.fromN(text.apply(type.cast(value))));
    }

    @SafeVarargs
    private static Map<Class<?>, ValueWriter> and(
            Map<Class<?>, ValueWriter> some, Map.Entry<Class<?>, ValueWriter>... others) {
        Map<Class<?>, ValueWriter> all = new HashMap<>(some);
        all.putAll(Map.ofEntries(others));
        return Map.copyOf(all);
    }

    private static Map.Entry<Class<?>, ValueWriter> exact(Class<?> type, ValueWriter writer) {
        return Map.entry(type, writer);
    }
}
