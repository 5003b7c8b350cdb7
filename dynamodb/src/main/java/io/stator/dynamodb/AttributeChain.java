package io.stator.dynamodb;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The attributes of an item: a map or a record, and changes of single attributes behind it. Immutable, so that an item that is built
 * attribute by attribute costs one link for each.
 */
final class AttributeChain {
    /** Changes before all attributes are gathered into one map. */
    private static final int LINKS_MAX = 32;

    /**
     * Either everything is in {@code base}, or this is {@code previous} with one attribute changed; with neither, this is the record
     * in {@code value}.
     */
    private final @Nullable Map<String, ?> base;

    private final @Nullable AttributeChain previous;
    private final String name;
    private final @Nullable Object value;
    private final short links;
    private volatile @Nullable Map<String, ?> gathered;

    private AttributeChain(@Nullable Map<String, ?> base, @Nullable Record record) {
        this.base = base;
        this.previous = null;
        this.name = "";
        this.value = record;
        this.links = 0;
    }

    private AttributeChain(AttributeChain previous, String name, @Nullable Object value) {
        this.base = null;
        this.previous = previous;
        this.name = name;
        this.value = value;
        this.links = (short) (previous.links + 1);
    }

    /** Returns the attributes of a map that nobody changes. */
    static AttributeChain of(Map<String, ?> attributes) {
        return new AttributeChain(attributes, null);
    }

    /** Returns the components of a record, taken from it when they are needed. */
    static AttributeChain of(Record record) {
        return new AttributeChain(null, record);
    }

    /** Returns these attributes with one changed; {@link ValueCopies#ABSENT} takes it away. */
    AttributeChain with(String changed, @Nullable Object to) {
        return new AttributeChain(links < LINKS_MAX ? this : of(all()), changed, to);
    }

    /** Returns all attributes by name: stored values, and values as they were given. */
    Map<String, ?> all() {
        if (base != null) {
            return base;
        }
        Map<String, ?> known = gathered;
        if (known != null) {
            return known;
        }
        AttributeChain[] changes = new AttributeChain[links];
        AttributeChain first = this;
        while (first.previous != null) {
            changes[first.links - 1] = first;
            first = first.previous;
        }
        Map<String, @Nullable Object> all = first == this && value instanceof Record record
                ? Records.attributes(record)
                : new LinkedHashMap<>(first.all());
        for (AttributeChain change : changes) {
            if (change.value == ValueCopies.ABSENT) {
                all.remove(change.name);
            } else {
                all.put(change.name, change.value);
            }
        }
        gathered = all;
        return all;
    }

    /** Returns the value kept for a name, or {@link ValueCopies#ABSENT} if there is none. */
    @Nullable
    Object get(String wanted) {
        Objects.requireNonNull(wanted, "attribute name");
        AttributeChain link = this;
        while (link.previous != null) {
            Map<String, ?> known = link.gathered;
            if (known != null) {
                return get(known, wanted);
            }
            if (link.name.equals(wanted)) {
                return link.value;
            }
            link = link.previous;
        }
        return get(link.all(), wanted);
    }

    private static @Nullable Object get(Map<String, ?> all, String wanted) {
        Object found = all.get(wanted);
        return found != null || all.containsKey(wanted) ? found : ValueCopies.ABSENT;
    }

    /** Returns whether there may be a value among them for which it matters whether the item expires by it. */
    boolean mayHoldTimes() {
        AttributeChain link = this;
        while (link.previous != null) {
            if (Expiries.isTimely(link.value)) {
                return true;
            }
            link = link.previous;
        }
        if (link.base == null && link.value instanceof Record record) {
            return RecordShape.of(record.getClass()).mayHoldTimes();
        }
        return link.all().values().stream().anyMatch(Expiries::isTimely);
    }

    /** Returns the stored form of every attribute inside {@code depth} lists and maps; throws {@link Mismatch}. */
    Map<String, AttributeValue> write(Codecs codecs, int depth) {
        AttributeChain start = start();
        if (start.base instanceof RecordAttributes components) {
            checkReadable(codecs, components.type(), depth);
        }
        if (gathered != null || base != null) {
            if (start.base == null && start.value instanceof Record record) {
                checkReadable(codecs, record.getClass(), depth);
            }
            return ValueWriters.attributes(codecs, depth, all());
        }
        if (previous == null && value instanceof Record record) {
            return Records.writer(record.getClass()).attributes(codecs, record, depth);
        }
        if (start.base == null && start.value instanceof Record record) {
            return writeBehind(codecs, depth, record);
        }
        Map<String, ?> first = start.all();
        Map<String, AttributeValue> all = new HashMap<>(Values.capacity(first.size() + links));
        boolean removed = false;
        for (AttributeChain link = this; link.previous != null; link = link.previous) {
            if (!all.containsKey(link.name)) {
                removed |= link.value == ValueCopies.ABSENT;
                all.put(
                        link.name,
                        link.value == ValueCopies.ABSENT
                                ? Values.NULL
                                : ValueWriters.attribute(codecs, depth, link.name, link.value));
            }
        }
        if (removed) {
            return ValueWriters.attributes(codecs, depth, all());
        }
        for (Map.Entry<String, ?> attribute : first.entrySet()) {
            if (!all.containsKey(attribute.getKey())) {
                all.put(
                        attribute.getKey(),
                        ValueWriters.attribute(codecs, depth, attribute.getKey(), attribute.getValue()));
            }
        }
        return all;
    }

    /** Throws {@link Mismatch} if the records of a class, which a record around them does not know better, could not be read again. */
    private static void checkReadable(Codecs codecs, Class<?> type, int depth) {
        if (depth == 0 || type.getTypeParameters().length == 0) {
            codecs.checkReadable(type);
        }
    }

    private AttributeChain start() {
        AttributeChain start = this;
        while (start.previous != null) {
            start = start.previous;
        }
        return start;
    }

    /** Writes a record as it is always written, and then the changes behind it. */
    private Map<String, AttributeValue> writeBehind(Codecs codecs, int depth, Record record) {
        AttributeChain[] changes = new AttributeChain[links];
        for (AttributeChain link = this; link.previous != null; link = link.previous) {
            changes[link.links - 1] = link;
        }
        Map<String, AttributeValue> all = Records.writer(record.getClass()).attributes(codecs, record, depth);
        for (AttributeChain change : changes) {
            if (change.value == ValueCopies.ABSENT) {
                all.remove(change.name);
            } else {
                all.put(change.name, ValueWriters.attribute(codecs, depth, change.name, change.value));
            }
        }
        return all;
    }
}
