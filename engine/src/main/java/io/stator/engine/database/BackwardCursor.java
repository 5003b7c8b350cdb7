package io.stator.engine.database;

import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.FactTree;
import io.stator.engine.index.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The facts before a bound, the last one first.
 *
 * <p>They are read forward in blocks, each about as big as a leaf of the tree, and handed out backward. A block begins with
 * the first fact that has some entity, attribute and value, so that all transactions of these are in one block.
 */
final class BackwardCursor implements FactCursor {
    /** Facts alike in so many components (entity, attribute and value) are in the same block. */
    private static final int BLOCK_COMPONENTS = 3;

    private final FactTree current;
    private final @Nullable FactTree superseded;
    private final Blocks blocks;
    private final List<Fact> block = new ArrayList<>();
    private @Nullable Prefix bound;
    private boolean boundIsInside = true;

    /** Reads, forward, the facts that a database value shows: from the first one of a prefix to the last one that is not behind a block. */
    @FunctionalInterface
    interface Blocks {
        FactCursor read(Prefix start, Predicate<Fact> isBehind);
    }

    /**
     * Begins at the end of a prefix.
     *
     * @param superseded null when nothing of it is seen
     */
    BackwardCursor(FactTree current, @Nullable FactTree superseded, Blocks blocks, Prefix prefix) {
        this.current = current;
        this.superseded = superseded;
        this.blocks = blocks;
        this.bound = prefix;
    }

    @Override
    public @Nullable Fact next() {
        while (block.isEmpty()) {
            Prefix behind = bound;
            if (behind == null) {
                return null;
            }
            readBefore(behind);
        }
        return block.remove(block.size() - 1);
    }

    @Override
    public long skip(long count) {
        int ofBlock = (int) Math.min(count, block.size());
        block.subList(block.size() - ofBlock, block.size()).clear();
        Prefix behind = bound;
        if (superseded != null || behind == null || ofBlock == count) {
            return ofBlock + FactCursor.super.skip(count - ofBlock);
        }
        long before = current.rank(behind, boundIsInside);
        long skipped = Math.min(before, count - ofBlock);
        bound = skipped == before ? null : new Prefix(behind.index(), current.at(before - skipped), BLOCK_COMPONENTS);
        boundIsInside = false;
        return ofBlock + skipped;
    }

    private void readBefore(Prefix behind) {
        Fact first = later(behind, current.blockBefore(behind, boundIsInside), ofSuperseded(behind));
        if (first == null) {
            bound = null;
            return;
        }
        Prefix start = new Prefix(behind.index(), first, BLOCK_COMPONENTS);
        boolean inside = boundIsInside;
        FactCursor facts = blocks.read(start, fact -> {
            int c = behind.compare(fact);
            return c > 0 || (c == 0 && !inside);
        });
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            block.add(fact);
        }
        bound = start;
        boundIsInside = false;
    }

    private @Nullable Fact ofSuperseded(Prefix behind) {
        return superseded == null ? null : superseded.blockBefore(behind, boundIsInside);
    }

    private static @Nullable Fact later(Prefix behind, @Nullable Fact left, @Nullable Fact right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return IndexOrder.compare(behind.index(), left, right, BLOCK_COMPONENTS) < 0 ? right : left;
    }
}
