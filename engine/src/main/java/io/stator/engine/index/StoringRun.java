package io.stator.engine.index;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.Node.Branch;
import io.stator.engine.segment.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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

    private final Index index;
    private final Storing storing;
    private final int sizeMax;
    private final int sizeSmall;
    private final List<Node> done = new ArrayList<>();

    /** Facts that are not put yet. */
    private Fact[] facts;

    private int count;

    /** How much the facts that are not put yet count for. */
    private long weight;

    private boolean changing;

    /** The last fact that was put since something unchanged; null when there is none. */
    private @Nullable Fact last;

    StoringRun(Index index, Storing storing) {
        this.index = index;
        this.storing = storing;
        this.sizeMax = (int) (storing.segmentSize() * SIZE_FACTOR_MAX);
        this.sizeSmall = (int) (storing.segmentSize() * SIZE_FACTOR_SMALL);
        this.facts = new Fact[2 * sizeMax + 2];
    }

    FactTree run(Node root) {
        leaves(root, this::take);
        endRun();
        return FactTree.ofLeaves(index, done);
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

    private void take(Node leaf) {
        storing.passed(leaf.count());
        boolean unchanged =
                !storing.putsAll() && leaf instanceof StoredNode node && node.isUnchanged() && !node.stored.isKept();
        boolean small = leaf.count() < sizeSmall;
        if (unchanged && !(small && changing)) {
            endRun();
            last = null;
            done.add(leaf);
            return;
        }
        if (!changing && !done.isEmpty()) {
            Node before = done.get(done.size() - 1);
            if (before.count() < sizeSmall) {
                done.remove(done.size() - 1);
                addAll(before);
            }
        }
        changing = true;
        addAll(leaf);
    }

    private void addAll(Node leaf) {
        FactCursor cursor = TreeCursor.from(leaf, Prefix.all(index));
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            facts[count++] = fact;
            weight += fact.weight();
            if (weight >= 2L * sizeMax && (fact.added() || count == facts.length)) {
                put(Math.min(count, storing.segmentSize()));
            }
        }
    }

    private void endRun() {
        changing = false;
        while (count > 0) {
            put(count <= sizeMax ? count : count <= 2 * storing.segmentSize() ? count / 2 : storing.segmentSize());
        }
    }

    /** Puts so many facts, or one more; fewer when they are big. */
    private void put(int size) {
        int byBytes = Segment.end(facts, 0, count);
        int most = byBytes < Math.min(count, Segment.FACTS_TARGET) ? Math.min(size, byBytes) : size;
        int end = facts[most - 1].added() ? most : Math.min(count, most + 1);
        StoredFacts stored = storing.put(index, last, Arrays.copyOf(facts, end));
        last = facts[end - 1];
        for (int i = 0; i < end; i++) {
            weight -= facts[i].weight();
        }
        done.add(new StoredNode(stored, FactTree.empty(index)));
        System.arraycopy(facts, end, facts, 0, count - end);
        count -= end;
    }
}
