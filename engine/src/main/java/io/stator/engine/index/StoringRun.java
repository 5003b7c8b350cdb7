package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.index.Storing.Cut;
import io.stator.engine.segment.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts what is not in storage yet there, from the beginning of a tree to its end; not thread-safe.
 *
 * <p>Nodes next to each other that were changed are written anew together, and a small one before or after them with them. No more than some
 * segments are in memory at a time. Between a retraction and the assertion after it nothing is divided.
 */
final class StoringRun {
    /** A segment of so many parts of the usual size is not divided. */
    private static final double SIZE_FACTOR_MAX = 1.5;

    /** A segment of fewer than so many parts of the usual size is small. */
    private static final double SIZE_FACTOR_SMALL = 0.25;

    /**
     * Facts that count for so many segments of the usual size are put together, so that these can be made side by side; as many more are in memory
     * while the bytes of the ones before are made and stored.
     */
    private static final int PUT_TOGETHER = 6;

    private static final Woven.Slice NOTHING = new Woven.Slice(0, 0, 0, 0);

    /** A part of what the tree will be: a leaf that stays as it is, or a segment that is put when others are. */
    private static final class Piece {
        private @Nullable Cut cut;
        private @Nullable Node node;

        Piece(@Nullable Cut cut, @Nullable Node node) {
            this.cut = cut;
            this.node = node;
        }

        void put(Node stored) {
            node = stored;
            cut = null;
        }
    }

    private final Index index;
    private final Storing storing;
    private final int sizeMax;
    private final int sizeSmall;
    private final List<Piece> done = new ArrayList<>();

    /** What is cut and not put yet. */
    private final List<Piece> waiting = new ArrayList<>();

    private long waitingWeight;

    /** What is being put, and what puts it. */
    private List<Piece> begun = List.of();

    private Supplier<List<StoredFacts>> begunPut = List::of;

    /** Facts that are not cut yet. */
    private Fact[] facts;

    private int count;

    /** How much the facts that are not cut yet count for. */
    private long weight;

    private boolean changing;

    /** The last fact that was cut since something unchanged; null when there is none. */
    private @Nullable Fact last;

    StoringRun(Index index, Storing storing) {
        this.index = index;
        this.storing = storing;
        this.sizeMax = (int) (storing.segmentSize() * SIZE_FACTOR_MAX);
        this.sizeSmall = (int) (storing.segmentSize() * SIZE_FACTOR_SMALL);
        this.facts = new Fact[2 * sizeMax + 2];
    }

    /**
     * Returns the tree of leaves and what is changed of them.
     *
     * @param leaves at least one
     */
    FactTree run(List<Node> leaves, Fact[] added, Fact[] removed) {
        int add = 0;
        int remove = 0;
        for (int i = 0; i < leaves.size(); i++) {
            Fact bound = i + 1 < leaves.size() ? leaves.get(i + 1).first() : null;
            int addEnd = bound == null ? added.length : Merge.endBefore(index, added, add, added.length, bound);
            int removeEnd =
                    bound == null ? removed.length : Merge.endBefore(index, removed, remove, removed.length, bound);
            Woven.Slice slice = new Woven.Slice(add, addEnd, remove, removeEnd);
            take(leaves.get(i), slice, added, removed);
            add = addEnd;
            remove = removeEnd;
        }
        endRun();
        putWaiting();
        putBegun();
        return FactTree.ofLeaves(
                index,
                done.stream().map(piece -> Objects.requireNonNull(piece.node)).toList());
    }

    /** Hands the leaves, in order, to a consumer. */
    static void leaves(Node node, Consumer<Node> consumer) {
        if (node instanceof Branch branch) {
            for (Node child : branch.children) {
                leaves(child, consumer);
            }
        } else {
            consumer.accept(node);
        }
    }

    private void take(Node leaf, Woven.Slice slice, Fact[] added, Fact[] removed) {
        storing.passed(leaf.count() + slice.size());
        boolean unchanged = slice.isEmpty()
                && !storing.putsAll()
                && leaf instanceof StoredNode node
                && node.isUnchanged()
                && !node.stored.isKept();
        boolean small = leaf.count() < sizeSmall;
        if (unchanged && !(small && changing)) {
            endRun();
            last = null;
            done.add(new Piece(null, leaf));
            return;
        }
        if (!changing && !done.isEmpty()) {
            Node before = done.get(done.size() - 1).node; // while nothing is changing it is a leaf that stays
            if (before != null && before.count() < sizeSmall) {
                done.remove(done.size() - 1);
                addAll(new Woven(index, before, added, removed, NOTHING));
            }
        }
        changing = true;
        addAll(new Woven(index, leaf, added, removed, slice));
    }

    private void addAll(Woven woven) {
        for (Fact fact = woven.next(); fact != null; fact = woven.next()) {
            facts[count++] = fact;
            weight += fact.weight();
            if (weight >= 2L * sizeMax && (fact.added() || count == facts.length)) {
                cut(Math.min(count, storing.segmentSize()));
            }
        }
    }

    private void endRun() {
        changing = false;
        while (count > 0) {
            cut(count <= sizeMax ? count : count <= 2 * storing.segmentSize() ? count / 2 : storing.segmentSize());
        }
    }

    /** Cuts so many facts off, or one more; fewer when they are big. */
    private void cut(int size) {
        int byBytes = Segment.end(facts, 0, count);
        int most = byBytes < Math.min(count, Segment.FACTS_TARGET) ? Math.min(size, byBytes) : size;
        int end = facts[most - 1].added() ? most : Math.min(count, most + 1);
        Piece piece = new Piece(new Cut(last, Arrays.copyOf(facts, end)), null);
        last = facts[end - 1];
        long cutWeight = 0;
        for (int i = 0; i < end; i++) {
            cutWeight += facts[i].weight();
        }
        System.arraycopy(facts, end, facts, 0, count - end);
        Arrays.fill(facts, count - end, count, null);
        count -= end;
        weight -= cutWeight;
        done.add(piece);
        waiting.add(piece);
        waitingWeight += cutWeight;
        if (waitingWeight >= (long) PUT_TOGETHER * storing.segmentSize()) {
            putWaiting();
        }
    }

    /** Begins to put what waits, and then puts what was begun before: its bytes were made while this was cut. */
    private void putWaiting() {
        List<Cut> cuts = new ArrayList<>(waiting.size());
        for (Piece piece : waiting) {
            cuts.add(Objects.requireNonNull(piece.cut));
        }
        Supplier<List<StoredFacts>> next = storing.begin(index, cuts);
        putBegun();
        begun = List.copyOf(waiting);
        begunPut = next;
        waiting.clear();
        waitingWeight = 0;
    }

    private void putBegun() {
        List<StoredFacts> stored = begunPut.get();
        for (int i = 0; i < stored.size(); i++) {
            begun.get(i).put(new StoredNode(stored.get(i), FactTree.empty(index)));
        }
        begun = List.of();
        begunPut = List::of;
    }
}
