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
        int c = switch (index) {
            case EAVT -> entityAttributeValue(left, right, components);
            case AEVT -> attributeEntityValue(left, right, components);
            case AVET -> attributeValueEntity(left, right, components);
            case VAET -> targetAttributeEntity(left, right, components);
        };
        return c != 0 || components < WHOLE ? c : compareTransactions(left, right);
    }

    private static int entityAttributeValue(Fact left, Fact right, int components) {
        if (left.e != right.e) {
            return components < 1 ? 0 : Long.compare(left.e, right.e);
        }
        if (left.a != right.a) {
            return components < 2 ? 0 : Integer.compare(left.a, right.a);
        }
        return components < 3 ? 0 : Fact.compareValues(left, right);
    }

    private static int attributeEntityValue(Fact left, Fact right, int components) {
        if (left.a != right.a) {
            return components < 1 ? 0 : Integer.compare(left.a, right.a);
        }
        if (left.e != right.e) {
            return components < 2 ? 0 : Long.compare(left.e, right.e);
        }
        return components < 3 ? 0 : Fact.compareValues(left, right);
    }

    private static int attributeValueEntity(Fact left, Fact right, int components) {
        if (left.a != right.a) {
            return components < 1 ? 0 : Integer.compare(left.a, right.a);
        }
        if (components < 2) {
            return 0;
        }
        int byValue = Fact.compareValues(left, right);
        return byValue != 0 || components < 3 ? byValue : Long.compare(left.e, right.e);
    }

    private static int targetAttributeEntity(Fact left, Fact right, int components) {
        if (left.bits != right.bits) {
            return components < 1 ? 0 : Long.compare(left.bits, right.bits);
        }
        if (left.a != right.a) {
            return components < 2 ? 0 : Integer.compare(left.a, right.a);
        }
        return components < 3 ? 0 : Long.compare(left.e, right.e);
    }

    private static int compareTransactions(Fact left, Fact right) {
        int byT = Long.compare(right.tOp >>> 1, left.tOp >>> 1);
        return byT != 0 ? byT : Long.compare(left.tOp & 1, right.tOp & 1);
    }
}
