package io.stator.dynamodb;

import io.stator.dynamodb.expression.Texts;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An immutable item: attribute names with values, in the order they were given.
 *
 * <p>Values given to an item are stored as DynamoDB has them: numbers of any Java type exactly, text, booleans, null, binary
 * ({@code byte[]}, {@code ByteBuffer}), sets, lists, maps and items inside each other, records, and as text {@code Instant} and
 * the rest of {@code java.time}, {@code Date}, {@code UUID}, {@code URI} and enums. A point in time for the attribute by which the items of a
 * table expire is stored as seconds since 1970. An {@code Optional} is its value, or no attribute. A {@link Codec} adds more. Lists, sets, maps and arrays are copied when they are given.
 *
 * <p>Two items are equal when DynamoDB takes their values for equal: 1 and 1.0 are, and sets in any order.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/values.md}, or {@code stator help manual dynamodb/values}.
 *
 * <p>Waits and failures: nothing here asks the service. Where a value cannot be stored, or read as the type that is asked for, it is
 * a {@link DynamoException.InvalidValue}, when it is written or read; an attribute without a name is an
 * {@link IllegalArgumentException} at once.
 */
public final class Item {
    private static final Type PLAIN_MAP = GenericType.of(Map.class, String.class, Object.class);
    private static final Item EMPTY = new Item(new ItemAttributes.Given(Map.of()), Codecs.standard());

    private final ItemAttributes kept;
    private final Codecs codecs;

    /** The call that an item was read by, for what cannot be read in it. */
    record Origin(String operation, @Nullable String table) {}

    private Item(ItemAttributes kept, Codecs codecs) {
        this.kept = kept;
        this.codecs = codecs;
    }

    /** Returns the item without attributes. */
    public static Item empty() {
        return EMPTY;
    }

    /** Returns an item with one attribute. */
    public static Item of(String name, @Nullable Object value) {
        return EMPTY.with(name, value);
    }

    /** Returns an item with two attributes. */
    public static Item of(String name1, @Nullable Object value1, String name2, @Nullable Object value2) {
        return of(name1, value1).with(name2, value2);
    }

    /** Returns an item with three attributes. */
    public static Item of(
            String name1,
            @Nullable Object value1,
            String name2,
            @Nullable Object value2,
            String name3,
            @Nullable Object value3) {
        return of(name1, value1, name2, value2).with(name3, value3);
    }

    /** Returns an item with four attributes. */
    public static Item of(
            String name1,
            @Nullable Object value1,
            String name2,
            @Nullable Object value2,
            String name3,
            @Nullable Object value3,
            String name4,
            @Nullable Object value4) {
        return of(name1, value1, name2, value2, name3, value3).with(name4, value4);
    }

    /**
     * Returns an item with five attributes, and with the names and values in turn that follow.
     *
     * @throws IllegalArgumentException if what follows is not names and values in turn
     */
    public static Item of(
            String name1,
            @Nullable Object value1,
            String name2,
            @Nullable Object value2,
            String name3,
            @Nullable Object value3,
            String name4,
            @Nullable Object value4,
            String name5,
            @Nullable Object value5,
            @Nullable Object... more) {
        Item item =
                of(name1, value1, name2, value2, name3, value3, name4, value4).with(name5, value5);
        if (more.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "names and values must come in turn, a value for each name: " + more.length + " more");
        }
        for (int i = 0; i < more.length; i += 2) {
            if (!(more[i] instanceof String name)) {
                throw new IllegalArgumentException(
                        "names and values must come in turn, each name a String: " + Mismatch.shown(more[i]));
            }
            item = item.with(name, more[i + 1]);
        }
        return item;
    }

    /** Returns an item with the entries of a map, which may hold null values. */
    public static Item copyOf(Map<String, ? extends @Nullable Object> attributes) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(Values.capacity(attributes.size()));
        for (Map.Entry<String, ? extends @Nullable Object> attribute : attributes.entrySet()) {
            String name = named(attribute.getKey());
            Object value = ValueCopies.attribute(name, attribute.getValue());
            if (value != ValueCopies.ABSENT) {
                copy.put(name, value);
            }
        }
        return new Item(new ItemAttributes.Given(copy), Codecs.standard());
    }

    /** Returns an item with the components of a record, without those that are null. */
    public static Item from(Record record) {
        return RecordShape.of(record.getClass()).isUnchangeable()
                ? over(record)
                : new Item(new ItemAttributes.Given(Records.attributes(record)), Codecs.standard());
    }

    /** Returns an item with the components of a record, which nobody changes until it is written. */
    static Item over(Record record) {
        return new Item(new ItemAttributes.OfRecord(record), Codecs.standard());
    }

    /** Returns an item with what the service sent, which nobody changes, and how to read it. */
    static Item read(Map<String, AttributeValue> attributes, Codecs codecs) {
        return new Item(new ItemAttributes.Stored(attributes, null), codecs);
    }

    /** Returns an item with what the service sent, which nobody changes, how to read it, and the call that it answers. */
    static Item read(Map<String, AttributeValue> attributes, Codecs codecs, Origin origin) {
        return new Item(new ItemAttributes.Stored(attributes, origin), codecs);
    }

    /** Returns an item with values that nobody changes. */
    static Item thawed(Map<String, Object> attributes, Codecs codecs) {
        return new Item(new ItemAttributes.Given(attributes), codecs);
    }

    /**
     * Returns this item with an attribute, in the place of one that has the name. An empty {@code Optional} takes the attribute
     * away.
     */
    public Item with(String name, @Nullable Object value) {
        return new Item(kept.with(named(name), ValueCopies.attribute(name, value)), codecs);
    }

    /** Returns this item with all attributes of another in the place of those that have their names. */
    public Item with(Item attributes) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(kept.all());
        all.putAll(attributes.kept.all());
        return new Item(kept.changed(all), codecs);
    }

    /** Returns this item without the attributes that have these names. */
    public Item without(String... names) {
        Map<String, @Nullable Object> left = new LinkedHashMap<>(kept.all());
        for (String each : names) {
            left.remove(each);
        }
        return new Item(kept.changed(left), codecs);
    }

    /** Returns only the attributes that have these names, such as those of the key. */
    public Item only(String... names) {
        Map<String, ?> all = kept.all();
        Map<String, @Nullable Object> some = new LinkedHashMap<>(Values.capacity(names.length));
        for (String each : names) {
            if (all.containsKey(each)) {
                some.put(each, all.get(each));
            }
        }
        return new Item(new ItemAttributes.Given(some), codecs);
    }

    private static String named(String name) {
        if (Objects.requireNonNull(name, "attribute name").isEmpty()) {
            throw new IllegalArgumentException("attribute name must not be empty");
        }
        if (!Texts.isSound(name)) {
            throw new IllegalArgumentException("attribute name " + Texts.BROKEN + ": " + Texts.escaped(name));
        }
        return name;
    }

    /** Returns whether there may be a value among those given for which it matters whether the item expires by it. */
    boolean mayHoldTimes() {
        return kept.mayHoldTimes();
    }

    /** Returns what is kept by name: stored values where this item was read, values as given where it was built. */
    Map<String, ?> kept() {
        return kept.all();
    }

    /** Returns the stored form of every attribute; an exception names the one that cannot be stored. */
    Map<String, AttributeValue> attributes(Codecs codecs) {
        try {
            return write(codecs, 0);
        } catch (Mismatch mismatch) {
            throw mismatch.invalid();
        }
    }

    /** Returns the stored form of every attribute inside {@code depth} lists and maps; throws {@link Mismatch}. */
    Map<String, AttributeValue> write(Codecs codecs, int depth) {
        return kept.write(codecs, depth);
    }

    /** Returns whether the item has the attribute, be it null. */
    public boolean has(String name) {
        return kept.get(name) != ValueCopies.ABSENT;
    }

    /** Returns whether there are no attributes. */
    public boolean isEmpty() {
        return kept.all().isEmpty();
    }

    /** Returns the number of attributes. */
    public int size() {
        return kept.all().size();
    }

    /** Returns the names of the attributes. */
    public Set<String> names() {
        return Collections.unmodifiableSet(kept.all().keySet());
    }

    /** Returns all attributes as plain Java values, in order. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(Values.capacity(size()));
        kept.all().forEach((each, value) -> map.put(each, plain(each, value)));
        return Collections.unmodifiableMap(map);
    }

    /**
     * Returns the value as a plain Java value, or null if the attribute is absent or null.
     *
     * <p>Of an item that was read: {@code String}, {@code Boolean}, {@code byte[]} or the thawed value, a number as {@code Long},
     * as {@code BigInteger} if it is too large, as {@code BigDecimal} if it has a fraction, an unmodifiable {@code List},
     * {@code Map} or {@code Set} of these; a set of binaries holds {@code ByteBuffer}s. Of an item that was built: the value that
     * was given.
     */
    public @Nullable Object get(String name) {
        Object value = kept.get(name);
        return value == ValueCopies.ABSENT ? null : plain(name, value);
    }

    private @Nullable Object plain(String name, @Nullable Object value) {
        if (value instanceof FrozenThawed thawed) {
            return thawed.value();
        }
        if (!(value instanceof AttributeValue attribute)) {
            return ValueCopies.handedOut(value);
        }
        try {
            return codecs.plain(attribute, name);
        } catch (DynamoException failure) {
            throw named(failure);
        }
    }

    /** Returns the value as a type; an exception names the call that the item was read by. */
    private @Nullable Object read(String name, Type type) {
        Object value = kept.get(name);
        try {
            return value instanceof FrozenThawed thawed
                    ? codecs.readThawed(thawed.value(), type, name)
                    : codecs.read(attribute(name, value), type, name);
        } catch (DynamoException failure) {
            throw named(failure);
        }
    }

    private DynamoException named(DynamoException failure) {
        Origin origin = kept instanceof ItemAttributes.Stored stored ? stored.origin() : null;
        return origin == null ? failure : failure.in(origin.operation, origin.table);
    }

    /**
     * Returns the value as a type: any primitive or its wrapper, {@code String}, {@code BigDecimal}, {@code Instant}, an enum, a
     * record, an array and whatever a {@link Codec} reads. Null if the attribute is absent or null.
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String name, Class<T> type) {
        Object value = kept.get(name);
        boolean given =
                value != ValueCopies.ABSENT && !(value instanceof AttributeValue) && !(value instanceof FrozenThawed);
        if (given && type.isInstance(value)) {
            return (T) ValueCopies.handedOut(value);
        }
        return (T) read(name, type);
    }

    /** Returns the value as a type, or nothing if the attribute is absent or null. */
    public <T> Optional<T> find(String name, Class<T> type) {
        return Optional.ofNullable(get(name, type));
    }

    /** Returns the plain Java value, or nothing if the attribute is absent or null. */
    public Optional<Object> find(String name) {
        return Optional.ofNullable(get(name));
    }

    private @Nullable AttributeValue attribute(String name, @Nullable Object value) {
        if (value == ValueCopies.ABSENT) {
            return null;
        }
        return value instanceof AttributeValue attribute ? attribute : codecs.write(value, name);
    }

    @SuppressWarnings("unchecked")
    private <T> T primitive(String name, Class<T> type) {
        return (T) Objects.requireNonNull(read(name, type), name);
    }

    /** Returns the text, or null if the attribute is absent or null. */
    public @Nullable String string(String name) {
        return get(name, String.class);
    }

    /** Returns the number, which must be there and fit an int. */
    public int intValue(String name) {
        return primitive(name, int.class);
    }

    /** Returns the number, which must fit an int, or {@code absent} if the attribute is absent or null. */
    public int intValue(String name, int absent) {
        Integer found = (Integer) read(name, Integer.class);
        return found == null ? absent : found;
    }

    /** Returns the number, which must be there and fit a long. */
    public long longValue(String name) {
        return primitive(name, long.class);
    }

    /** Returns the number, which must fit a long, or {@code absent} if the attribute is absent or null. */
    public long longValue(String name, long absent) {
        Long found = (Long) read(name, Long.class);
        return found == null ? absent : found;
    }

    /** Returns the double nearest to the number, which must be there. */
    public double doubleValue(String name) {
        return primitive(name, double.class);
    }

    /** Returns the double nearest to the number, or {@code absent} if the attribute is absent or null. */
    public double doubleValue(String name, double absent) {
        Double found = (Double) read(name, Double.class);
        return found == null ? absent : found;
    }

    /** Returns the number exactly, or null if the attribute is absent or null. */
    public @Nullable BigDecimal decimal(String name) {
        return get(name, BigDecimal.class);
    }

    /** Returns the boolean, which must be there. */
    public boolean bool(String name) {
        return primitive(name, boolean.class);
    }

    /** Returns the boolean, or {@code absent} if the attribute is absent or null. */
    public boolean bool(String name, boolean absent) {
        Boolean found = (Boolean) read(name, Boolean.class);
        return found == null ? absent : found;
    }

    /** Returns a copy of the binary, thawed if it was frozen, or null if the attribute is absent or null. */
    public byte @Nullable [] bytes(String name) {
        return get(name, byte[].class);
    }

    /** Returns the point in time, from ISO 8601 text or seconds since 1970, or null if the attribute is absent or null. */
    public @Nullable Instant instant(String name) {
        return get(name, Instant.class);
    }

    /** Returns the UUID, or null if the attribute is absent or null. */
    public @Nullable UUID uuid(String name) {
        return get(name, UUID.class);
    }

    /** Returns the map as an item, or null if the attribute is absent or null. */
    public @Nullable Item item(String name) {
        return get(name, Item.class);
    }

    /** Returns the elements of the list or set in order, each as a type, or null if the attribute is absent or null. */
    @SuppressWarnings("unchecked")
    public <E> @Nullable List<E> list(String name, Class<E> type) {
        return (List<E>) read(name, GenericType.of(List.class, type));
    }

    /** Returns the elements of the set, each as a type, or null if the attribute is absent or null. */
    @SuppressWarnings("unchecked")
    public <E> @Nullable Set<E> set(String name, Class<E> type) {
        return (Set<E>) read(name, GenericType.of(Set.class, type));
    }

    /** Returns the map with plain Java values, or null if the attribute is absent or null. */
    @SuppressWarnings("unchecked")
    public @Nullable Map<String, @Nullable Object> map(String name) {
        return (Map<String, @Nullable Object>) read(name, PLAIN_MAP);
    }

    /** Returns the attributes as the components of a record; attributes that the record has not are left aside. */
    @SuppressWarnings("unchecked")
    public <R> R as(Class<R> type) {
        try {
            ValueReader reader = codecs.reader(type);
            Map<String, AttributeValue> attributes = write(codecs, 0);
            if (reader instanceof RecordReader records) {
                return (R)
                        (kept instanceof ItemAttributes.Stored
                                ? records.readItem(codecs, attributes)
                                : records.read(codecs, attributes));
            }
            return (R) Objects.requireNonNull(reader.read(codecs, AttributeValue.fromM(attributes)));
        } catch (Mismatch mismatch) {
            throw named(mismatch.invalid());
        }
    }

    private Map<String, Object> canonical() {
        return Values.canonical(codecs, kept.all());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Item item && canonical().equals(item.canonical());
    }

    @Override
    public int hashCode() {
        return canonical().hashCode();
    }

    /** Returns the attributes in order: {@code {artist: "Pink Floyd", year: 1973}}. */
    @Override
    public String toString() {
        return ValueText.item(kept.all());
    }
}
