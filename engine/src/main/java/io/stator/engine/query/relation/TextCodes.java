package io.stator.engine.query.relation;

import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Values;
import io.stator.engine.segment.LongColumn;
import io.stator.engine.segment.Texts;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts by row, as places in segments or among strings; a string is made of a place in a segment when it is asked for. What they say never
 * changes once they are published, and every thread that makes a string makes the same.
 */
final class TextCodes {
    /** What a row takes: its place, and a string to come. */
    static final int ROW_BYTES = 16;

    /** Stands for the strings that are objects already. */
    private static final int OBJECTS = -1;

    /** The numbers of the segments, or {@link #OBJECTS}, in the upper half, places there in the lower one. */
    private final long[] places;

    private final Texts[] segments;
    private final List<String> strings;
    private @Nullable String @Nullable [] made;

    TextCodes(long[] places, Texts[] segments, List<String> strings) {
        this.places = places;
        this.segments = segments;
        this.strings = strings;
    }

    /** Returns the place of a string among those that are objects already. */
    static long ofObject(int position) {
        return (long) OBJECTS << Integer.SIZE | position;
    }

    /** Puts the places of texts of a segment into an array. */
    static void putAll(int segment, LongColumn positions, int from, int to, long[] into, int at) {
        positions.copy(from, to, into, at);
        long upper = (long) segment << Integer.SIZE;
        for (int i = at; i < at + to - from; i++) {
            into[i] |= upper;
        }
    }

    /** Returns for how many rows there is room. */
    int capacity() {
        return places.length;
    }

    String get(int row) {
        long place = places[row];
        int segment = (int) (place >> Integer.SIZE);
        if (segment == OBJECTS) {
            return strings.get((int) place);
        }
        @Nullable String[] known = made;
        if (known == null) {
            known = new @Nullable String[places.length];
            made = known;
        }
        String text = known[row];
        if (text == null) {
            boolean isRepeated = row > 0 && places[row - 1] == place;
            String before = isRepeated ? known[row - 1] : null;
            text = before == null ? segments[segment].text((int) place) : before;
            known[row] = text;
        }
        return text;
    }

    int length(int row) {
        long place = places[row];
        int segment = (int) (place >> Integer.SIZE);
        return segment == OBJECTS ? strings.get((int) place).length() : segments[segment].length((int) place);
    }

    int hash(int row) {
        long place = places[row];
        int segment = (int) (place >> Integer.SIZE);
        return segment == OBJECTS ? Values.hash(strings.get((int) place)) : segments[segment].hash((int) place);
    }

    boolean equal(int row, TextCodes other, int otherRow) {
        long place = places[row];
        long otherPlace = other.places[otherRow];
        int segment = (int) (place >> Integer.SIZE);
        int otherSegment = (int) (otherPlace >> Integer.SIZE);
        if (segment == OBJECTS || otherSegment == OBJECTS) {
            return get(row).equals(other.get(otherRow));
        }
        return segments[segment].equal((int) place, other.segments[otherSegment], (int) otherPlace);
    }

    TextCodes gather(Rows rows, Effort effort) {
        return new TextCodes(Column.gather(places, rows, effort), segments, strings);
    }

    /** Returns the texts of some rows that follow each other. */
    TextCodes range(int from, int to) {
        return new TextCodes(Arrays.copyOfRange(places, from, to), segments, strings);
    }
}
