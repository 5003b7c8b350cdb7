package io.stator.engine.query.relation;

import io.stator.engine.query.limit.Guard;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of a relation in groups that are equal in some variables; immutable. */
public final class Groups {
    /** The group of each row; null when all rows are in one. */
    private final int @Nullable [] groupOf;

    private final int[] firstRows;
    private final int count;

    private final int rows;

    private Groups(int @Nullable [] groupOf, int[] firstRows, int count, int rows) {
        this.groupOf = groupOf;
        this.rows = rows;
        this.firstRows = firstRows;
        this.count = count;
    }

    /** Returns the groups of a relation by the values of some of its variables; by none, one group of all rows. */
    public static Groups of(Relation rows, int[] slots, Guard guard) {
        if (slots.length == 0) {
            return new Groups(null, new int[] {0}, Math.min(1, rows.size), rows.size);
        }
        int[] groupOf = new int[rows.size];
        Column[] columns = rows.columns(slots);
        RowIndex index = new RowIndex(columns, rows.size, guard);
        Rows firsts = new Rows();
        for (int row = 0; row < rows.size; row++) {
            guard.tick(row);
            int first = index.first(columns, row);
            if (first == row) {
                groupOf[row] = firsts.size;
                firsts.add(row);
            } else {
                groupOf[row] = groupOf[first];
            }
        }
        return new Groups(groupOf, firsts.toArray(), firsts.size, rows.size);
    }

    /** Returns how many groups there are. */
    public int count() {
        return count;
    }

    /** Returns the number of the group of a row. */
    public int groupOf(int row) {
        return groupOf == null ? 0 : groupOf[row];
    }

    /** Returns how many rows each group has. */
    public long[] sizes() {
        long[] sizes = new long[count];
        if (groupOf == null) {
            Arrays.fill(sizes, rows);
            return sizes;
        }
        for (int group : groupOf) {
            sizes[group]++;
        }
        return sizes;
    }

    /** Returns the first row of a group. */
    public int firstRow(int group) {
        return firstRows[group];
    }
}
