package io.stator.engine.query.plan;

import io.stator.edn.Symbol;
import io.stator.engine.query.function.Expression;
import io.stator.engine.query.syntax.Binding;
import io.stator.engine.query.syntax.Call;
import io.stator.engine.query.syntax.Origin;
import io.stator.engine.query.syntax.Variable;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A clause whose variables are numbered slots: variables of different scopes have different slots. */
public sealed interface Goal {
    /** Returns the form the clause was made from. */
    Origin origin();

    /** Returns the variables the clause shares with those beside it. */
    BitSet variables();

    /**
     * A data pattern.
     *
     * @param source the number of the source
     * @param slots the variable at each position, -1 where there is none
     * @param constants the value at each position where there is no variable; {@link Goal#BLANK} for a placeholder
     * @param hidden the first of two slots nobody else knows, for what value and attribute are in a fact; -1 when the attribute is written or
     *     there is no value
     */
    record Pattern(int source, int[] slots, @Nullable Object[] constants, BitSet variables, Origin origin, int hidden)
            implements Goal {
        /** Returns whether a position is a value of the query. */
        public boolean isConstant(int position) {
            return position < slots.length && slots[position] < 0 && constants[position] != BLANK;
        }

        /** Returns the variable at a position, or -1. */
        public int slot(int position) {
            return position < slots.length ? slots[position] : -1;
        }
    }

    /**
     * A predicate, or a function whose result is bound.
     *
     * @param call what is computed
     * @param expression the same, ready to be evaluated
     * @param arguments where the inputs of the expression come from, in their order
     * @param inputs the variables among them
     * @param binding what the result is bound to, null for a predicate
     * @param outputs the variables of the targets of the binding; -1 for a placeholder
     */
    record Calling(
            Call call,
            Expression expression,
            List<Input> arguments,
            int[] inputs,
            @Nullable Binding binding,
            int[] outputs,
            BitSet variables,
            Origin origin)
            implements Goal {
        /** Returns the slot of a variable of the arguments. */
        public int slotOf(Variable variable) {
            return arguments.get(expression.inputs().indexOf(variable)).slot();
        }
    }

    /**
     * Where an input of an expression comes from.
     *
     * @param slot the slot of a variable, or -1
     * @param source the number of a source, or -1
     * @param name the name of another input of the query, or null
     */
    record Input(int slot, int source, @Nullable Symbol name) {}

    /** A variable that has one value. */
    record Value(int slot, @Nullable Object value, BitSet variables, Origin origin) implements Goal {}

    /** Clauses that must have no solution. */
    record Negation(BitSet variables, List<Goal> body, Origin origin) implements Goal {}

    /**
     * Clauses in branches, one of which must have a solution.
     *
     * @param required the variables that must be bound before
     */
    record Choice(BitSet variables, BitSet required, List<List<Goal>> branches, Origin origin) implements Goal {}

    /**
     * A call of a rule that may call itself.
     *
     * @param rule its name
     * @param source what its body sees as the default source
     * @param arguments the variables of the arguments
     */
    record Recursion(Symbol rule, int source, int[] arguments, BitSet variables, Origin origin) implements Goal {}

    /** The value of a position where nothing is asked for. */
    Object BLANK = new Object();
}
