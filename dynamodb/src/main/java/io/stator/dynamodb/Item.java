package io.stator.dynamodb;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
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
 * the rest of {@code java.time}, {@code UUID}, {@code URI} and enums. An {@code Optional} is its value, or no attribute. A
 * {@link Codec} adds more. Lists, sets, maps and arrays are copied when they are given.
 *
 * <p>Two items are equal when DynamoDB takes their values for equal: 1 and 1.0 are, and sets in any order.
 */
public final class Item {
    /** Attributes added one by one before they are gathered into one map. */
    private static final int CHAIN_MAX = 32;

    private static final Item EMPTY = new Item(Map.of(), null, Codecs.standard(), false);

    /**
     * Either everything is in {@code base}, or this is {@code previous} with one attribute changed; with neither, this is the record
     * in {@code value}.
     */
    private final @Nullable Map<String, ?> base;

    private final @Nullable Item previous;
    private final String name;
    private final @Nullable Object value;
    private final Codecs codecs;
    private final short chain;
    private final boolean stored;
    private volatile @Nullable Map<String, ?> gathered;

    private Item(@Nullable Map<String, ?> base, @Nullable Record record, Codecs codecs, boolean stored) {
        this.base = base;
        this.previous = null;
        this.name = "";
        this.value = record;
        this.codecs = codecs;
        this.chain = 0;
        this.stored = stored;
    }

    private Item(Item previous, String name, @Nullable Object value) {
        this.base = null;
        this.previous = previous;
        this.name = name;
        this.value = value;
        this.codecs = previous.codecs;
        this.chain = (short) (previous.chain + 1);
        this.stored = false;
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

    /** Returns an item with the entries of a map, which may hold null values. */
    public static Item copyOf(Map<String, ? extends @Nullable Object> attributes) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(Values.capacity(attributes.size()));
        for (Map.Entry<String, ? extends @Nullable Object> attribute : attributes.entrySet()) {
            String name = named(attribute.getKey());
            Object value = Snapshots.attribute(name, attribute.getValue());
            if (value != Snapshots.ABSENT) {
                copy.put(name, value);
            }
        }
        return new Item(copy, null, Codecs.standard(), false);
    }

    /** Returns an item with the components of a record, without those that are null. */
    public static Item from(Record record) {
        return RecordShape.of(record.getClass()).isUnchangeable()
                ? new Item(null, record, Codecs.standard(), false)
                : new Item(Records.attributes(record), null, Codecs.standard(), false);
    }

    /** Returns an item with what the service sent, which nobody changes, and how to read it. */
    static Item read(Map<String, AttributeValue> attributes, Codecs codecs) {
        return new Item(attributes, null, codecs, true);
    }

    /**
     * Returns this item with an attribute, in the place of one that has the name. An empty {@code Optional} takes the attribute
     * away.
     */
    public Item with(String name, @Nullable Object value) {
        Item start = chain < CHAIN_MAX ? this : new Item(gathered(), null, codecs, false);
        return new Item(start, named(name), Snapshots.attribute(name, value));
    }

    /** Returns this item with all attributes of another in the place of those that have their names. */
    public Item with(Item attributes) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(gathered());
        all.putAll(attributes.gathered());
        return new Item(all, null, codecs, false);
    }

    /** Returns this item without the attributes that have these names. */
    public Item without(String... names) {
        Map<String, @Nullable Object> left = new LinkedHashMap<>(gathered());
        for (String each : names) {
            left.remove(each);
        }
        return new Item(left, null, codecs, false);
    }

    /** Returns only the attributes that have these names, such as those of the key. */
    public Item only(String... names) {
        Map<String, ?> all = gathered();
        Map<String, @Nullable Object> kept = new LinkedHashMap<>(Values.capacity(names.length));
        for (String each : names) {
            if (all.containsKey(each)) {
                kept.put(each, all.get(each));
            }
        }
        return new Item(kept, null, codecs, false);
    }

    private static String named(String name) {
        if (Objects.requireNonNull(name, "attribute name").isEmpty()) {
            throw new IllegalArgumentException("attribute name must not be empty");
        }
        return name;
    }

    /** Returns all attributes by name: stored values where this item was read, values as given where it was built. */
    private Map<String, ?> gathered() {
        if (base != null) {
            return base;
        }
        Map<String, ?> known = gathered;
        if (known != null) {
            return known;
        }
        Item[] links = new Item[chain];
        Item item = this;
        while (item.previous != null) {
            links[item.chain - 1] = item;
            item = item.previous;
        }
        Map<String, @Nullable Object> all = item == this && value instanceof Record record
                ? Records.attributes(record)
                : new LinkedHashMap<>(item.gathered());
        for (Item link : links) {
            if (link.value == Snapshots.ABSENT) {
                all.remove(link.name);
            } else {
                all.put(link.name, link.value);
            }
        }
        gathered = all;
        return all;
    }

    /** Returns what is kept by name: stored values, and values as they were given. */
    Map<String, ?> kept() {
        return gathered();
    }

    /** Returns the value kept for a name, or {@link Snapshots#ABSENT} if there is none. */
    private @Nullable Object kept(String wanted) {
        Objects.requireNonNull(wanted, "attribute name");
        Item item = this;
        while (item.previous != null) {
            Map<String, ?> known = item.gathered;
            if (known != null) {
                return kept(known, wanted);
            }
            if (item.name.equals(wanted)) {
                return item.value;
            }
            item = item.previous;
        }
        return kept(item.gathered(), wanted);
    }

    private static @Nullable Object kept(Map<String, ?> all, String wanted) {
        Object found = all.get(wanted);
        return found != null || all.containsKey(wanted) ? found : Snapshots.ABSENT;
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
    @SuppressWarnings("unchecked")
    Map<String, AttributeValue> write(Codecs codecs, int depth) {
        if (stored) {
            return (Map<String, AttributeValue>) gathered();
        }
        if (gathered != null || base != null) {
            return Writers.attributes(codecs, depth, gathered());
        }
        if (previous == null && value instanceof Record record) {
            return Records.writer(record.getClass()).attributes(codecs, record, depth);
        }
        Item item = this;
        while (item.previous != null) {
            item = item.previous;
        }
        Map<String, ?> first = item.gathered();
        Map<String, AttributeValue> all = new HashMap<>(Values.capacity(first.size() + chain));
        boolean removed = false;
        for (Item link = this; link.previous != null; link = link.previous) {
            if (!all.containsKey(link.name)) {
                removed |= link.value == Snapshots.ABSENT;
                all.put(
                        link.name,
                        link.value == Snapshots.ABSENT
                                ? Values.NULL
                                : Writers.attribute(codecs, depth, link.name, link.value));
            }
        }
        if (removed) {
            return Writers.attributes(codecs, depth, gathered());
        }
        for (Map.Entry<String, ?> attribute : first.entrySet()) {
            if (!all.containsKey(attribute.getKey())) {
                all.put(attribute.getKey(), Writers.attribute(codecs, depth, attribute.getKey(), attribute.getValue()));
            }
        }
        return all;
    }

    /** Returns whether the item has the attribute, be it null. */
    public boolean has(String name) {
        return kept(name) != Snapshots.ABSENT;
    }

    /** Returns whether there are no attributes. */
    public boolean isEmpty() {
        return gathered().isEmpty();
    }

    /** Returns the number of attributes. */
    public int size() {
        return gathered().size();
    }

    /** Returns the names of the attributes. */
    public Set<String> names() {
        return Collections.unmodifiableSet(gathered().keySet());
    }

    /** Returns all attributes as plain Java values, in order. */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>(Values.capacity(size()));
        gathered().forEach((each, value) -> map.put(each, plain(each, value)));
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
        Object value = kept(name);
        return value == Snapshots.ABSENT ? null : plain(name, value);
    }

    private @Nullable Object plain(String name, @Nullable Object value) {
        return value instanceof AttributeValue attribute ? codecs.plain(attribute, name) : Snapshots.handedOut(value);
    }

    /**
     * Returns the value as a type: any primitive or its wrapper, {@code String}, {@code BigDecimal}, {@code Instant}, an enum, a
     * record, an array and whatever a {@link Codec} reads. Null if the attribute is absent or null.
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T get(String name, Class<T> type) {
        Object value = kept(name);
        if (value != Snapshots.ABSENT && !(value instanceof AttributeValue) && type.isInstance(value)) {
            return (T) Snapshots.handedOut(value);
        }
        return (T) codecs.read(attribute(name, value), type, name);
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
        if (value == Snapshots.ABSENT) {
            return null;
        }
        return value instanceof AttributeValue attribute ? attribute : codecs.write(value, name);
    }

    @SuppressWarnings("unchecked")
    private <T> T primitive(String name, Class<T> type) {
        Object read = codecs.read(attribute(name, kept(name)), type, name);
        return (T) Objects.requireNonNull(read, name);
    }

    private boolean isNull(String name) {
        Object value = kept(name);
        return value == Snapshots.ABSENT
                || value == null
                || value instanceof AttributeValue attribute && Values.isNull(attribute);
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
        return isNull(name) ? absent : intValue(name);
    }

    /** Returns the number, which must be there and fit a long. */
    public long longValue(String name) {
        return primitive(name, long.class);
    }

    /** Returns the number, which must fit a long, or {@code absent} if the attribute is absent or null. */
    public long longValue(String name, long absent) {
        return isNull(name) ? absent : longValue(name);
    }

    /** Returns the double nearest to the number, which must be there. */
    public double doubleValue(String name) {
        return primitive(name, double.class);
    }

    /** Returns the double nearest to the number, or {@code absent} if the attribute is absent or null. */
    public double doubleValue(String name, double absent) {
        return isNull(name) ? absent : doubleValue(name);
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
        return isNull(name) ? absent : bool(name);
    }

    /** Returns a copy of the binary as it is stored, or null if the attribute is absent or null. */
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
        return (List<E>) codecs.read(attribute(name, kept(name)), GenericType.of(List.class, type), name);
    }

    /** Returns the elements of the set, each as a type, or null if the attribute is absent or null. */
    @SuppressWarnings("unchecked")
    public <E> @Nullable Set<E> set(String name, Class<E> type) {
        return (Set<E>) codecs.read(attribute(name, kept(name)), GenericType.of(Set.class, type), name);
    }

    /** Returns the map with plain Java values, or null if the attribute is absent or null. */
    @SuppressWarnings("unchecked")
    public @Nullable Map<String, @Nullable Object> map(String name) {
        return (Map<String, @Nullable Object>) codecs.read(attribute(name, kept(name)), Map.class, name);
    }

    /** Returns the attributes as the components of a record; attributes that the record has not are left aside. */
    @SuppressWarnings("unchecked")
    public <R> R as(Class<R> type) {
        try {
            Reader reader = codecs.reader(type);
            Map<String, AttributeValue> attributes = write(codecs, 0);
            return (R) Objects.requireNonNull(
                    reader instanceof RecordReader records
                            ? records.read(codecs, attributes)
                            : reader.read(codecs, AttributeValue.fromM(attributes)));
        } catch (Mismatch mismatch) {
            throw mismatch.invalid();
        }
    }

    private Map<String, Object> canonical() {
        return Values.canonical(codecs, gathered());
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
        return Shown.item(gathered());
    }
}
