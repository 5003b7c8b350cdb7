package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Values;
import io.stator.engine.query.function.Comparison;
import io.stator.engine.query.function.Expression;
import io.stator.engine.query.plan.Goal;
import io.stator.engine.query.plan.Goal.Calling;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.Rows;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Binding;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.Operator;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a predicate, or a function whose result is bound, over the rows of its arguments; not thread-safe. */
final class CallRun {
    private static final Symbol COUNT = Symbol.of("count");

    private final Context context;
    private final Bindings bindings;
    private final Calling calling;
    private final @Nullable Object[] values;
    private final BooleanSupplier mayWait;
    private final Consumer<Bindings> judge;

    /**
     * Makes one.
     *
     * @param mayWait is asked when the call fails whether it should be made later, because other clauses may drop the row first
     * @param judge is given the bindings of rows on which the call failed
     */
    CallRun(
            Context context,
            Bindings bindings,
            Calling calling,
            SlotNames names,
            BooleanSupplier mayWait,
            Consumer<Bindings> judge) {
        this.context = context;
        this.bindings = bindings;
        this.calling = calling;
        this.mayWait = mayWait;
        this.judge = judge;
        this.values = new @Nullable Object[calling.arguments().size()];
        for (int slot : calling.inputs()) {
            if (!bindings.isBound(slot)) {
                throw context.bindingPatterns().insufficient(calling, bindings.bound(), names);
            }
        }
    }

    /**
     * Makes the bindings hold only the rows for which the predicate holds, or more variables; returns false, having done nothing,
     * when the call should be made later.
     */
    boolean run() {
        fillConstants();
        Binding binding = calling.binding();
        if (binding != null) {
            return function(binding);
        }
        List<Relation> many = bindings.manyRowed(calling.inputs());
        if (many.size() == 2) {
            Relation left = many.get(0);
            Relation right = many.get(1);
            Attempts attempts = new Attempts(context, calling, mayWait, (lefts, rights, failures) -> {
                Bindings failing = bindings.copy();
                failing.remove(left);
                failing.remove(right);
                failing.add(failing(PredicateJoin.gather(left, lefts, right, rights, context.guard()), failures));
                judge.accept(failing);
            });
            return PredicateJoin.pairs(context, bindings, calling, left, right, values, attempts);
        }
        Relation rows = bindings.merged(calling.inputs(), context.guard());
        Attempts attempts = attempts(rows);
        Rows kept = filter(rows == null ? Relation.unit(true) : rows, attempts);
        attempts.finish();
        if (attempts.stopped()) {
            return false;
        }
        if (rows != null) {
            bindings.replace(rows, rows.gather(kept, rows.candidateKey, context.guard()));
        } else if (kept.size() == 0) {
            bindings.fail();
        }
        return true;
    }

    private Attempts attempts(@Nullable Relation rows) {
        return new Attempts(context, calling, mayWait, (failed, none, failures) -> {
            Bindings failing = bindings.copy();
            if (rows == null) {
                failing.add(failing(Relation.unit(true), failures));
            } else {
                failing.replace(rows, failing(rows.gather(failed, rows.candidateKey, context.guard()), failures));
            }
            judge.accept(failing);
        });
    }

    /** Returns rows with their failures, unless they have failed before. */
    private Relation failing(Relation rows, Column failures) {
        return bindings.isBound(SlotNames.FAILURE) ? rows : rows.plus(SlotNames.FAILURE, failures);
    }

    /** Fills in the values that are the same for all rows. */
    private void fillConstants() {
        Goal.Input.Cases<@Nullable Object> constants = new Constants();
        for (int i = 0; i < values.length; i++) {
            values[i] = calling.arguments().get(i).match(constants);
        }
    }

    /** The value of each kind of input that is the same for all rows; null for others. */
    private final class Constants implements Goal.Input.Cases<@Nullable Object> {
        @Override
        public @Nullable Object variable(int slot) {
            Relation part = bindings.part(slot);
            return part == null || part.size != 1 ? null : part.column(slot).get(0);
        }

        @Override
        public @Nullable Object source(int number) {
            return context.sources()[number];
        }

        @Override
        public @Nullable Object named(Symbol name) {
            if (!context.named().containsKey(name)) {
                throw new Anomaly.Incorrect(
                        "processing clause: " + calling.origin() + ", message: Cannot resolve key: " + name);
            }
            return context.named().get(name);
        }
    }

    private Rows filter(Relation rows, Attempts attempts) {
        Rows kept = new Rows(rows.size);
        Comparison comparison = Comparison.of(calling.call());
        if (comparison != null && filterLongs(comparison, rows, kept)) {
            return kept;
        }
        @Nullable Column[] columns = columns(rows);
        CallMemo repeated = CallMemo.of(calling, rows, context.guard());
        for (int row = 0; row < rows.size && !attempts.stopped(); row++) {
            context.guard().tick(row);
            Object value = value(columns, row, repeated, attempts);
            if (value instanceof Attempts.Failure failure) {
                attempts.failed(failure, row, 0);
            } else if (Expression.isTrue(value)) {
                kept.add(row);
            }
        }
        return kept;
    }

    private @Nullable Object value(@Nullable Column[] columns, int row, CallMemo repeated, Attempts attempts) {
        if (repeated.isRepeated(row)) {
            return repeated.value(row);
        }
        fill(columns, row);
        return repeated.keep(row, attempts.value(values));
    }

    /** Compares longs without objects; returns false, having done nothing, when there are other values. */
    private boolean filterLongs(Comparison comparison, Relation rows, Rows kept) {
        Column left = longs(calling.call().arguments().get(0), rows);
        Column right = longs(calling.call().arguments().get(1), rows);
        if (left == null || right == null) {
            return false;
        }
        int leftStep = left.longs.length == 1 && rows.size > 1 ? 0 : 1;
        int rightStep = right.longs.length == 1 && rows.size > 1 ? 0 : 1;
        for (int row = 0; row < rows.size; row++) {
            if (comparison.test(left.longs[row * leftStep], right.longs[row * rightStep])) {
                kept.add(row);
            }
        }
        return true;
    }

    private @Nullable Column longs(Argument argument, Relation rows) {
        Object value;
        if (argument instanceof Variable variable) {
            int slot = calling.slotOf(variable);
            if (rows.position(slot) >= 0) {
                Column column = rows.column(slot);
                return column.kind == Column.Kind.LONG ? column : null;
            }
            value = bindings.column(slot, null, 1).get(0);
        } else {
            value = argument instanceof Constant constant ? constant.value() : null;
        }
        return value instanceof Long ? Column.constant(value, 1, false) : null;
    }

    private @Nullable Column[] columns(Relation rows) {
        @Nullable Column[] columns = new @Nullable Column[values.length];
        for (int i = 0; i < columns.length; i++) {
            int slot = calling.slot(i);
            columns[i] = slot >= 0 && rows.position(slot) >= 0 ? rows.column(slot) : null;
        }
        return columns;
    }

    private void fill(@Nullable Column[] columns, int row) {
        for (int i = 0; i < columns.length; i++) {
            Column column = columns[i];
            if (column != null) {
                values[i] = column.get(row);
            }
        }
    }

    private boolean function(Binding binding) {
        Relation rows = bindings.merged(calling.inputs(), context.guard());
        Relation input = rows == null ? Relation.unit(true) : rows;
        Column lengths = lengths(binding, input);
        if (lengths != null) {
            addOutputs(rows, input, input, calling.outputs(), new Column[] {lengths});
            return true;
        }
        @Nullable Column[] columns = columns(input);
        Binder binder = new Binder(binding, calling.outputs(), calling.origin(), context.guard());
        Rows found = new Rows(input.size);
        Attempts attempts = attempts(rows);
        CallMemo repeated = CallMemo.of(calling, input, context.guard());
        for (int row = 0; row < input.size && !attempts.stopped(); row++) {
            context.guard().tick(row);
            Object result = value(columns, row, repeated, attempts);
            if (result == null) {
                continue;
            }
            bind(result, row, binder, found, attempts);
            context.guard().rows(found.size(), binder.madeBytes());
        }
        attempts.finish();
        if (attempts.stopped()) {
            return false;
        }
        boolean single = binding.kind() == Binding.Kind.SCALAR || binding.kind() == Binding.Kind.TUPLE;
        Relation result = input.gather(found, single ? input.candidateKey : null, context.guard());
        addOutputs(rows, input, result, binder.slots(), binder.columns());
        return true;
    }

    /** Returns the lengths of texts when that is what is called for, without making strings of them; otherwise null. */
    private @Nullable Column lengths(Binding binding, Relation input) {
        List<Argument> arguments = calling.call().arguments();
        if (binding.kind() != Binding.Kind.SCALAR
                || calling.outputs()[0] < 0
                || calling.expression().isForeign()
                || !(calling.call().operator() instanceof Operator.Named named)
                || !named.name().equals(COUNT)
                || arguments.size() != 1
                || !(arguments.get(0) instanceof Variable variable)
                || input.position(calling.slotOf(variable)) < 0) {
            return null;
        }
        context.guard().rows(input.size, (long) Long.BYTES * input.size);
        return input.column(calling.slotOf(variable)).lengths(input.size, context.guard());
    }

    private static void bind(Object result, int row, Binder binder, Rows found, Attempts attempts) {
        if (result instanceof Attempts.Failure failure) {
            attempts.failed(failure, row, 0);
            return;
        }
        int added;
        try {
            added = binder.add(result);
        } catch (Anomaly cannotBeTakenApart) {
            attempts.failed(new Attempts.Failure(attempts.checked(cannotBeTakenApart)), row, 0);
            return;
        }
        for (int i = 0; i < added; i++) {
            found.add(row);
        }
    }

    /** Adds the variables of the binding, which must be equal to what they are already known to be. */
    private void addOutputs(@Nullable Relation rows, Relation input, Relation result, int[] slots, Column[] columns) {
        if (rows != null) {
            bindings.remove(rows);
        }
        Relation extended = result;
        List<Integer> unified = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            int slot = slots[i];
            if (input.position(slot) >= 0) {
                unified.add(i);
            } else {
                extended = extended.plus(slot, columns[i]);
            }
        }
        if (!unified.isEmpty()) {
            extended = unify(extended, slots, columns, unified);
        }
        extended = unifyConstants(extended, slots);
        if (input.slots.length == 0) {
            extended = extended.distinct(context.guard());
        }
        ChoiceRun.joinOutputs(context, bindings, extended);
    }

    private Relation unify(Relation rows, int[] slots, Column[] columns, List<Integer> unified) {
        Rows kept = new Rows(rows.size);
        for (int row = 0; row < rows.size; row++) {
            context.guard().tick(row);
            boolean equal = true;
            for (int i : unified) {
                equal &= columns[i].equal(row, rows.column(slots[i]), row, context.guard());
            }
            if (equal) {
                kept.add(row);
            }
        }
        return rows.gather(kept, rows.candidateKey, context.guard());
    }

    private Relation unifyConstants(Relation rows, int[] slots) {
        Relation unified = rows;
        for (int slot : slots) {
            Relation part = bindings.part(slot);
            if (part == null || part.size != 1 || part == unified) {
                continue;
            }
            Object value = part.column(slot).get(0);
            Rows kept = new Rows(unified.size);
            for (int row = 0; row < unified.size; row++) {
                context.guard().tick(row);
                if (Values.equal(value, unified.column(slot).get(row), context.guard())) {
                    kept.add(row);
                }
            }
            BitSet others = new BitSet();
            for (int other : unified.slots) {
                others.set(other, other != slot);
            }
            unified = unified.gather(kept, null, context.guard()).keep(others);
        }
        return unified;
    }
}
