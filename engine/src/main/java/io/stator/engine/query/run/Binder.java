package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import io.stator.engine.query.function.TextCharacters;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.relation.Rows;
import io.stator.engine.query.syntax.Binding;
import io.stator.engine.query.syntax.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes values apart as a binding says, into columns of its variables; not thread-safe. */
final class Binder {
    private final Binding binding;
    private final int[] targets;
    private final Object where;
    private final Effort effort;
    private final int[] slots;
    private final int[] first;
    private final ColumnBuilder[] builders;
    private int size;

    /**
     * Makes one.
     *
     * @param targets the slot of each target, -1 for a placeholder
     * @param where what messages say the value belongs to
     * @param effort is told of each row
     */
    Binder(Binding binding, int[] targets, Object where, Effort effort) {
        this.binding = binding;
        this.targets = targets;
        this.where = where;
        this.effort = effort;
        Rows distinct = new Rows();
        Rows positions = new Rows();
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0 && firstOf(i) == i) {
                distinct.add(targets[i]);
                positions.add(i);
            }
        }
        this.slots = distinct.toArray();
        this.first = positions.toArray();
        this.builders = new ColumnBuilder[slots.length];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = new ColumnBuilder(true);
        }
    }

    private int firstOf(int position) {
        int i = 0;
        while (targets[i] != targets[position]) {
            i++;
        }
        return i;
    }

    /** Returns the variables, each once. */
    int[] slots() {
        return slots;
    }

    int size() {
        return size;
    }

    /** Returns about how many bytes the values take. */
    long madeBytes() {
        long bytes = 0;
        for (ColumnBuilder builder : builders) {
            bytes += builder.madeBytes();
        }
        return bytes;
    }

    Column[] columns() {
        Column[] columns = new Column[builders.length];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = builders[i].build();
        }
        return columns;
    }

    /** Adds the rows a value stands for, all or, when it cannot be taken apart, none; returns how many. */
    int add(@Nullable Object value) {
        int before = size;
        switch (binding.kind()) {
            case SCALAR -> {
                builders[0].add(value);
                size++;
            }
            case TUPLE -> addRow(checked(elements(value)));
            case COLLECTION -> elements(value).forEach(element -> addRow(Collections.singletonList(element)));
            case RELATION -> {
                List<List<?>> rows = new ArrayList<>();
                for (Object row : elements(value)) {
                    effort.steps(1);
                    rows.add(checked(elements(row)));
                }
                rows.forEach(this::addRow);
            }
            case IGNORE -> size++;
        }
        return size - before;
    }

    private List<?> checked(List<?> values) {
        if (values.size() < targets.length) {
            throw new Anomaly.Incorrect("processing clause: " + where + ", message: a value for " + targets.length
                    + " variables must have as many elements: value=" + Origin.show(values));
        }
        return values;
    }

    private void addRow(List<?> values) {
        effort.steps(1);
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] >= 0 && firstOf(i) != i && !Values.equal(values.get(i), values.get(firstOf(i)))) {
                return;
            }
        }
        for (int i = 0; i < builders.length; i++) {
            builders[i].add(values.get(first[i]));
        }
        size++;
    }

    private List<?> elements(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof Collection<?> collection) {
            return new ArrayList<>(collection);
        }
        if (value instanceof Datom datom) {
            return RowsPattern.parts(datom);
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.entrySet());
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return Arrays.asList(entry.getKey(), entry.getValue());
        }
        if (value instanceof String text) {
            return new TextCharacters(text);
        }
        throw new Anomaly.Incorrect("processing clause: " + where
                + ", message: only a collection can be taken apart: value=" + Origin.show(value));
    }
}
