package io.stator.dynamodb;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The attributes of an item in one of four shapes: what the service sent, values as they were given, a record whose components are
 * taken from it when they are needed, or one attribute changed on top of others. Immutable, so that an item that is built attribute
 * by attribute costs one link for each.
 */
abstract sealed class ItemAttributes {
    private ItemAttributes() {}

    /** Returns all attributes by name: stored values, and values as they were given. */
    abstract Map<String, ?> all();

    /** Returns the value kept for a name, or {@link ValueCopies#ABSENT} if there is none. */
    abstract @Nullable Object get(String wanted);

    /** Returns whether there may be a value among them for which it matters whether the item expires by it. */
    abstract boolean mayHoldTimes();

    /** Returns the stored form of every attribute inside {@code depth} lists and maps; throws {@link Mismatch}. */
    abstract Map<String, AttributeValue> write(Codecs codecs, int depth);

    /** Returns the class of the record that they are the components of, or null if they never were those of one. */
    abstract @Nullable Class<?> recordType();

    /** Returns these attributes with one changed; {@link ValueCopies#ABSENT} takes it away. */
    final ItemAttributes with(String name, @Nullable Object to) {
        boolean isLong = this instanceof Changed changed && changed.links == Changed.LINKS_MAX;
        return new Changed(isLong ? changed(all()) : this, name, to);
    }

    /** Returns other attributes in the place of these, which are of the same record if these are. */
    final ItemAttributes changed(Map<String, ?> to) {
        return new Given(to, recordType());
    }

    static @Nullable Object found(Map<String, ?> all, String wanted) {
        Object found = all.get(Objects.requireNonNull(wanted, "attribute name"));
        return found != null || all.containsKey(wanted) ? found : ValueCopies.ABSENT;
    }

    /** Throws {@link Mismatch} if the records of a class, which a record around them does not know better, could not be read again. */
    private static void checkReadable(Codecs codecs, @Nullable Class<?> type, int depth) {
        if (type != null && (depth == 0 || type.getTypeParameters().length == 0)) {
            codecs.checkReadable(type);
        }
    }

    /** What the service sent, which nobody changes, and the call that it answers. */
    static final class Stored extends ItemAttributes {
        private final Map<String, AttributeValue> attributes;
        private final Item.@Nullable Origin origin;

        Stored(Map<String, AttributeValue> attributes, Item.@Nullable Origin origin) {
            this.attributes = attributes;
            this.origin = origin;
        }

        /** Returns the call that was answered with them, if it is known. */
        Item.@Nullable Origin origin() {
            return origin;
        }

        @Override
        Map<String, AttributeValue> all() {
            return attributes;
        }

        @Override
        @Nullable
        Object get(String wanted) {
            return found(attributes, wanted);
        }

        @Override
        boolean mayHoldTimes() {
            return false;
        }

        @Override
        Map<String, AttributeValue> write(Codecs codecs, int depth) {
            return attributes;
        }

        @Override
        @Nullable
        Class<?> recordType() {
            return null;
        }
    }

    /** Values as they were given, which nobody changes; some may be stored values, of an item that was read before. */
    static final class Given extends ItemAttributes {
        private final Map<String, ?> values;
        private final @Nullable Class<?> recordType;

        Given(Map<String, ?> values) {
            this(values, null);
        }

        /** Takes the components of a record. */
        Given(RecordAttributes components) {
            this(components, components.type());
        }

        private Given(Map<String, ?> values, @Nullable Class<?> recordType) {
            this.values = values;
            this.recordType = recordType;
        }

        @Override
        Map<String, ?> all() {
            return values;
        }

        @Override
        @Nullable
        Object get(String wanted) {
            return found(values, wanted);
        }

        @Override
        boolean mayHoldTimes() {
            return values.values().stream().anyMatch(Expiries::isTimely);
        }

        @Override
        Map<String, AttributeValue> write(Codecs codecs, int depth) {
            checkReadable(codecs, recordType, depth);
            return ValueWriters.attributes(codecs, depth, values);
        }

        @Override
        @Nullable
        Class<?> recordType() {
            return recordType;
        }
    }

    /** A record, which is written as records are, whoever looked at its components before. */
    static final class OfRecord extends ItemAttributes {
        private final Record record;
        private volatile @Nullable Map<String, ?> gathered;

        OfRecord(Record record) {
            this.record = record;
        }

        @Override
        Map<String, ?> all() {
            Map<String, ?> known = gathered;
            if (known == null) {
                known = Records.attributes(record);
                gathered = known;
            }
            return known;
        }

        @Override
        @Nullable
        Object get(String wanted) {
            return found(all(), wanted);
        }

        @Override
        boolean mayHoldTimes() {
            return RecordShape.of(record.getClass()).mayHoldTimes();
        }

        @Override
        Map<String, AttributeValue> write(Codecs codecs, int depth) {
            return Records.writer(record.getClass()).attributes(codecs, record, depth);
        }

        @Override
        Class<?> recordType() {
            return record.getClass();
        }
    }

    /** One attribute changed, or taken away, on top of others. */
    private static final class Changed extends ItemAttributes {
        /** Changes before all attributes are gathered into one map. */
        private static final int LINKS_MAX = 32;

        private final ItemAttributes previous;
        private final String name;
        private final @Nullable Object value;
        private final int links;
        private volatile @Nullable Map<String, ?> gathered;

        Changed(ItemAttributes previous, String name, @Nullable Object value) {
            this.previous = previous;
            this.name = name;
            this.value = value;
            this.links = previous instanceof Changed changed ? changed.links + 1 : 1;
        }

        /** Returns what all changes are on top of. */
        private ItemAttributes first() {
            ItemAttributes first = this;
            while (first instanceof Changed changed) {
                first = changed.previous;
            }
            return first;
        }

        /** Returns the changes in their order. */
        private Changed[] changes() {
            Changed[] changes = new Changed[links];
            ItemAttributes link = this;
            while (link instanceof Changed changed) {
                changes[changed.links - 1] = changed;
                link = changed.previous;
            }
            return changes;
        }

        @Override
        Map<String, ?> all() {
            Map<String, ?> known = gathered;
            if (known != null) {
                return known;
            }
            Map<String, @Nullable Object> all = new LinkedHashMap<>(first().all());
            for (Changed change : changes()) {
                if (change.value == ValueCopies.ABSENT) {
                    all.remove(change.name);
                } else {
                    all.put(change.name, change.value);
                }
            }
            gathered = all;
            return all;
        }

        @Override
        @Nullable
        Object get(String wanted) {
            Objects.requireNonNull(wanted, "attribute name");
            ItemAttributes link = this;
            while (link instanceof Changed changed) {
                Map<String, ?> known = changed.gathered;
                if (known != null) {
                    return found(known, wanted);
                }
                if (changed.name.equals(wanted)) {
                    return changed.value;
                }
                link = changed.previous;
            }
            return link.get(wanted);
        }

        @Override
        boolean mayHoldTimes() {
            ItemAttributes link = this;
            while (link instanceof Changed changed) {
                if (Expiries.isTimely(changed.value)) {
                    return true;
                }
                link = changed.previous;
            }
            return link.mayHoldTimes();
        }

        @Override
        @Nullable
        Class<?> recordType() {
            return first().recordType();
        }

        @Override
        Map<String, AttributeValue> write(Codecs codecs, int depth) {
            ItemAttributes first = first();
            if (first instanceof OfRecord record) {
                return writeBehind(codecs, depth, record);
            }
            checkReadable(codecs, first.recordType(), depth);
            return gathered == null
                    ? writeLatest(codecs, depth, first.all())
                    : ValueWriters.attributes(codecs, depth, all());
        }

        /** Writes a record as it is always written, and then the changes behind it. */
        private Map<String, AttributeValue> writeBehind(Codecs codecs, int depth, OfRecord record) {
            Changed[] changes = changes();
            Map<String, AttributeValue> all = record.write(codecs, depth);
            for (Changed change : changes) {
                if (change.value == ValueCopies.ABSENT) {
                    all.remove(change.name);
                } else {
                    all.put(change.name, ValueWriters.attribute(codecs, depth, change.name, change.value));
                }
            }
            return all;
        }

        /** Writes the latest value of each attribute, without gathering them first. */
        private Map<String, AttributeValue> writeLatest(Codecs codecs, int depth, Map<String, ?> first) {
            Map<String, AttributeValue> all = new HashMap<>(Values.capacity(first.size() + links));
            boolean removed = false;
            ItemAttributes link = this;
            while (link instanceof Changed changed) {
                if (!all.containsKey(changed.name)) {
                    removed |= changed.value == ValueCopies.ABSENT;
                    all.put(
                            changed.name,
                            changed.value == ValueCopies.ABSENT
                                    ? Values.NULL
                                    : ValueWriters.attribute(codecs, depth, changed.name, changed.value));
                }
                link = changed.previous;
            }
            if (removed) {
                return ValueWriters.attributes(codecs, depth, all());
            }
            for (Map.Entry<String, ?> attribute : first.entrySet()) {
                String unchanged = attribute.getKey();
                if (!all.containsKey(unchanged)) {
                    all.put(unchanged, ValueWriters.attribute(codecs, depth, unchanged, attribute.getValue()));
                }
            }
            return all;
        }
    }
}
