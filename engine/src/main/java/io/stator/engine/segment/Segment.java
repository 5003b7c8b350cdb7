package io.stator.engine.segment;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.datom.Values;
import io.stator.engine.storage.StorageException;
import java.time.Instant;
import java.util.UUID;

/**
 * Facts in the order of an index, as columns; immutable.
 *
 * <p>Facts of one attribute whose values are kept alike are a group. A fact is an entity, the number of its group, its transaction
 * with the operation, and its value: the number itself, or a position in the pool of values.
 */
public final class Segment {
    /** How many facts a segment is to have. */
    public static final int FACTS_TARGET = 8_192;

    /** The greatest number of facts of a segment. */
    public static final int FACTS_MAX = 65_536;

    private static final int OVERHEAD_BYTES = 256;

    private final Index index;
    private final int[] attributes;
    private final ValueKind[] kinds;
    private final LongColumn groups;
    private final LongColumn entities;
    private final LongColumn times;
    private final LongColumn values;
    private final ValuePool pool;
    private final long firstT;
    private final long lastT;
    private final SegmentSearch search;

    /** Creates one of its parts, none of which is copied. */
    Segment(
            Index index,
            int[] attributes,
            ValueKind[] kinds,
            LongColumn groups,
            LongColumn entities,
            LongColumn times,
            LongColumn values,
            ValuePool pool,
            long firstT,
            long lastT) {
        this.index = index;
        this.attributes = attributes;
        this.kinds = kinds;
        this.groups = groups;
        this.entities = entities;
        this.times = times;
        this.values = values;
        this.pool = pool;
        this.firstT = firstT;
        this.lastT = lastT;
        this.search = new SegmentSearch(this, attributes, kinds, groups, pool);
    }

    /**
     * Returns the bytes of a segment.
     *
     * @param facts distinct facts of which those from {@code from} to {@code to}, at least one and at most {@link #FACTS_MAX}, are in
     *     the order of the index
     * @throws IllegalArgumentException when they are not, or cannot be kept
     */
    public static byte[] encode(SegmentId id, Index index, Fact[] facts, int from, int to) {
        return encode(id, index, facts, from, to, BlockCodec.LZ4);
    }

    /** As {@link #encode(SegmentId, Index, Fact[], int, int)}, compressed in another way. */
    public static byte[] encode(SegmentId id, Index index, Fact[] facts, int from, int to, BlockCodec codec) {
        return new SegmentEncoder(index, facts, from, to).encode(id, codec);
    }

    /**
     * Returns where a segment of some facts that begins at {@code from} ends best: after {@link #FACTS_TARGET} of them, earlier when their
     * values are big.
     */
    public static int end(Fact[] facts, int from, int to) {
        return SegmentEncoder.end(facts, from, to);
    }

    /**
     * Returns the segment of some bytes.
     *
     * @throws StorageException of kind CORRUPT, naming the segment and what is wrong, unless they are the whole segment of that id and
     *     index; of kind FOREIGN when they are of a later format
     */
    public static Segment decode(SegmentId id, Index index, byte[] bytes) {
        return SegmentDecoder.decode(id, index, bytes);
    }

    /**
     * Returns the segment that an entry of its directory speaks of.
     *
     * @throws StorageException as {@link #decode(SegmentId, Index, byte[])} does, and when the bytes are not those that the entry speaks of
     */
    public static Segment decode(String database, Index index, ChildEntry entry, byte[] bytes) {
        SegmentId id = new SegmentId(database, entry.name());
        entry.check(id, bytes);
        Segment segment = decode(id, index, bytes);
        entry.check(id, segment.size(), segment.firstT, segment.lastT);
        return segment;
    }

    /**
     * Returns the bytes of the same segment at another place.
     *
     * @throws StorageException as {@link #decode(SegmentId, Index, byte[])} does, but for what is wrong in its content only
     */
    public static byte[] moved(SegmentId from, SegmentId to, Index index, byte[] bytes) {
        return Envelope.moved(from, to, Envelope.Type.SEGMENT, index, bytes);
    }

    /** Returns the checksum that the bytes of a segment or a directory end with, for the entry of the parent. */
    public static int checksum(byte[] bytes) {
        return Envelope.checksum(bytes);
    }

    /** Returns the index in whose order the facts are. */
    public Index index() {
        return index;
    }

    /** Returns the number of facts. */
    public int size() {
        return entities.size();
    }

    /** Returns the t of the earliest fact. */
    public long firstT() {
        return firstT;
    }

    /** Returns the t of the latest fact. */
    public long lastT() {
        return lastT;
    }

    /** Returns about how many bytes of memory this takes. */
    public long weight() {
        return OVERHEAD_BYTES
                + 12L * attributes.length
                + groups.weight()
                + entities.weight()
                + times.weight()
                + values.weight()
                + pool.weight()
                + search.weight();
    }

    /** Returns the entities. */
    public LongColumn entities() {
        return entities;
    }

    /** Returns the t of each fact, times two, plus one for an assertion. */
    public LongColumn times() {
        return times;
    }

    /** Returns what stands for each value: the number itself, the bits of a floating point number, or a position in a pool. */
    public LongColumn values() {
        return values;
    }

    /** Returns the texts that values of kind {@link ValueKind#TEXT} are positions of. */
    public Texts texts() {
        return pool.texts();
    }

    /** Returns the attribute of a fact. */
    public int attribute(int position) {
        return attributes[group(position)];
    }

    /** Returns how the value of a fact is kept. */
    public ValueKind kind(int position) {
        return kinds[group(position)];
    }

    /** Returns whether all facts are known to have the same attribute, and values that are kept alike. */
    boolean isOfOneKind() {
        return attributes.length == 1;
    }

    /** Returns the position behind the last fact, from a position to a limit, whose value is kept as the one there is. */
    int endOfKind(int position, int limit) {
        ValueKind kind = kind(position);
        int end = position + 1;
        while (end < limit && kind(end) == kind) {
            end++;
        }
        return end;
    }

    private int group(int position) {
        return (int) groups.get(position);
    }

    /** Returns the value of a fact; the one that is kept when it is bytes, which nobody but the engine may have. */
    public Object value(int position) {
        long value = values.get(position);
        return switch (kinds[group(position)]) {
            case LONG -> (Object) value;
            case INSTANT -> Instant.ofEpochMilli(value);
            case BOOLEAN -> value != 0;
            case DOUBLE -> Double.longBitsToDouble(value);
            case FLOAT -> Float.intBitsToFloat((int) value);
            case TEXT -> pool.text((int) value);
            case ID -> pool.id((int) value);
            case OTHER -> pool.other((int) value);
        };
    }

    /** Returns a fact. */
    public Fact fact(int position) {
        return fact(position, group(position));
    }

    private Fact fact(int position, int group) {
        long e = entities.get(position);
        int a = attributes[group];
        long time = times.get(position);
        return switch (kinds[group]) {
            case LONG -> Fact.ofNumber(e, a, values.get(position), false, time);
            case INSTANT -> Fact.ofNumber(e, a, values.get(position), true, time);
            case TEXT -> {
                int at = (int) values.get(position);
                String text = pool.text(at);
                yield Fact.ofText(e, a, text, pool.beginning(at, text), time);
            }
            default -> Fact.of(e, a, value(position), time >>> 1, (time & 1) != 0);
        };
    }

    /** Copies the facts of some positions. */
    public void facts(int from, int to, Fact[] into, int at) {
        for (int i = from; i < to; i++) {
            into[at + i - from] = fact(i, group(i));
        }
    }

    /** Compares the first {@code components} of a fact with those of a pattern, as {@link IndexOrder#compare} does. */
    public int compare(int position, Fact pattern, int components) {
        int c = switch (index) {
            case EAVT -> entityAttributeValue(position, pattern, components);
            case AEVT -> attributeEntityValue(position, pattern, components);
            case AVET -> attributeValueEntity(position, pattern, components);
            case VAET -> targetAttributeEntity(position, pattern, components);
        };
        return c != 0 || components < IndexOrder.WHOLE ? c : compareTimes(times.get(position), pattern.tOp);
    }

    private int entityAttributeValue(int position, Fact pattern, int components) {
        long e = entities.get(position);
        if (e != pattern.e) {
            return components < 1 ? 0 : Long.compare(e, pattern.e);
        }
        int a = attribute(position);
        if (a != pattern.a) {
            return components < 2 ? 0 : Integer.compare(a, pattern.a);
        }
        return components < 3 ? 0 : compareValue(position, pattern);
    }

    private int attributeEntityValue(int position, Fact pattern, int components) {
        int a = attribute(position);
        if (a != pattern.a) {
            return components < 1 ? 0 : Integer.compare(a, pattern.a);
        }
        long e = entities.get(position);
        if (e != pattern.e) {
            return components < 2 ? 0 : Long.compare(e, pattern.e);
        }
        return components < 3 ? 0 : compareValue(position, pattern);
    }

    private int attributeValueEntity(int position, Fact pattern, int components) {
        int a = attribute(position);
        if (a != pattern.a) {
            return components < 1 ? 0 : Integer.compare(a, pattern.a);
        }
        if (components < 2) {
            return 0;
        }
        int byValue = compareValue(position, pattern);
        return byValue != 0 || components < 3 ? byValue : Long.compare(entities.get(position), pattern.e);
    }

    private int targetAttributeEntity(int position, Fact pattern, int components) {
        long target = values.get(position);
        if (target != pattern.bits) {
            return components < 1 ? 0 : Long.compare(target, pattern.bits);
        }
        int a = attribute(position);
        if (a != pattern.a) {
            return components < 2 ? 0 : Integer.compare(a, pattern.a);
        }
        return components < 3 ? 0 : Long.compare(entities.get(position), pattern.e);
    }

    /** Compares two times, the newer one first, then a retraction before an assertion. */
    private static int compareTimes(long left, long right) {
        int byT = Long.compare(right >>> 1, left >>> 1);
        return byT != 0 ? byT : Long.compare(left & 1, right & 1);
    }

    private int compareValue(int position, Fact pattern) {
        long value = values.get(position);
        switch (kinds[group(position)]) {
            case LONG -> {
                if (pattern.isLong()) {
                    return Long.compare(value, pattern.bits);
                }
            }
            case INSTANT -> {
                if (pattern.isInstant()) {
                    return Long.compare(value, pattern.bits);
                }
            }
            case TEXT -> {
                if (pattern.stored() instanceof String text) {
                    return pool.compareText((int) value, text);
                }
            }
            case ID -> {
                if (pattern.stored() instanceof UUID id) {
                    return pool.compareId((int) value, id);
                }
            }
            case BOOLEAN, DOUBLE, FLOAT, OTHER -> {
                // few, and compared as objects
            }
        }
        return Values.compare(value(position), pattern.stored());
    }

    /** Compares a fact with the one after it, as whole facts. */
    int compareToNext(int position) {
        int next = position + 1;
        int byEntity = Long.compare(entities.get(position), entities.get(next));
        int byAttribute = Integer.compare(attribute(position), attribute(next));
        int c;
        if (index == Index.EAVT) {
            c = byEntity != 0 ? byEntity : byAttribute != 0 ? byAttribute : compareValueToNext(position);
        } else if (index == Index.AEVT) {
            c = byAttribute != 0 ? byAttribute : byEntity != 0 ? byEntity : compareValueToNext(position);
        } else if (index == Index.AVET) {
            int byValue = byAttribute != 0 ? byAttribute : compareValueToNext(position);
            c = byValue != 0 ? byValue : byEntity;
        } else {
            int byTarget = Long.compare(values.get(position), values.get(next));
            c = byTarget != 0 ? byTarget : byAttribute != 0 ? byAttribute : byEntity;
        }
        return c != 0 ? c : compareTimes(times.get(position), times.get(next));
    }

    private int compareValueToNext(int position) {
        int next = position + 1;
        ValueKind kind = kinds[group(position)];
        long value = values.get(position);
        long other = values.get(next);
        if (kind != kinds[group(next)]) {
            return Values.compare(value(position), value(next));
        }
        return switch (kind) {
            case LONG, INSTANT, BOOLEAN -> Long.compare(value, other);
            case TEXT -> value == other ? 0 : pool.compareTexts((int) value, (int) other);
            case ID -> value == other ? 0 : pool.compareId((int) value, pool.id((int) other));
            case DOUBLE, FLOAT, OTHER -> value == other ? 0 : Values.compare(value(position), value(next));
        };
    }

    /** Returns the position of the first fact that is not before a prefix, or not before its end. */
    public int position(Fact pattern, int components, boolean afterEnd) {
        return search.position(pattern, components, afterEnd);
    }

    /** Returns the position of the first fact behind a prefix, not before {@code from}: near it more often than not. */
    public int end(Fact pattern, int components, int from) {
        return search.near(from, size(), pattern, components, true);
    }

    /** Returns the position of a whole fact, not before {@code from}, or -(position + 1) of where it would be. */
    public int find(Fact fact, int from) {
        int position = search.near(from, size(), fact, IndexOrder.WHOLE, false);
        return position < size() && compare(position, fact, IndexOrder.WHOLE) == 0 ? position : -(position + 1);
    }

    /** Returns whether exactly this fact, its transaction included, is here. */
    public boolean contains(Fact fact) {
        int position = search.position(fact, IndexOrder.WHOLE, false);
        return position < size() && compare(position, fact, IndexOrder.WHOLE) == 0;
    }
}
