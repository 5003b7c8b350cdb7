package io.stator.engine.query.run;

import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.segment.LongColumn;
import io.stator.engine.segment.Segment;
import io.stator.engine.segment.SegmentPart;
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

    /** Takes note that so many facts will be added, or fewer. */
    void expect(int facts) {
        for (int i = 0; i < count; i++) {
            builders[i].expect(facts);
        }
    }

    int size() {
        return size;
    }

    /** Returns about how many bytes the values take that were made for this query. */
    long madeBytes() {
        long bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += builders[i].madeBytes();
        }
        return bytes;
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

    /** Adds what a part of a segment has at these positions, without making facts of it. */
    void addAll(SegmentPart part) {
        for (int i = 0; i < count; i++) {
            switch (places[i]) {
                case Position.E -> builders[i].addLongs(part.segment().entities(), part.from(), part.to());
                case Position.V -> addValues(builders[i], part);
                default -> {
                    for (int at = part.from(); at < part.to(); at++) {
                        add(builders[i], places[i], part.segment(), at);
                    }
                }
            }
        }
        size += part.size();
    }

    private static void addValues(ColumnBuilder builder, SegmentPart part) {
        Segment segment = part.segment();
        for (int from = part.from(); from < part.to(); ) {
            int to = part.endOfKind(from);
            switch (segment.kind(from)) {
                case LONG -> builder.addLongs(segment.values(), from, to);
                case TEXT -> builder.addTexts(segment.texts(), segment.values(), from, to);
                case INSTANT -> builder.addInstants(segment.values(), from, to);
                default -> addMade(builder, segment, from, to);
            }
            from = to;
        }
    }

    /** Adds values that are made of what a segment has: neighbours that are the same only once. */
    private static void addMade(ColumnBuilder builder, Segment segment, int from, int to) {
        LongColumn values = segment.values();
        Object value = segment.value(from);
        builder.addMade(value, true);
        for (int at = from + 1; at < to; at++) {
            boolean other = values.get(at) != values.get(at - 1);
            value = other ? segment.value(at) : value;
            builder.addMade(value, other);
        }
    }

    private static void add(ColumnBuilder builder, int position, Segment segment, int at) {
        long time = segment.times().get(at);
        switch (position) {
            case Position.A -> builder.addLong(segment.attribute(at));
            case Position.TX -> builder.addLong(EntityIds.transaction(time >>> 1));
            default -> builder.add((time & 1) != 0);
        }
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
