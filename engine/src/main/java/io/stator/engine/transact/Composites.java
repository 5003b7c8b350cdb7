package io.stator.engine.transact;

import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.TupleShape;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps the composite tuples of the entities whose parts were said anything about, even if it changed nothing. */
final class Composites {
    private record Touched(long entity, AttributeInfo composite) {}

    private final Basis basis;
    private final Statements statements;
    private final OutcomeWriter outcome;
    private final boolean any;
    private final Set<Touched> touched = new LinkedHashSet<>();

    Composites(Basis basis, Statements statements, OutcomeWriter outcome) {
        this.basis = basis;
        this.statements = statements;
        this.outcome = outcome;
        this.any = basis.schema.hasComposites() && !basis.isRebuilding();
    }

    /** Takes note of a fact that may be a part. */
    void touch(Fact fact) {
        if (any) {
            for (AttributeInfo composite : basis.schema.compositesOf(fact.a)) {
                touched.add(new Touched(fact.e, composite));
            }
        }
    }

    /** Puts the composites that changed into the outcome. */
    void write() {
        for (Touched one : touched) {
            basis.step();
            write(one.entity(), one.composite());
        }
    }

    private void write(long e, AttributeInfo composite) {
        List<Integer> parts = ((TupleShape.Composite) Objects.requireNonNull(composite.tuple())).attributes();
        @Nullable Object[] values = new Object[parts.size()];
        boolean empty = true;
        for (int i = 0; i < values.length; i++) {
            values[i] = value(e, parts.get(i));
            empty &= values[i] == null;
        }
        Fact present = basis.value(e, composite.id());
        Fact next = empty ? null : Fact.of(e, composite.id(), Tuples.of(values), basis.t, true);
        if (next != null && composite.isUnique()) {
            statements.claims().claim(next);
        }
        if (next != null && present != null && Fact.compareValues(next, present) == 0) {
            return;
        }
        if (next != null) {
            outcome.add(next, composite);
        }
        if (present != null) {
            outcome.retract(present);
        }
    }

    /** Returns the value of a part after the transaction, or null. */
    private @Nullable Object value(long e, int part) {
        Fact asserted = statements.asserted(e, part);
        if (asserted != null) {
            return asserted.v();
        }
        Fact present = basis.value(e, part);
        return present == null || outcome.isRetracted(present) ? null : present.v();
    }
}
