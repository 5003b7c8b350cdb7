package io.stator.engine.query.plan;

import io.stator.edn.Symbol;
import io.stator.engine.query.function.Comparison;
import io.stator.engine.query.function.Expression;
import io.stator.engine.query.syntax.Binding;
import io.stator.engine.query.syntax.Call;
import io.stator.engine.query.syntax.Origin;
import io.stator.engine.query.syntax.Variable;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A clause whose variables are numbered slots: variables of different scopes have different slots.
 *
 * <p>What must be done for every kind of goal is a method here, or a {@link Cases}, so that the compiler asks for it when there is one kind more.
 */
public sealed interface Goal {
    /** Returns the form the clause was made from. */
    Origin origin();

    /** Returns the variables the clause shares with those beside it. */
    BitSet variables();

    /** Returns the goals inside this one, in the branches of which each is one; none for a goal of one piece. */
    List<List<Goal>> branches();

    /** Returns whether it only computes, compares or drops rows, so that in the body of a rule it comes as soon as it can run. */
    boolean isFilter();

    /** Returns whether it may fail for values that other clauses rule out. */
    boolean mayFail();

    /** Returns what is said of goals of this kind. */
    <R> R match(Cases<R> cases);

    /**
     * What is said of each kind of goal.
     *
     * @param <R> what it is
     */
    interface Cases<R> {
        /** Returns what is said of a data pattern. */
        R pattern(Pattern pattern);

        /** Returns what is said of a predicate or function. */
        R calling(Calling calling);

        /** Returns what is said of a value. */
        R value(Value value);

        /** Returns what is said of a negation. */
        R negation(Negation negation);

        /** Returns what is said of a choice. */
        R choice(Choice choice);

        /** Returns what is said of a call of a recursive rule. */
        R recursion(Recursion recursion);
    }

    /**
     * A data pattern.
     *
     * @param source the number of the source
     * @param slots the variable at each position, -1 where there is none
     * @param constants the value at each position where there is no variable; {@link Goal#BLANK} for a placeholder
     * @param hidden the first of two slots of the pattern's own, for the value and the attribute as the facts have them, when what the value
     *     means depends on the attribute; -1 when the attribute is written or there is no value
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

        @Override
        public List<List<Goal>> branches() {
            return List.of();
        }

        @Override
        public boolean isFilter() {
            return false;
        }

        @Override
        public boolean mayFail() {
            return false;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pattern(this);
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
        /** Returns the slot of an argument, or -1 when it is no variable. */
        public int slot(int argument) {
            return arguments.get(argument) instanceof Input.OfVariable variable ? variable.slot() : -1;
        }

        /** Returns the slot of a variable of the arguments. */
        public int slotOf(Variable variable) {
            return slot(expression.inputs().indexOf(variable));
        }

        /** Returns the comparison of two variables that it is, or null. */
        public @Nullable Comparison comparison() {
            return binding == null && call.arguments().stream().allMatch(Variable.class::isInstance)
                    ? Comparison.of(call)
                    : null;
        }

        @Override
        public List<List<Goal>> branches() {
            return List.of();
        }

        @Override
        public boolean isFilter() {
            return true;
        }

        @Override
        public boolean mayFail() {
            return binding != null || Comparison.of(call) == null;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.calling(this);
        }
    }

    /** Where an input of an expression comes from. */
    sealed interface Input {
        /** Returns what is said of inputs of this kind. */
        <R extends @Nullable Object> R match(Cases<R> cases);

        /**
         * What is said of each kind of input.
         *
         * @param <R> what it is
         */
        interface Cases<R extends @Nullable Object> {
            /** Returns what is said of the variable of a slot. */
            R variable(int slot);

            /** Returns what is said of the source of a number. */
            R source(int number);

            /** Returns what is said of an input of the query that is neither variable nor source. */
            R named(Symbol name);
        }

        /**
         * A variable.
         *
         * @param slot its slot
         */
        record OfVariable(int slot) implements Input {
            @Override
            public <R extends @Nullable Object> R match(Cases<R> cases) {
                return cases.variable(slot);
            }
        }

        /**
         * A source of the query.
         *
         * @param number its number
         */
        record OfSource(int number) implements Input {
            @Override
            public <R extends @Nullable Object> R match(Cases<R> cases) {
                return cases.source(number);
            }
        }

        /**
         * An input of the query that is neither variable nor source.
         *
         * @param name its name
         */
        record Named(Symbol name) implements Input {
            @Override
            public <R extends @Nullable Object> R match(Cases<R> cases) {
                return cases.named(name);
            }
        }
    }

    /** A variable that has one value. */
    record Value(int slot, @Nullable Object value, BitSet variables, Origin origin) implements Goal {
        @Override
        public List<List<Goal>> branches() {
            return List.of();
        }

        @Override
        public boolean isFilter() {
            return true;
        }

        @Override
        public boolean mayFail() {
            return false;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.value(this);
        }
    }

    /** Clauses that must have no solution. */
    record Negation(BitSet variables, List<Goal> body, Origin origin) implements Goal {
        @Override
        public List<List<Goal>> branches() {
            return List.of(body);
        }

        @Override
        public boolean isFilter() {
            return true;
        }

        @Override
        public boolean mayFail() {
            return body.stream().anyMatch(Goal::mayFail);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.negation(this);
        }
    }

    /**
     * Clauses in branches, one of which must have a solution.
     *
     * @param required the variables that must be bound before
     */
    record Choice(BitSet variables, BitSet required, List<List<Goal>> branches, Origin origin) implements Goal {
        @Override
        public boolean isFilter() {
            return false;
        }

        @Override
        public boolean mayFail() {
            return branches.stream().flatMap(List::stream).anyMatch(Goal::mayFail);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.choice(this);
        }
    }

    /**
     * A call of a rule that may call itself.
     *
     * @param rule which one, and which of its parameters are given one variable
     * @param source what its body sees as the default source
     * @param arguments the variables of the arguments, each once
     */
    record Recursion(CalledRule rule, int source, int[] arguments, BitSet variables, Origin origin) implements Goal {
        @Override
        public List<List<Goal>> branches() {
            return List.of();
        }

        @Override
        public boolean isFilter() {
            return false;
        }

        @Override
        public boolean mayFail() {
            return true;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.recursion(this);
        }
    }

    /** The value of a position where nothing is asked for. */
    Object BLANK = new Object();
}
