package io.stator.engine.database;

import io.stator.engine.datom.Fact;
import io.stator.engine.datom.IndexOrder;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.FactTree;
import io.stator.engine.index.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The facts before a bound, the last one first.
 *
 * <p>They are read forward in blocks, each about as big as a leaf of the tree, and handed out backward. A block begins with
 * the first fact that has some entity, attribute and value, so that all transactions of these are in one block.
 */
final class BackwardCursor implements FactCursor {
    /** The components that the facts of two blocks never have in common. */
    private static final int BLOCK_COMPONENTS = 3;

    private final FactTree current;
    private final @Nullable FactTree superseded;
    private final Function<Prefix, FactCursor> from;
    private final List<Fact> block = new ArrayList<>();
    private @Nullable Prefix bound;
    private boolean boundIsInside = true;

    /**
     * Begins at the end of a prefix.
     *
     * @param superseded null when nothing of it is seen
     * @param from reads the facts that are seen from the beginning of a prefix on
     */
    BackwardCursor(FactTree current, @Nullable FactTree superseded, Function<Prefix, FactCursor> from, Prefix prefix) {
        this.current = current;
        this.superseded = superseded;
        this.from = from;
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

    private void readBefore(Prefix behind) {
        Fact first = later(behind, current.blockBefore(behind, boundIsInside), ofSuperseded(behind));
        if (first == null) {
            bound = null;
            return;
        }
        Prefix start = new Prefix(behind.index(), first, BLOCK_COMPONENTS);
        FactCursor facts = from.apply(start);
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            int c = behind.compare(fact);
            if (c > 0 || (c == 0 && !boundIsInside)) {
                break;
            }
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
