package io.stator.engine.segment;

import io.stator.Index;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.datom.ValueCodec;
import io.stator.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The stored blocks of a part of an index, in order, with what is to be known of each without reading it; immutable.
 *
 * <pre>
 * content    level (1 byte), entries
 * entry      name (text), count, first t, span of t, size (varints), checksum (4 bytes), separator
 * separator  entity (zigzag varint, the difference to that of the entry before), attribute, t (varints),
 *            head (1 byte: value tag, bit 7 assertion), value as in the log
 * </pre>
 */
public final class Directory {
    /** The greatest number of entries. */
    public static final int ENTRIES_MAX = Segment.FACTS_MAX;

    /** The greatest level: so many facts as a number of 64 bits can count need no more. */
    public static final int LEVEL_MAX = 16;

    private static final int ADDED = 0x80;

    private final Index index;
    private final int level;
    private final List<ChildEntry> children;
    private final long count;
    private final long firstT;
    private final long lastT;

    /**
     * Creates one of its entries.
     *
     * @param level 1 when its children are segments, otherwise one more than that of its children
     * @throws IllegalArgumentException when there are no entries or too many, or they are not in order
     */
    public Directory(Index index, int level, List<ChildEntry> children) {
        if (level < 1 || level > LEVEL_MAX || children.isEmpty() || children.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException("directory must be of level 1 to " + LEVEL_MAX + " and have 1 to "
                    + ENTRIES_MAX + " entries: level=" + level + " entries=" + children.size());
        }
        this.index = index;
        this.level = level;
        this.children = List.copyOf(children);
        long all = 0;
        long first = Long.MAX_VALUE;
        long last = 0;
        Fact before = null;
        for (ChildEntry child : this.children) {
            check(child, before);
            before = child.separator();
            all += child.count();
            first = Math.min(first, child.firstT());
            last = Math.max(last, child.lastT());
        }
        if (all < 0) {
            throw new IllegalArgumentException("facts of a directory must be countable: count=" + all);
        }
        this.count = all;
        this.firstT = first;
        this.lastT = last;
    }

    private void check(ChildEntry child, @Nullable Fact before) {
        if (child.name().isEmpty() || child.count() < 1 || (level == 1 && child.count() > Segment.FACTS_MAX)) {
            throw new IllegalArgumentException("entry must have a name and facts: entry=" + child);
        }
        if (child.size() < 0 || child.firstT() < 0 || child.lastT() < child.firstT()) {
            throw new IllegalArgumentException("entry must have a size and times in order: entry=" + child);
        }
        if (before != null && IndexOrder.compare(index, before, child.separator()) >= 0) {
            throw new IllegalArgumentException("separators must be in order: entry=" + child);
        }
    }

    /** Returns the bytes of this directory. */
    public byte[] encode(SegmentId id) {
        ByteSink sink = new ByteSink();
        sink.put(level);
        long e = 0;
        for (ChildEntry child : children) {
            sink.putText(child.name());
            sink.putVarint(child.count());
            sink.putVarint(child.firstT());
            sink.putVarint(child.lastT() - child.firstT());
            sink.putVarint(child.size());
            sink.putInt(child.checksum());
            putSeparator(child.separator(), e, sink);
            e = child.separator().e;
        }
        return new Envelope(Envelope.Type.DIRECTORY, index, children.size(), firstT, lastT)
                .close(id, sink, BlockCodec.LZ4);
    }

    private static void putSeparator(Fact separator, long before, ByteSink sink) {
        int tag = ValueCodec.tag(separator);
        sink.putZigzag(separator.e - before);
        sink.putVarint(separator.a);
        sink.putVarint(separator.t());
        sink.put(tag | (separator.added() ? ADDED : 0));
        ValueCodec.put(tag, separator, sink);
    }

    /**
     * Returns the directory of some bytes.
     *
     * @throws StorageException as {@link Segment#decode} does
     */
    public static Directory decode(SegmentId id, Index index, byte[] bytes) {
        Envelope.Opened opened = Envelope.open(id, Envelope.Type.DIRECTORY, index, bytes);
        try {
            ByteSource source = opened.source();
            int level = source.get();
            List<ChildEntry> children = new ArrayList<>();
            long e = 0;
            for (int i = 0; i < opened.envelope().count(); i++) {
                ChildEntry child = entry(source, e);
                children.add(child);
                e = child.separator().e;
            }
            source.expectEnd();
            Directory directory = new Directory(index, level, children);
            if (!opened.envelope()
                    .equals(new Envelope(
                            Envelope.Type.DIRECTORY, index, children.size(), directory.firstT, directory.lastT))) {
                throw new IllegalArgumentException(
                        "times must be as stated: firstT=" + directory.firstT + " lastT=" + directory.lastT);
            }
            return directory;
        } catch (IllegalArgumentException wrong) {
            throw id.damaged(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    /**
     * Returns the directory that an entry of the one above speaks of.
     *
     * @throws StorageException as {@link Segment#decode} does, and when the bytes are not those that the entry speaks of
     */
    public static Directory decode(String database, Index index, ChildEntry entry, byte[] bytes) {
        SegmentId id = new SegmentId(database, entry.name());
        entry.check(id, bytes);
        Directory directory = decode(id, index, bytes);
        entry.check(id, directory.count, directory.firstT, directory.lastT);
        return directory;
    }

    private static ChildEntry entry(ByteSource source, long before) {
        String name = source.getText();
        long count = source.getVarint();
        long firstT = source.getVarint();
        long lastT = firstT + source.getVarint();
        int size = source.getCount(Integer.MAX_VALUE);
        int checksum = source.getInt();
        long e = before + source.getZigzag();
        int a = source.getCount(Integer.MAX_VALUE);
        long t = source.getVarint();
        if (t < 0 || t > Long.MAX_VALUE >> 1) {
            throw new IllegalArgumentException("t must fit 62 bits: t=" + t);
        }
        int head = source.get();
        Fact separator = ValueCodec.getFact(head & ~ADDED, source, e, a, t, (head & ADDED) != 0);
        return new ChildEntry(name, count, firstT, lastT, checksum, size, separator);
    }

    /** Returns the index whose blocks these are. */
    public Index index() {
        return index;
    }

    /** Returns 1 when the children are segments, otherwise one more than the level of the children. */
    public int level() {
        return level;
    }

    /** Returns the entries in order; unmodifiable. */
    public List<ChildEntry> children() {
        return children;
    }

    /** Returns how many facts are below. */
    public long count() {
        return count;
    }

    /** Returns the t of the earliest fact below. */
    public long firstT() {
        return firstT;
    }

    /** Returns the t of the latest fact below. */
    public long lastT() {
        return lastT;
    }
}
