package io.stator.engine.query.relation;

import io.stator.engine.query.limit.Guard;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Joins of relations by hashing. */
public final class Joins {
    private Joins() {}

    /**
     * Returns the rows of {@code left} with those of {@code right} that are equal in the key columns; of the right side
     * only the variables that the left side has not.
     *
     * @param joined the variables of the key columns, as the right side names them
     */
    public static Relation join(
            Relation left, Column[] leftKeys, Relation right, Column[] rightKeys, BitSet joined, Guard guard) {
        Rows leftRows = new Rows(Math.min(left.size, right.size));
        Rows rightRows = new Rows(Math.min(left.size, right.size));
        if (right.size <= left.size) {
            match(right, rightKeys, left, leftKeys, rightRows, leftRows, guard);
        } else {
            match(left, leftKeys, right, rightKeys, leftRows, rightRows, guard);
        }
        BitSet key = joinedKey(left.candidateKey, right.candidateKey, joined);
        Relation result = left.gather(leftRows, key, guard);
        for (int i = 0; i < right.slots.length; i++) {
            if (left.position(right.slots[i]) < 0) {
                result = result.plus(right.slots[i], right.columns[i].gather(rightRows, guard));
            }
        }
        return result;
    }

    private static @Nullable BitSet joinedKey(@Nullable BitSet left, @Nullable BitSet right, BitSet joined) {
        if (Relation.isWithin(right, joined)) {
            return left;
        }
        return Relation.isWithin(left, joined) ? right : Relation.union(left, right);
    }

    private static void match(
            Relation build,
            Column[] buildKeys,
            Relation probe,
            Column[] probeKeys,
            Rows built,
            Rows probed,
            Guard guard) {
        RowIndex index = new RowIndex(buildKeys, build.size, guard);
        for (int row = 0; row < probe.size; row++) {
            guard.tick(row);
            int found = index.first(probeKeys, row);
            if (found < 0) {
                continue;
            }
            while (found >= 0) {
                guard.steps(1);
                built.add(found);
                probed.add(row);
                found = index.next(found);
            }
            guard.rows(built.size);
        }
    }

    /** Returns the rows that have, or that do not have, an equal in the key columns of another relation. */
    public static Relation semi(
            Relation left, Column[] leftKeys, Relation right, Column[] rightKeys, boolean wanted, Guard guard) {
        RowIndex index = new RowIndex(rightKeys, right.size, guard);
        Rows rows = new Rows(left.size);
        for (int row = 0; row < left.size; row++) {
            guard.tick(row);
            if ((index.first(leftKeys, row) >= 0) == wanted) {
                rows.add(row);
            }
        }
        return left.gather(rows, left.candidateKey, guard);
    }

    /** Returns each row of one relation with each row of another. */
    static Relation cross(Relation left, Relation right, Guard guard) {
        if (left.slots.length == 0) {
            return left.size == 0 ? Relation.empty(right.slots) : right;
        }
        if (right.slots.length == 0) {
            return right.size == 0 ? Relation.empty(left.slots) : left;
        }
        long size = (long) left.size * right.size;
        guard.rows(size);
        int[] leftRows = new int[(int) size];
        int[] rightRows = new int[(int) size];
        for (int i = 0; i < size; i++) {
            guard.tick(i);
            leftRows[i] = i / right.size;
            rightRows[i] = i % right.size;
        }
        Rows rightGathered = Rows.of(rightRows);
        Relation result = left.gather(Rows.of(leftRows), Relation.union(left.candidateKey, right.candidateKey), guard);
        for (int i = 0; i < right.slots.length; i++) {
            result = result.plus(right.slots[i], right.columns[i].gather(rightGathered, guard));
        }
        return result;
    }
}
