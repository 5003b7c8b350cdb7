package io.stator.engine.durable;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.StoredFacts;
import io.stator.engine.index.Storing;
import io.stator.engine.segment.BlockCodec;
import io.stator.engine.segment.ChildEntry;
import io.stator.engine.segment.Directory;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentId;
import io.stator.engine.segment.Separators;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveTask;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts what one run writes into storage, under names that begin with the number of the run; not thread-safe. */
final class SegmentRun implements Storing {
    /** How many names are announced at once, so that they can be deleted should the run not come to its end. */
    static final int NAMES_ANNOUNCED = 1_024;

    /** A directory of so many entries is kept with the root; more are divided. */
    private static final int ENTRIES_MAX = 1_024;

    private static final Pattern NAME = Pattern.compile("i([0-9]{1,18})-[0-9]{1,10}");

    private final String database;
    private final long run;
    private final SegmentBuffer segments;
    private final int segmentSize;
    private final Readers readers;
    private final IntConsumer announce;
    private final RunTerms terms;
    private final BlockCodec codec;
    private final Set<String> directories = new HashSet<>();
    private int names;
    private long directoryBytes;

    /** Makes what stands for a segment. */
    interface Readers {
        /** Returns what stands for a segment of an index. */
        StoredFacts reader(Index index, ChildEntry entry);
    }

    /** A run is to end before it has. */
    static final class StoppedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped", null, false, false);
        }
    }

    /**
     * Creates a run.
     *
     * @param announce told how many names may be used from now on
     * @param terms how it is to go
     * @param codec how segments are compressed
     */
    SegmentRun(
            String database,
            long run,
            SegmentBuffer segments,
            int segmentSize,
            Readers readers,
            IntConsumer announce,
            RunTerms terms,
            BlockCodec codec) {
        this.database = database;
        this.run = run;
        this.segments = segments;
        this.segmentSize = segmentSize;
        this.readers = readers;
        this.announce = announce;
        this.terms = terms;
        this.codec = codec;
    }

    /** Returns the name of the segment that a run writes after so many others. */
    static String name(long run, int number) {
        return "i" + run + "-" + number;
    }

    /** Returns the number of the run that wrote the segment of a name; -1 when no run gives such a name. */
    static long run(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /** Returns whether a segment has a name as runs give, of one that is not later than a run. */
    static boolean isOf(String name, long lastRun) {
        long run = run(name);
        return run >= 0 && run <= lastRun;
    }

    @Override
    public int segmentSize() {
        return segmentSize;
    }

    @Override
    public boolean putsAll() {
        return terms.putsAll();
    }

    @Override
    public void passed(long facts) {
        terms.passed(facts);
    }

    private String nextName() {
        if (terms.isStopped()) {
            throw new StoppedException();
        }
        if (names % NAMES_ANNOUNCED == 0) {
            announce.accept(names + NAMES_ANNOUNCED);
        }
        return name(run, names++);
    }

    @Override
    public StoredFacts put(Index index, @Nullable Fact before, Fact[] facts) {
        return begin(index, List.of(new Cut(before, facts))).get().get(0);
    }

    /**
     * Has the bytes of all segments made side by side, while this thread puts others. It puts these one after the other, too, so that what storage
     * sees does not depend on threads.
     */
    @Override
    public Supplier<List<StoredFacts>> begin(Index index, List<Cut> cuts) {
        List<Encoding> encodings = new ArrayList<>(cuts.size());
        for (Cut cut : cuts) {
            encodings.add(new Encoding(new SegmentId(database, nextName()), index, cut, codec));
        }
        encodings.forEach(ForkJoinTask::fork);
        return () -> {
            // the last first, which is the one that this thread may do itself if nobody has begun with it
            for (int i = encodings.size() - 1; i >= 0; i--) {
                encodings.get(i).join();
            }
            return encodings.stream().map(this::put).toList();
        };
    }

    /** The making of the bytes of a segment. */
    private static final class Encoding extends RecursiveTask<byte[]> {
        private static final long serialVersionUID = 1L;

        private final transient SegmentId id;
        private final transient Index index;
        private final transient Cut cut;
        private final BlockCodec codec;

        Encoding(SegmentId id, Index index, Cut cut, BlockCodec codec) {
            this.id = id;
            this.index = index;
            this.cut = cut;
            this.codec = codec;
        }

        @Override
        protected byte[] compute() {
            return Segment.encode(id, index, cut.facts(), 0, cut.facts().length, codec);
        }
    }

    private StoredFacts put(Encoding encoding) {
        String name = encoding.id.name();
        byte[] bytes = encoding.join();
        segments.put(name, bytes);
        terms.put(bytes.length);
        Fact[] facts = encoding.cut.facts();
        Fact before = encoding.cut.before();
        Index index = encoding.index;
        Fact separator = before == null || !facts[0].added() ? facts[0] : Separators.between(index, before, facts[0]);
        long firstT = Long.MAX_VALUE;
        long lastT = 0;
        for (Fact fact : facts) {
            firstT = Math.min(firstT, fact.t());
            lastT = Math.max(lastT, fact.t());
        }
        return readers.reader(
                index,
                new ChildEntry(name, facts.length, firstT, lastT, Segment.checksum(bytes), bytes.length, separator));
    }

    /** Returns how many bytes the directories have that were put. */
    long directoryBytes() {
        return directoryBytes;
    }

    /** Returns the names of the directories that were put. */
    Set<String> directories() {
        return directories;
    }

    /** Returns the directory of the segments of a tree; nothing when it is empty. */
    Optional<Directory> directory(Index index, List<StoredFacts> parts) {
        List<ChildEntry> entries = parts.stream().map(StoredFacts::entry).toList();
        int level = 1;
        while (entries.size() > ENTRIES_MAX) {
            List<ChildEntry> above = new ArrayList<>();
            for (int from = 0; from < entries.size(); from += ENTRIES_MAX) {
                Directory part = new Directory(
                        index, level, entries.subList(from, Math.min(entries.size(), from + ENTRIES_MAX)));
                String name = nextName();
                byte[] bytes = part.encode(new SegmentId(database, name));
                segments.put(name, bytes);
                terms.put(bytes.length);
                directories.add(name);
                directoryBytes += bytes.length;
                above.add(ChildEntry.of(name, part, bytes));
            }
            entries = above;
            level++;
        }
        return entries.isEmpty() ? Optional.empty() : Optional.of(new Directory(index, level, entries));
    }
}
