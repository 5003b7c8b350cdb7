package io.stator.engine.query.run;

import io.stator.engine.datom.Fact;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.syntax.Position;
import java.util.Arrays;

/** Columns being made of some positions of facts; not thread-safe. */
final class FactColumns {
    private final int[] slots = new int[Position.COUNT];
    private final int[] places = new int[Position.COUNT];
    private final ColumnBuilder[] builders = new ColumnBuilder[Position.COUNT];
    private int count;
    private int size;

    /** Adds the column of a position under the name of a variable, unless the variable has a column already. */
    void include(int position, int slot) {
        for (int i = 0; i < count; i++) {
            if (slots[i] == slot) {
                return;
            }
        }
        slots[count] = slot;
        places[count] = position;
        builders[count++] = new ColumnBuilder();
    }

    int count() {
        return count;
    }

    int size() {
        return size;
    }

    void add(Fact fact) {
        for (int i = 0; i < count; i++) {
            add(builders[i], places[i], fact);
        }
        size++;
    }

    void addAll(Fact[] facts, int length) {
        for (int i = 0; i < count; i++) {
            ColumnBuilder builder = builders[i];
            switch (places[i]) {
                case Position.E -> {
                    for (int f = 0; f < length; f++) {
                        builder.addLong(facts[f].e);
                    }
                }
                case Position.V -> {
                    for (int f = 0; f < length; f++) {
                        builder.addValue(facts[f]);
                    }
                }
                default -> {
                    for (int f = 0; f < length; f++) {
                        add(builder, places[i], facts[f]);
                    }
                }
            }
        }
        size += length;
    }

    private static void add(ColumnBuilder builder, int position, Fact fact) {
        switch (position) {
            case Position.E -> builder.addLong(fact.e);
            case Position.A -> builder.addLong(fact.a);
            case Position.V -> builder.addValue(fact);
            case Position.TX -> builder.addLong(fact.tx());
            default -> builder.add(fact.added());
        }
    }

    int[] slots() {
        return Arrays.copyOf(slots, count);
    }

    Column[] columns() {
        Column[] columns = new Column[count];
        for (int i = 0; i < count; i++) {
            columns[i] = builders[i].build();
        }
        return columns;
    }
}
