package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.QueryStats.Access;
import io.stator.edn.Edn;
import io.stator.engine.datom.Values;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.relation.Relation;
import io.stator.spi.GivenValues;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs a pattern over a source that is no database: a collection of lists, arrays, datoms or map entries. */
final class RowsPattern {
    private RowsPattern() {}

    static void run(Context context, Bindings bindings, Pattern pattern, BitSet needed) {
        Object source = context.sources()[pattern.source()];
        Iterable<?> rows;
        if (source instanceof Map<?, ?> map) {
            rows = map.entrySet();
        } else if (source instanceof Iterable<?> iterable) {
            rows = iterable;
        } else {
            throw Anomaly.incorrect(
                    "invalid-data-source",
                    source == null
                            ? "Nil or missing data source. Did you forget to pass a database argument?"
                            : "data source must be a database or a collection of rows: class="
                                    + source.getClass().getTypeName());
        }
        if (context.tally() != null) {
            context.tally().found(Access.COLLECTION, null, -1, 0);
        }
        ChoiceRun.joinOutputs(context, bindings, matching(context, bindings, pattern, rows, needed));
    }

    private static Relation matching(
            Context context, Bindings bindings, Pattern pattern, Iterable<?> rows, BitSet needed) {
        int[] slots = outputs(bindings, pattern, needed);
        ColumnBuilder[] builders = new ColumnBuilder[slots.length];
        for (int i = 0; i < slots.length; i++) {
            builders[i] = new ColumnBuilder(true);
        }
        int size = 0;
        boolean taken = rows instanceof Collection;
        for (Object given : rows) {
            Object row = taken ? given : GivenValues.take(given);
            context.guard().tick(size);
            List<?> values = values(row);
            if (matches(bindings, pattern, values, context.guard()) && hasAll(pattern, slots, values)) {
                for (int i = 0; i < slots.length; i++) {
                    builders[i].add(values.get(position(pattern, slots[i])));
                }
                size++;
            }
        }
        Column[] columns = new Column[slots.length];
        for (int i = 0; i < slots.length; i++) {
            columns[i] = builders[i].build();
        }
        return slots.length == 0
                ? Relation.unit(size > 0)
                : new Relation(slots, columns, size, null).distinct(context.guard());
    }

    private static int[] outputs(Bindings bindings, Pattern pattern, BitSet needed) {
        return ChoiceRun.outputs(bindings, pattern.variables(), needed);
    }

    /** Returns whether a row is long enough for the variables that are asked for. */
    private static boolean hasAll(Pattern pattern, int[] slots, List<?> values) {
        for (int slot : slots) {
            if (position(pattern, slot) >= values.size()) {
                return false;
            }
        }
        return true;
    }

    private static int position(Pattern pattern, int slot) {
        int position = 0;
        while (pattern.slot(position) != slot) {
            position++;
        }
        return position;
    }

    /** Returns the five parts of a datom, as a row. */
    static List<?> parts(Datom datom) {
        return List.of(datom.e(), datom.a(), datom.v(), datom.tx(), datom.added());
    }

    private static List<?> values(@Nullable Object row) {
        if (row instanceof List<?> list) {
            return list;
        }
        if (row instanceof Datom datom) {
            return parts(datom);
        }
        if (row instanceof Map.Entry<?, ?> entry) {
            return Arrays.asList(entry.getKey(), entry.getValue());
        }
        if (row instanceof Object[] array) {
            return Arrays.asList(array);
        }
        throw Anomaly.incorrect(
                "invalid-data-source", "a row of a data source must be a list: row=" + Edn.describe(row));
    }

    private static boolean matches(Bindings bindings, Pattern pattern, List<?> values, Guard guard) {
        for (int i = 0; i < pattern.slots().length; i++) {
            int slot = pattern.slot(i);
            if (i >= values.size()) {
                if (pattern.isConstant(i) || (slot >= 0 && position(pattern, slot) == i && bindings.isBound(slot))) {
                    return false;
                }
                continue;
            }
            Object value = values.get(i);
            if (pattern.isConstant(i) && !Values.equal(value, pattern.constants()[i], guard)) {
                return false;
            }
            Relation part = slot < 0 ? null : bindings.part(slot);
            if (part != null
                    && part.size == 1
                    && !Values.equal(value, part.column(slot).get(0), guard)) {
                return false;
            }
            if (slot >= 0 && !Values.equal(value, values.get(position(pattern, slot)), guard)) {
                return false;
            }
        }
        return true;
    }
}
