package io.stator.engine.datom;

import io.stator.Index;

/** Compares facts in the orders of the indexes: whole, or by their first components only. */
public final class IndexOrder {
    /** The number of components of a whole fact: the three of the index, and the transaction with its operation. */
    public static final int WHOLE = 4;

    private IndexOrder() {}

    /** Compares whole facts: the newer of two otherwise equal facts comes first. */
    public static int compare(Index index, Fact left, Fact right) {
        return compare(index, left, right, WHOLE);
    }

    /** Compares the first {@code components} of two facts, in the order of the index. */
    public static int compare(Index index, Fact left, Fact right, int components) {
        int c = 0;
        for (int position = 0; position < components && c == 0; position++) {
            c = position == 3 ? compareTransactions(left, right) : component(index, position, left, right);
        }
        return c;
    }

    private static int component(Index index, int position, Fact left, Fact right) {
        return switch (index) {
            case EAVT ->
                switch (position) {
                    case 0 -> Long.compare(left.e, right.e);
                    case 1 -> Integer.compare(left.a, right.a);
                    default -> Fact.compareValues(left, right);
                };
            case AEVT ->
                switch (position) {
                    case 0 -> Integer.compare(left.a, right.a);
                    case 1 -> Long.compare(left.e, right.e);
                    default -> Fact.compareValues(left, right);
                };
            case AVET ->
                switch (position) {
                    case 0 -> Integer.compare(left.a, right.a);
                    case 1 -> Fact.compareValues(left, right);
                    default -> Long.compare(left.e, right.e);
                };
            case VAET ->
                switch (position) {
                    case 0 -> Long.compare(left.bits, right.bits);
                    case 1 -> Integer.compare(left.a, right.a);
                    default -> Long.compare(left.e, right.e);
                };
        };
    }

    private static int compareTransactions(Fact left, Fact right) {
        int byT = Long.compare(right.tOp >>> 1, left.tOp >>> 1);
        return byT != 0 ? byT : Long.compare(left.tOp & 1, right.tOp & 1);
    }
}
