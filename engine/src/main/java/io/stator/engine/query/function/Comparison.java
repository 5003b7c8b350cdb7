package io.stator.engine.query.function;

import io.stator.edn.Edn;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import io.stator.engine.query.syntax.Call;
import io.stator.engine.query.syntax.Operator;
import io.stator.spi.GivenValues;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comparisons a planner may understand: those by index order, equality and inequality. */
public enum Comparison {
    /** Less in index order. */
    LESS("<"),
    /** Not greater in index order. */
    LESS_OR_EQUAL("<="),
    /** Greater in index order. */
    GREATER(">"),
    /** Not less in index order. */
    GREATER_OR_EQUAL(">="),
    /** Equal in the query language. */
    EQUAL("="),
    /** Not equal in the query language. */
    NOT_EQUAL("!=");

    private static final Map<Symbol, Comparison> BY_NAME = new HashMap<>();

    static {
        for (Comparison comparison : values()) {
            BY_NAME.put(Symbol.of(comparison.symbol), comparison);
        }
        BY_NAME.put(Symbol.of("not="), NOT_EQUAL);
    }

    private final String symbol;

    Comparison(String symbol) {
        this.symbol = symbol;
    }

    /** Returns the comparison a call of two arguments is, or null when it is none. */
    public static @Nullable Comparison of(Call call) {
        return call.arguments().size() == 2 && call.operator() instanceof Operator.Named named
                ? BY_NAME.get(named.name())
                : null;
    }

    /** Returns the name it is called by. */
    public String symbol() {
        return symbol;
    }

    /** Returns the comparison that holds of swapped arguments when this one holds. */
    public Comparison swapped() {
        return switch (this) {
            case LESS -> GREATER;
            case LESS_OR_EQUAL -> GREATER_OR_EQUAL;
            case GREATER -> LESS;
            case GREATER_OR_EQUAL -> LESS_OR_EQUAL;
            case EQUAL, NOT_EQUAL -> this;
        };
    }

    /** Returns whether it is one of the four by index order. */
    public boolean isOrder() {
        return this != EQUAL && this != NOT_EQUAL;
    }

    /** Returns whether it holds of two values. */
    public boolean test(@Nullable Object left, @Nullable Object right) {
        return test(left, right, Effort.UNLIMITED);
    }

    /** Returns whether it holds of two values, telling of the work. */
    public boolean test(@Nullable Object left, @Nullable Object right, Effort effort) {
        return switch (this) {
            case LESS -> order(left, right, effort) < 0;
            case LESS_OR_EQUAL -> order(left, right, effort) <= 0;
            case GREATER -> order(left, right, effort) > 0;
            case GREATER_OR_EQUAL -> order(left, right, effort) >= 0;
            case EQUAL -> Values.equal(left, right, effort);
            case NOT_EQUAL -> !Values.equal(left, right, effort);
        };
    }

    /** Compares by size; what is no value of the language has an order only with its like. */
    private static int order(@Nullable Object left, @Nullable Object right, Effort effort) {
        if (left != null && right != null && left.getClass() != right.getClass()) {
            requireValue(left, right);
            requireValue(right, left);
        }
        return Values.compareSizes(left, right, effort);
    }

    private static void requireValue(Object value, Object other) {
        if (!GivenValues.isValue(value)) {
            throw new IllegalArgumentException("a " + value.getClass().getTypeName() + " has no order with "
                    + Arguments.describe(other) + ": value=" + Edn.describe(value) + GivenValues.advice(value));
        }
    }

    /** Returns whether it holds of two longs. */
    public boolean test(long left, long right) {
        return switch (this) {
            case LESS -> left < right;
            case LESS_OR_EQUAL -> left <= right;
            case GREATER -> left > right;
            case GREATER_OR_EQUAL -> left >= right;
            case EQUAL -> left == right;
            case NOT_EQUAL -> left != right;
        };
    }
}
