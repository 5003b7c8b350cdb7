package io.stator.engine.segment;

import io.stator.Index;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;

/**
 * Makes the bytes of a segment of facts; used once, not thread-safe.
 *
 * <pre>
 * content   groups, columns, values, texts, UUIDs, others
 * groups    number (varint), and for each, in order, its attribute (varint, the difference to the one before) and kind (1 byte)
 * columns   the group of each fact unless there is but one, entity, t, operation (0 a retraction, 1 an assertion)
 * values    for each group a column of its values, in the order of its facts: the number, or the position among the texts, UUIDs or others
 * texts     number (varint), column of their lengths in bytes unless there is none, bytes of UTF-8
 * UUIDs     number (varint), 16 bytes each
 * others    number (varint), for each a tag (1 byte) and a value, as in the log
 * </pre>
 *
 * <p>Columns are those of {@link LongColumnCodec}. A value that occurs more than once is among the texts, UUIDs or others once.
 */
final class SegmentEncoder {
    /** How many bytes of values a segment is to have at most; one fact may have more. */
    private static final int VALUE_BYTES_TARGET = 1 << 19;

    /** The place of the kind in the key of a group, below its attribute. */
    private static final int KIND_BITS = 8;

    private static final long KIND_MASK = (1 << KIND_BITS) - 1;

    private final Index index;
    private final Fact[] facts;
    private final int from;
    private final int size;
    private final ByteSink sink = new ByteSink();
    private final ValuePoolBuilder pool = new ValuePoolBuilder();

    /** What is collected of one column, to be written. */
    private final long[] scratch;

    SegmentEncoder(Index index, Fact[] facts, int from, int to) {
        if (from < 0 || to > facts.length || to - from < 1 || to - from > Segment.FACTS_MAX) {
            throw new IllegalArgumentException(
                    "segment must have 1 to " + Segment.FACTS_MAX + " facts: from=" + from + " to=" + to);
        }
        this.index = index;
        this.facts = facts;
        this.from = from;
        this.size = to - from;
        this.scratch = new long[size];
    }

    static int end(Fact[] facts, int from, int to) {
        int last = Math.min(to, from + Segment.FACTS_TARGET);
        long bytes = 0;
        for (int i = from; i < last; i++) {
            bytes += facts[i].valueBytes();
            if (bytes > VALUE_BYTES_TARGET && i > from) {
                return i;
            }
        }
        return last;
    }

    byte[] encode(SegmentId id, BlockCodec codec) {
        checkFacts();
        Grouping grouping = grouping();
        putGroups(grouping.keys());
        Envelope envelope = putColumns(grouping);
        putValues(grouping);
        pool.put(sink);
        return envelope.close(id, sink, codec);
    }

    private void checkFacts() {
        for (int i = from; i < from + size; i++) {
            Fact fact = facts[i];
            if (fact.a < 0 || fact.tOp < 0 || (index == Index.VAET && !fact.isLong())) {
                throw new IllegalArgumentException("fact must fit into a segment of " + index + ": fact=" + fact);
            }
            if (i > from && IndexOrder.compare(index, facts[i - 1], fact) >= 0) {
                throw new IllegalArgumentException(
                        "facts must be in the order of " + index + ": fact=" + facts[i - 1] + " next=" + fact);
            }
        }
    }

    private Grouping grouping() {
        for (int i = 0; i < size; i++) {
            Fact fact = facts[from + i];
            scratch[i] = ((long) fact.a << KIND_BITS) | ValueKind.of(fact).code();
        }
        return Grouping.of(scratch, size);
    }

    private void putGroups(long[] groups) {
        sink.putVarint(groups.length);
        long previous = 0;
        for (long key : groups) {
            long attribute = key >> KIND_BITS;
            sink.putVarint(attribute - previous);
            sink.put((int) (key & KIND_MASK));
            previous = attribute;
        }
    }

    private Envelope putColumns(Grouping grouping) {
        if (grouping.keys().length > 1) {
            for (int i = 0; i < size; i++) {
                scratch[i] = grouping.groupOf()[i];
            }
            LongColumnCodec.put(scratch, size, sink);
        }
        for (int i = 0; i < size; i++) {
            scratch[i] = facts[from + i].e;
        }
        LongColumnCodec.put(scratch, size, sink);
        long firstT = Long.MAX_VALUE;
        long lastT = 0;
        for (int i = 0; i < size; i++) {
            scratch[i] = facts[from + i].t();
            firstT = Math.min(firstT, scratch[i]);
            lastT = Math.max(lastT, scratch[i]);
        }
        LongColumnCodec.put(scratch, size, sink);
        for (int i = 0; i < size; i++) {
            scratch[i] = facts[from + i].tOp & 1;
        }
        LongColumnCodec.put(scratch, size, sink);
        return new Envelope(Envelope.Type.SEGMENT, index, size, firstT, lastT);
    }

    private void putValues(Grouping grouping) {
        long[] groups = grouping.keys();
        int[] starts = Grouping.starts(grouping.groupOf(), groups.length);
        int[] positions = Grouping.positions(grouping.groupOf(), starts);
        for (int group = 0; group < groups.length; group++) {
            ValueKind kind = ValueKind.ofCode((int) (groups[group] & KIND_MASK));
            int count = starts[group + 1] - starts[group];
            for (int i = 0; i < count; i++) {
                Fact fact = facts[from + positions[starts[group] + i]];
                scratch[i] = kind.isPooled() ? pool.position(kind, fact.stored()) : ValueKind.bits(fact);
            }
            LongColumnCodec.put(scratch, count, sink);
        }
    }
}
