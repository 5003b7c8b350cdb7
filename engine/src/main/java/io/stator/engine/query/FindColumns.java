package io.stator.engine.query;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.query.function.Aggregate;
import io.stator.engine.query.function.EngineAggregate;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.limit.Sizes;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Groups;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.FindElement;
import io.stator.engine.query.syntax.FindElement.AggregateElement;
import io.stator.engine.query.syntax.FindElement.PullElement;
import io.stator.engine.query.syntax.InputName;
import io.stator.engine.query.syntax.InputSpec;
import io.stator.engine.query.syntax.PullArgument;
import io.stator.engine.query.syntax.SourceVariable;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the columns of {@code :find} of the rows of a query; for one run. */
final class FindColumns {
    /** What a row takes without its values, and with each. */
    private static final long ROW_BYTES = 40;

    private static final long VALUE_BYTES = 32;

    /** After so many rows of longs it is time to look whether the query is to end. */
    private static final int ROWS_AT_ONCE = 4_096;

    private final Plan plan;
    private final List<FindElement> elements;
    private final List<@Nullable Object> inputs;
    private final FunctionRegistry functions;
    private final FunctionContext context;
    private final PullFunction pull;
    private final Guard guard;

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
        this.functions = functions;
        this.context = context;
        this.pull = pull;
        this.guard = guard;
    }

    /** Returns a row of values for each row, or for each group of rows when there are aggregates. */
    List<@Nullable Object[]> find(Relation rows) {
        boolean aggregates = elements.stream().anyMatch(AggregateElement.class::isInstance);
        List<@Nullable Object[]> found = aggregates ? aggregated(rows) : plain(rows);
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i) instanceof PullElement element) {
                pullColumn(element, i, found);
            }
        }
        return found;
    }

    private void needRows(int count) {
        guard.keep(count * (ROW_BYTES + VALUE_BYTES * elements.size()));
    }

    private List<@Nullable Object[]> plain(Relation rows) {
        needRows(rows.size());
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

    private List<@Nullable Object[]> aggregated(Relation rows) {
        int[] groupSlots = elements.stream()
                .filter(element -> !(element instanceof AggregateElement))
                .mapToInt(element -> plan.slot(element.variable()))
                .distinct()
                .toArray();
        Groups groups = Groups.of(rows, groupSlots, guard);
        needRows(groups.count());
        List<@Nullable Object[]> found = new ArrayList<>(groups.count());
        for (int group = 0; group < groups.count(); group++) {
            found.add(new @Nullable Object[elements.size()]);
        }
        for (int i = 0; i < elements.size(); i++) {
            guard.check();
            if (isRowCount(elements.get(i))) {
                long[] sizes = groups.sizes();
                for (int group = 0; group < groups.count(); group++) {
                    found.get(group)[i] = sizes[group];
                }
                continue;
            }
            Column column = rows.column(plan.slot(elements.get(i).variable()));
            if (elements.get(i) instanceof AggregateElement element) {
                aggregate(element, i, rows, column, groups, found);
            } else {
                for (int group = 0; group < groups.count(); group++) {
                    found.get(group)[i] = column.get(groups.firstRow(group));
                }
            }
        }
        return found;
    }

    private boolean isRowCount(FindElement element) {
        return element instanceof AggregateElement aggregate
                && aggregate.arguments().isEmpty()
                && functions.isRowCount(aggregate.name());
    }

    /** Returns whether the number of rows is all that is asked for. */
    boolean areAllRowCounts() {
        return elements.stream().allMatch(this::isRowCount);
    }

    private void aggregate(
            AggregateElement element,
            int position,
            Relation rows,
            Column column,
            Groups groups,
            List<@Nullable Object[]> found) {
        EngineAggregate function = functions.aggregate(element.name());
        List<Aggregate> aggregates = new ArrayList<>(groups.count());
        for (int group = 0; group < groups.count(); group++) {
            aggregates.add(function.start(context, arguments(element, rows, groups.firstRow(group))));
        }
        if (!aggregates.isEmpty()) {
            guard.keep(aggregates.get(0).bytesARow() * rows.size());
        }
        if (aggregates.size() == 1 && column.isLong()) {
            addLongs(aggregates.get(0), column.longs, 0, rows.size());
            found.get(0)[position] = aggregates.get(0).result();
            guard.check();
            return;
        }
        if (column.isLong()) {
            addLongs(aggregates, column, rows.size(), groups);
        } else {
            for (int row = 0; row < rows.size(); row++) {
                Object value = column.get(row);
                guard.steps(1 + Sizes.bytes(value) / Long.BYTES);
                aggregates.get(groups.groupOf(row)).add(value);
            }
        }
        for (int group = 0; group < groups.count(); group++) {
            found.get(group)[position] = aggregates.get(group).result();
            guard.check(); // it may be a program's, which takes as long as it takes
        }
    }

    /** Adds longs to the aggregates of their groups, those of one group after the other, in their order. */
    private void addLongs(List<Aggregate> aggregates, Column column, int size, Groups groups) {
        guard.need((long) Long.BYTES * size);
        long[] sizes = groups.sizes();
        int[] ends = new int[sizes.length];
        for (int group = 1; group < ends.length; group++) {
            ends[group] = ends[group - 1] + (int) sizes[group - 1];
        }
        long[] sorted = new long[size];
        for (int row = 0; row < size; row++) {
            guard.tick(row);
            sorted[ends[groups.groupOf(row)]++] = column.longs[row];
        }
        for (int group = 0; group < ends.length; group++) {
            addLongs(aggregates.get(group), sorted, ends[group] - (int) sizes[group], ends[group]);
        }
    }

    private void addLongs(Aggregate aggregate, long[] longs, int first, int end) {
        for (int from = first; from < end; from += ROWS_AT_ONCE) {
            int to = Math.min(end, from + ROWS_AT_ONCE);
            guard.steps(to - from);
            aggregate.addLongs(longs, from, to);
        }
    }

    private List<@Nullable Object> arguments(AggregateElement element, Relation rows, int row) {
        List<@Nullable Object> values = new ArrayList<>(element.arguments().size());
        for (Argument argument : element.arguments()) {
            if (argument instanceof Constant constant) {
                values.add(constant.value());
            } else if (argument instanceof Variable variable) {
                values.add(rows.column(plan.slot(variable)).get(row));
            } else if (argument instanceof SourceVariable source) {
                values.add(plan.source(source, inputs));
            } else {
                values.add(named(((InputName) argument).name()));
            }
        }
        return values;
    }

    private @Nullable Object named(Symbol name) {
        for (int i = 0; i < plan.query().inputs().size(); i++) {
            if (plan.query().inputs().get(i) instanceof InputSpec.Named named
                    && named.name().equals(name)) {
                return inputs.get(i);
            }
        }
        throw new Anomaly.Incorrect("Cannot resolve key: " + name + " (it must be among the inputs of :in)");
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
                : Pull.of(named(((PullArgument.Input) pattern).name()));
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
