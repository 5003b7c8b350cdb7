package io.stator.engine.durable;

import io.stator.Index;
import io.stator.edn.Keyword;
import io.stator.engine.database.Counters;
import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.ByteSource;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.ValueCodec;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.SegmentId;
import io.stator.engine.storage.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The root of the indexes of a database in storage.
 *
 * <pre>
 * root       version (1 byte), run (varint), retired (count, then name (text) and millis (varint) of each), content (1 byte: 0 none, 1)
 * content    sequence, window, t, next entity, next attribute, last instant (varints, the last zigzag), forgotten (1 byte), names, last names,
 *            fading, trees
 * names      count, then name (value tag, value) and entity (varint) of each
 * fading     count, then entity (zigzag), attribute (varint), value tag (1 byte), value, t of assertion, t of retraction of each
 * trees      for each of eight: the bytes of a directory, none when the tree is empty
 * </pre>
 *
 * @param run the number of the run that wrote it, which the names of its segments begin with
 * @param retired the segments that earlier roots had and this has not, with the time when that became so
 * @param content what is in storage; null when nothing is
 */
public record IndexRoot(
        long run, Map<String, Long> retired, @Nullable Content content) {
    /** The only format there is so far. */
    private static final int VERSION = 1;

    /** The number of trees: for each index what is true, and what no longer is. */
    public static final int TREES = 2 * Index.values().length;

    /** A root before there is any. */
    public static final IndexRoot NONE = new IndexRoot(0, Map.of(), null);

    /**
     * What is in storage.
     *
     * @param sequence the record of the log that comes next
     * @param window the record of the log with the oldest transaction that is remembered by its id
     * @param trees the directories of the trees, or nothing of an empty one
     */
    public record Content(
            long sequence,
            long window,
            Counters counters,
            boolean forgotten,
            Map<Keyword, Integer> names,
            Map<Integer, Keyword> lastNames,
            List<Fact> fading,
            List<Optional<Directory>> trees) {

        /**
         * Checks that a log has the record that was the last one when the root was set.
         *
         * @throws StorageException of kind CORRUPT if it has not
         */
        void requireLog(String database, LogReader log) {
            if (sequence == 0) {
                return;
            }
            LoggedTransaction last = log.lastOf(sequence - 1);
            if (last == null || !Counters.after(last).equals(counters)) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        "the root of the indexes of database " + database + " must be one of its log: record "
                                + (sequence - 1) + " is not there, or another");
            }
        }
    }

    /** Returns the index in whose order a tree is. */
    public static Index index(int tree) {
        return Index.values()[tree % Index.values().length];
    }

    /**
     * Returns the segments that no root has any more after this one; the time when that became so is not later than now, whatever a clock said
     * then.
     *
     * @param names the segments that this root has
     * @param used those that the next one has
     */
    Map<String, Long> retiredWith(Set<String> names, Set<String> used, long nowMillis) {
        Map<String, Long> all = new LinkedHashMap<>(retired);
        for (String known : names) {
            if (!used.contains(known)) {
                all.putIfAbsent(known, nowMillis);
            }
        }
        all.keySet().removeAll(used);
        all.replaceAll((segment, millis) -> Math.min(millis, nowMillis));
        return all;
    }

    /** Returns the t up to which facts are in storage; -1 when none are. */
    long storedT() {
        return content == null ? -1 : content.counters.basisT();
    }

    /** Returns how many facts are in storage, those that are not true any more among them. */
    long facts() {
        if (content == null) {
            return 0;
        }
        int past = Index.values().length;
        return Stream.of(content.trees.get(Index.EAVT.ordinal()), content.trees.get(past + Index.EAVT.ordinal()))
                .flatMap(Optional::stream)
                .mapToLong(Directory::count)
                .sum();
    }

    private static SegmentId id(String database, int tree) {
        return new SegmentId(database, "root/" + tree);
    }

    /** Returns its bytes. */
    public byte[] encode(String database) {
        ByteSink sink = new ByteSink();
        sink.put(VERSION);
        sink.putVarint(run);
        sink.putVarint(retired.size());
        retired.forEach((name, millis) -> {
            sink.putText(name);
            sink.putVarint(millis);
        });
        Content known = content;
        sink.put(known == null ? 0 : 1);
        if (known != null) {
            encode(known, database, sink);
        }
        return sink.toByteArray();
    }

    private static void encode(Content content, String database, ByteSink sink) {
        sink.putVarint(content.sequence);
        sink.putVarint(content.window);
        sink.putVarint(content.counters.basisT());
        sink.putVarint(content.counters.nextEntity());
        sink.putVarint(content.counters.nextAttribute());
        sink.putZigzag(content.counters.lastInstant());
        sink.put(content.forgotten ? 1 : 0);
        sink.putVarint(content.names.size());
        content.names.forEach((name, entity) -> {
            putName(name, sink);
            sink.putVarint(entity);
        });
        sink.putVarint(content.lastNames.size());
        content.lastNames.forEach((entity, name) -> {
            putName(name, sink);
            sink.putVarint(entity);
        });
        sink.putVarint(content.fading.size() / 2);
        for (int i = 0; i < content.fading.size(); i += 2) {
            Fact assertion = content.fading.get(i);
            int tag = ValueCodec.tag(assertion);
            sink.putZigzag(assertion.e);
            sink.putVarint(assertion.a);
            sink.put(tag);
            ValueCodec.put(tag, assertion, sink);
            sink.putVarint(assertion.t());
            sink.putVarint(content.fading.get(i + 1).t());
        }
        for (int tree = 0; tree < TREES; tree++) {
            SegmentId id = id(database, tree);
            sink.putBytes(content.trees
                    .get(tree)
                    .map(directory -> directory.encode(id))
                    .orElse(new byte[0]));
        }
    }

    /**
     * Returns the root of some bytes.
     *
     * @throws StorageException of kind CORRUPT, or FOREIGN when it is of a later format
     */
    public static IndexRoot decode(String database, byte[] bytes) {
        try {
            ByteSource source = new ByteSource(bytes);
            int version = source.get();
            if (version != VERSION) {
                throw new StorageException(
                        StorageException.Kind.FOREIGN,
                        "the root of the indexes of database " + database + " must be of format " + VERSION
                                + ": format=" + version + ": open it with a later release");
            }
            long run = source.getVarint();
            Map<String, Long> retired = new LinkedHashMap<>();
            for (int left = source.getCount(); left > 0; left--) {
                String name = source.getText();
                retired.put(name, source.getVarint());
            }
            Content content = source.get() == 0 ? null : content(database, source);
            source.expectEnd();
            return new IndexRoot(run, retired, content);
        } catch (IllegalArgumentException damaged) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    "the root of the indexes of database " + database + " is damaged: " + damaged.getMessage(),
                    damaged);
        }
    }

    private static void putName(Keyword name, ByteSink sink) {
        int tag = ValueCodec.tag(name);
        sink.put(tag);
        ValueCodec.put(tag, name, sink);
    }

    private static Keyword name(ByteSource source) {
        if (ValueCodec.get(source.get(), source) instanceof Keyword name) {
            return name;
        }
        throw new IllegalArgumentException("a name must be a keyword: position=" + source.position());
    }

    private static Content content(String database, ByteSource source) {
        long sequence = source.getVarint();
        long window = source.getVarint();
        long t = source.getVarint();
        long nextEntity = source.getVarint();
        int nextAttribute = source.getCount(Integer.MAX_VALUE);
        long lastInstant = source.getZigzag();
        boolean forgotten = source.get() == 1;
        Map<Keyword, Integer> names = new LinkedHashMap<>();
        for (int left = source.getCount(); left > 0; left--) {
            Keyword name = name(source);
            names.put(name, source.getCount(Integer.MAX_VALUE));
        }
        Map<Integer, Keyword> lastNames = new LinkedHashMap<>();
        for (int left = source.getCount(); left > 0; left--) {
            Keyword name = name(source);
            lastNames.put(source.getCount(Integer.MAX_VALUE), name);
        }
        List<Fact> fading = new ArrayList<>();
        for (int left = source.getCount(); left > 0; left--) {
            long e = source.getZigzag();
            int a = source.getCount(Integer.MAX_VALUE);
            Fact value = ValueCodec.getFact(source.get(), source, e, a, 0, true);
            fading.add(value.in(source.getVarint(), true));
            fading.add(value.in(source.getVarint(), false));
        }
        List<Optional<Directory>> trees = new ArrayList<>();
        for (int tree = 0; tree < TREES; tree++) {
            byte[] bytes = source.getBytes();
            trees.add(
                    bytes.length == 0
                            ? Optional.empty()
                            : Optional.of(Directory.decode(id(database, tree), index(tree), bytes)));
        }
        Counters counters = new Counters(t, nextEntity, nextAttribute, lastInstant);
        return new Content(sequence, window, counters, forgotten, names, lastNames, fading, trees);
    }
}
