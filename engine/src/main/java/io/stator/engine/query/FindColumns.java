package io.stator.engine.query;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.limit.Sizes;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.syntax.FindElement;
import io.stator.engine.query.syntax.FindElement.AggregateElement;
import io.stator.engine.query.syntax.FindElement.PullElement;
import io.stator.engine.query.syntax.PullArgument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes the columns of {@code :find} of the rows of a query; for one run. */
final class FindColumns {
    /** What a row takes without its values, and with each. */
    private static final long ROW_BYTES = 40;

    private static final long VALUE_BYTES = 32;

    private final Plan plan;
    private final List<FindElement> elements;
    private final List<@Nullable Object> inputs;
    private final PullFunction pull;
    private final Guard guard;

    /** Takes the rows of a query with aggregates; null when there are none. */
    private final @Nullable Aggregation aggregation;

    FindColumns(
            Plan plan,
            List<@Nullable Object> inputs,
            FunctionRegistry functions,
            FunctionContext context,
            PullFunction pull,
            Guard guard) {
        this.plan = plan;
        this.elements = plan.query().find().elements();
        this.inputs = inputs;
        this.pull = pull;
        this.guard = guard;
        this.aggregation = elements.stream().anyMatch(AggregateElement.class::isInstance)
                ? new Aggregation(plan, inputs, functions, context, guard)
                : null;
    }

    /** Returns a row of values for each row, or for each group of rows when there are aggregates; these are the last rows. */
    List<@Nullable Object[]> find(Relation rows) {
        List<@Nullable Object[]> found = aggregation == null ? plain(rows) : aggregation.found(rows);
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) instanceof PullElement element) {
                pullColumn(element, i, found);
            }
        }
        return found;
    }

    /** Returns about how many bytes so many rows take that are found. */
    static long bytes(int rows, int values) {
        return rows * (ROW_BYTES + VALUE_BYTES * values);
    }

    private List<@Nullable Object[]> plain(Relation rows) {
        guard.keep(bytes(rows.size(), elements.size()));
        List<@Nullable Object[]> found = new ArrayList<>(rows.size());
        Column[] columns = new Column[elements.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = rows.column(plan.slot(elements.get(i).variable()));
        }
        for (int row = 0; row < rows.size(); row++) {
            guard.steps(1);
            @Nullable Object[] values = new @Nullable Object[columns.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = columns[i].get(row);
            }
            found.add(values);
        }
        return found;
    }

    /** Returns whether the number of rows is all that is asked for. */
    boolean areAllRowCounts() {
        return aggregation != null && elements.stream().allMatch(aggregation::isRowCount);
    }

    /** Returns who may be given rows before the last of them are, none of them equal; null when all are needed at once. */
    @Nullable
    Consumer<Relation> taker() {
        return aggregation == null ? null : aggregation::add;
    }

    /** Replaces the entities of a column by what is pulled of them, each pulled once. */
    private void pullColumn(PullElement element, int position, List<@Nullable Object[]> found) {
        if (!(plan.source(element.source(), inputs) instanceof DatabaseValue database)) {
            throw Anomaly.incorrect(
                    "invalid-data-source",
                    "Nil or missing data source. Did you forget to pass a database argument? pull source="
                            + element.source());
        }
        PullArgument pattern = element.pattern();
        Pull parsed = pattern instanceof PullArgument.Literal literal
                ? literal.pull()
                : Pull.of(plan.named(((PullArgument.Input) pattern).name(), inputs));
        Map<@Nullable Object, @Nullable Object> pulled = new HashMap<>();
        for (@Nullable Object[] row : found) {
            Object entity = row[position];
            if (!pulled.containsKey(entity)) {
                guard.check();
                long kept = guard.kept();
                Object result = pull.pull(database, parsed, entity, guard);
                guard.keep(kept + Sizes.deepBytes(result, guard) - guard.kept());
                pulled.put(entity, result);
            }
            row[position] = pulled.get(entity);
        }
    }
}
