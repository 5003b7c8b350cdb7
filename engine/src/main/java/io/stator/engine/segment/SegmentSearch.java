package io.stator.engine.segment;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import java.util.Arrays;
import java.util.UUID;

/**
 * Finds positions in a segment: the first component in the column of it, which is in order, and the others near what that leaves. Immutable.
 */
final class SegmentSearch {
    private static final int[] NONE = {};

    private final Segment segment;
    private final Index index;
    private final int[] attributes;
    private final ValueKind[] kinds;
    private final ValuePool pool;

    /** Where the facts end that have the attribute of a group; empty where facts are in the order of something else first. */
    private final int[] ends;

    SegmentSearch(Segment segment, int[] attributes, ValueKind[] kinds, LongColumn groups, ValuePool pool) {
        this.segment = segment;
        this.index = segment.index();
        this.attributes = attributes;
        this.kinds = kinds;
        this.pool = pool;
        this.ends = index == Index.AEVT || index == Index.AVET ? ends(attributes, groups) : NONE;
    }

    private static int[] ends(int[] attributes, LongColumn groups) {
        int[] ends = new int[attributes.length];
        if (ends.length == 1) {
            ends[0] = groups.size();
            return ends;
        }
        for (int i = 0; i < groups.size(); i++) {
            ends[(int) groups.get(i)] = i + 1;
        }
        for (int from = 0; from < ends.length; ) {
            int to = from + 1;
            int end = ends[from];
            while (to < ends.length && attributes[to] == attributes[from]) {
                end = Math.max(end, ends[to++]);
            }
            Arrays.fill(ends, from, to, end);
            from = to;
        }
        return ends;
    }

    long weight() {
        return Integer.BYTES * (long) ends.length;
    }

    /** Returns the position of the first fact that is not before a prefix, or not before its end. */
    int position(Fact pattern, int components, boolean afterEnd) {
        int size = segment.size();
        if (components == 0) {
            return afterEnd ? size : 0;
        }
        return switch (index) {
            case EAVT -> {
                int low = segment.entities().notLess(0, size, pattern.e);
                yield components == 1 && !afterEnd ? low : near(low, size, pattern, components, afterEnd);
            }
            case VAET -> {
                int low = segment.values().notLess(0, size, pattern.bits);
                yield components == 1 && !afterEnd ? low : near(low, size, pattern, components, afterEnd);
            }
            case AEVT, AVET -> inAttribute(pattern, components, afterEnd);
        };
    }

    private int inAttribute(Fact pattern, int components, boolean afterEnd) {
        int group = 0;
        while (group < attributes.length && attributes[group] < pattern.a) {
            group++;
        }
        int start = group == 0 ? 0 : ends[group - 1];
        if (group == attributes.length || attributes[group] != pattern.a) {
            return start;
        }
        int end = ends[group];
        if (components == 1) {
            return afterEnd ? end : start;
        }
        int low = firstNotBefore(group, start, end, pattern);
        if (low < 0) {
            return between(start, end, pattern, components, afterEnd);
        }
        return components == 2 && !afterEnd ? low : near(low, end, pattern, components, afterEnd);
    }

    /** Returns where the first two components of a pattern begin among the facts of its attribute; -1 when that takes a look at facts as a whole. */
    private int firstNotBefore(int group, int start, int end, Fact pattern) {
        if (index == Index.AEVT) {
            return segment.entities().notLess(start, end, pattern.e);
        }
        if (group + 1 < attributes.length && attributes[group + 1] == attributes[group]) {
            return -1;
        }
        LongColumn values = segment.values();
        ValueKind kind = kinds[group];
        if ((kind == ValueKind.LONG && pattern.isLong()) || (kind == ValueKind.INSTANT && pattern.isInstant())) {
            return values.notLess(start, end, pattern.bits);
        }
        if (kind == ValueKind.ID && pattern.stored() instanceof UUID id) {
            return pool.firstNotBefore(values, start, end, id);
        }
        return kind == ValueKind.TEXT && pattern.stored() instanceof String text
                ? pool.firstNotBefore(values, start, end, text)
                : -1;
    }

    /** Returns the position that is sought, which is not before {@code from}, and not far behind it more often than not. */
    int near(int from, int to, Fact pattern, int components, boolean afterEnd) {
        int low = from;
        int step = 1;
        while (step <= to - low && isBefore(low + step - 1, pattern, components, afterEnd)) {
            low += step;
            step <<= 1;
        }
        return between(low, Math.min(to, low + step - 1), pattern, components, afterEnd);
    }

    private int between(int from, int to, Fact pattern, int components, boolean afterEnd) {
        int low = from;
        int high = to;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isBefore(middle, pattern, components, afterEnd)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isBefore(int position, Fact pattern, int components, boolean afterEnd) {
        int c = segment.compare(position, pattern, components);
        return c < 0 || (afterEnd && c == 0);
    }
}
