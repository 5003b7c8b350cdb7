package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.BindingPatterns;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Joins;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.syntax.InputSpec;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs the plan of a query with inputs. */
public final class QueryRun {
    private QueryRun() {}

    /**
     * Returns the distinct values of the variables of {@code :find} and {@code :with}.
     *
     * @param onlyCounted whether only the number of rows is asked for: then they may have no values
     * @param taker may be given many rows before, in parts, of which nothing is returned; null when all are needed at once
     * @param tally counts what the clauses do; null when nobody asks
     */
    public static Relation run(
            Plan plan,
            List<@Nullable Object> inputs,
            boolean onlyCounted,
            @Nullable Consumer<Relation> taker,
            Guard guard,
            FunctionContext functions,
            @Nullable Tally tally) {
        Bindings bindings = new Bindings(plan.names().size());
        @Nullable Object[] sources = new @Nullable Object[plan.sources().size()];
        Map<Symbol, @Nullable Object> named = new HashMap<>();
        BitSet databases = new BitSet();
        List<InputSpec> specs = plan.query().inputs();
        for (int i = 0; i < specs.size(); i++) {
            Object value = inputs.get(i);
            if (specs.get(i) instanceof InputSpec.Source source) {
                int number = plan.sources().getOrDefault(source.variable(), -1);
                sources[number] = value;
                databases.set(number, value instanceof DatabaseValue);
            } else if (specs.get(i) instanceof InputSpec.Named name) {
                named.put(name.name(), value);
            }
        }
        BindingPatterns bindingPatterns = new BindingPatterns(plan.programs(), databases::get, guard);
        Context context = new Context(sources, named, guard, functions, plan.programs(), bindingPatterns, tally, null);
        bindInputs(context, bindings, plan, inputs);
        plan.check(bindingPatterns, bindings.bound(), databases);
        Relation known = onlyCounted ? CountedPattern.rows(context, bindings, plan) : null;
        known = known == null && taker != null ? ScannedParts.run(context, bindings, plan, taker) : known;
        known = known == null ? UnaskedKey.rows(context, bindings, plan) : known;
        return known != null
                ? known
                : Solver.solve(context, plan.names(), bindings, plan.goals(), plan.outputs(), Suspects.fatal(guard));
    }

    private static void bindInputs(Context context, Bindings bindings, Plan plan, List<@Nullable Object> inputs) {
        for (Plan.BoundInput input : plan.boundInputs()) {
            Object value = inputs.get(input.position());
            if (value == null && input.targets().length > 0) {
                throw new Anomaly.Incorrect(
                        "Unable to find data source: " + input.name() + " of the query must not be nil");
            }
            Binder binder = new Binder(input.binding(), input.targets(), input.name(), context.guard());
            binder.add(value);
            Relation rows =
                    new Relation(binder.slots(), binder.columns(), binder.size(), null).distinct(context.guard());
            BitSet bound = bindings.bound();
            long before = bindings.parts().isEmpty() ? 0 : bindings.combinations();
            joinInput(context, bindings, rows);
            if (context.tally() != null) {
                context.tally().input(input.position(), before, bound, bindings, plan.names());
            }
        }
    }

    /** Joins an input with those before it; variables both have must be equal. */
    private static void joinInput(Context context, Bindings bindings, Relation rows) {
        Relation joined = rows;
        for (int slot : rows.slots) {
            Relation part = bindings.part(slot);
            if (part != null) {
                bindings.remove(part);
                BitSet shared = new BitSet();
                for (int common : part.slots) {
                    shared.set(common, joined.position(common) >= 0);
                }
                int[] slots = shared.stream().toArray();
                joined = Joins.join(part, part.columns(slots), joined, joined.columns(slots), shared, context.guard());
            }
        }
        bindings.add(joined);
    }
}
