package io.stator.engine.query;

import io.stator.engine.query.function.Aggregate;
import io.stator.engine.query.function.EngineAggregate;
import io.stator.engine.query.function.FunctionContext;
import io.stator.engine.query.function.FunctionRegistry;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.limit.Sizes;
import io.stator.engine.query.plan.Plan;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.relation.Groups;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import io.stator.engine.query.syntax.Argument;
import io.stator.engine.query.syntax.Constant;
import io.stator.engine.query.syntax.FindElement;
import io.stator.engine.query.syntax.FindElement.AggregateElement;
import io.stator.engine.query.syntax.InputName;
import io.stator.engine.query.syntax.SourceVariable;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The groups of the rows of a query and their aggregates, of rows that may come in parts; for one run. */
final class Aggregation {
    /** After so many rows of longs it is time to look whether the query is to end. */
    private static final int ROWS_AT_ONCE = 4_096;

    private final Plan plan;
    private final List<FindElement> elements;
    private final List<@Nullable Object> inputs;
    private final FunctionRegistry functions;
    private final FunctionContext context;
    private final Guard guard;
    private final int[] groupSlots;

    /** A row for each group, without what is aggregated. */
    private final List<@Nullable Object[]> found = new ArrayList<>();

    /** The aggregates of the groups, for each element that is one and not only counted. */
    private final List<List<Aggregate>> aggregates = new ArrayList<>();

    private long[] sizes = {};

    /** The groups by their values; null as long as there was one part of rows only. */
    private @Nullable RowTable known;

    Aggregation(
            Plan plan,
            List<@Nullable Object> inputs,
            FunctionRegistry functions,
            FunctionContext context,
            Guard guard) {
        this.plan = plan;
        this.elements = plan.query().find().elements();
        this.inputs = inputs;
        this.functions = functions;
        this.context = context;
        this.guard = guard;
        this.groupSlots = elements.stream()
                .filter(element -> !(element instanceof AggregateElement))
                .mapToInt(element -> plan.slot(element.variable()))
                .distinct()
                .toArray();
        elements.forEach(element -> aggregates.add(new ArrayList<>()));
    }

    boolean isRowCount(FindElement element) {
        return element instanceof AggregateElement aggregate
                && aggregate.arguments().isEmpty()
                && functions.isRowCount(aggregate.name());
    }

    /** Adds some rows, none of which was there before. */
    void add(Relation rows) {
        if (rows.size == 0) {
            return;
        }
        Groups groups = Groups.of(rows, groupSlots, guard);
        int[] numbers = numbers(rows, groups);
        long[] more = groups.sizes();
        for (int group = 0; group < more.length; group++) {
            sizes[numbers[group]] += more[group];
        }
        for (int i = 0; i < elements.size(); i++) {
            guard.check();
            if (elements.get(i) instanceof AggregateElement element && !isRowCount(element)) {
                add(rows, rows.column(plan.slot(element.variable())), groups, numbers, aggregates.get(i));
            }
        }
    }

    /** Adds the last rows, and returns a row for each group. */
    List<@Nullable Object[]> found(Relation last) {
        add(last);
        for (int i = 0; i < elements.size(); i++) {
            if (isRowCount(elements.get(i))) {
                for (int group = 0; group < found.size(); group++) {
                    found.get(group)[i] = sizes[group];
                }
            } else if (elements.get(i) instanceof AggregateElement) {
                for (int group = 0; group < found.size(); group++) {
                    found.get(group)[i] = aggregates.get(i).get(group).result();
                    guard.check(); // it may be a program's, which takes as long as it takes
                }
            }
        }
        return found;
    }

    /** Returns the number among all groups of each group of some rows. */
    private int[] numbers(Relation rows, Groups groups) {
        int[] numbers = new int[groups.count()];
        if (found.isEmpty()) {
            for (int group = 0; group < numbers.length; group++) {
                numbers[group] = group;
            }
            begin(rows, groups, 0);
            return numbers;
        }
        if (known == null) {
            known = groupsSoFar();
        }
        Column[] columns = rows.columns(groupSlots);
        for (int group = 0; group < numbers.length; group++) {
            guard.tick(group);
            numbers[group] = known.place(columns, groups.firstRow(group));
            if (numbers[group] == found.size()) {
                begin(rows, groups, group);
            }
        }
        return numbers;
    }

    private RowTable groupsSoFar() {
        Column[] columns = new Column[groupSlots.length];
        for (int i = 0; i < columns.length; i++) {
            ColumnBuilder builder = new ColumnBuilder();
            int position = position(groupSlots[i]);
            found.forEach(row -> builder.add(row[position]));
            columns[i] = builder.build();
        }
        RowTable table = new RowTable(groupSlots, found.size(), guard);
        table.addAll(new Relation(groupSlots, columns, found.size(), null));
        return table;
    }

    private int position(int slot) {
        for (int i = 0; i < elements.size(); i++) {
            if (!(elements.get(i) instanceof AggregateElement)
                    && plan.slot(elements.get(i).variable()) == slot) {
                return i;
            }
        }
        throw new IllegalStateException("a group must be of a variable that is found: slot=" + slot);
    }

    /** Begins the groups of some rows from one on. */
    private void begin(Relation rows, Groups groups, int first) {
        int end = known == null ? groups.count() : first + 1;
        guard.keep(FindColumns.bytes(end - first, elements.size()));
        for (int group = first; group < end; group++) {
            found.add(new @Nullable Object[elements.size()]);
        }
        sizes = found.size() <= sizes.length ? sizes : Arrays.copyOf(sizes, Math.max(found.size(), 2 * sizes.length));
        for (int i = 0; i < elements.size(); i++) {
            guard.check();
            if (!(elements.get(i) instanceof AggregateElement element)) {
                Column column = rows.column(plan.slot(elements.get(i).variable()));
                for (int group = first; group < end; group++) {
                    found.get(found.size() - end + group)[i] = column.get(groups.firstRow(group));
                }
            } else if (!isRowCount(element)) {
                EngineAggregate function = functions.aggregate(element.name());
                for (int group = first; group < end; group++) {
                    aggregates.get(i).add(function.start(context, arguments(element, rows, groups.firstRow(group))));
                }
            }
        }
    }

    private void add(Relation rows, Column column, Groups groups, int[] numbers, List<Aggregate> all) {
        guard.keep(all.get(0).bytesARow() * rows.size());
        if (numbers.length == 1 && column.isLong()) {
            addLongs(all.get(numbers[0]), column.longs, 0, rows.size());
        } else if (column.isLong()) {
            addLongs(rows, column, groups, numbers, all);
        } else {
            for (int row = 0; row < rows.size(); row++) {
                Object value = column.get(row);
                guard.steps(1 + Sizes.bytes(value) / Long.BYTES);
                all.get(numbers[groups.groupOf(row)]).add(value);
            }
        }
    }

    /** Adds longs to the aggregates of their groups, those of one group after the other, in their order. */
    private void addLongs(Relation rows, Column column, Groups groups, int[] numbers, List<Aggregate> all) {
        int size = rows.size();
        guard.need((long) Long.BYTES * size);
        long[] counts = groups.sizes();
        int[] ends = new int[counts.length];
        for (int group = 1; group < ends.length; group++) {
            ends[group] = ends[group - 1] + (int) counts[group - 1];
        }
        long[] sorted = new long[size];
        for (int row = 0; row < size; row++) {
            guard.tick(row);
            sorted[ends[groups.groupOf(row)]++] = column.longs[row];
        }
        for (int group = 0; group < ends.length; group++) {
            addLongs(all.get(numbers[group]), sorted, ends[group] - (int) counts[group], ends[group]);
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
                values.add(plan.named(((InputName) argument).name(), inputs));
            }
        }
        return values;
    }
}
