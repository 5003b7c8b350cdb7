package io.stator.engine.segment;

import java.util.Arrays;

/**
 * The positions of a segment by group.
 *
 * @param keys the number of each group, in ascending order
 * @param groupOf the group of each position, from 0
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Grouping(long[] keys, int[] groupOf) {
    /** Numbers that are so near to each other have a table with a place for each; of others each is looked for. */
    private static final long TABLE_MAX = 1 << 17;

    /** Returns the groups of positions with the same number. */
    static Grouping of(long[] numbers, int count) {
        long least = numbers[0];
        long greatest = least;
        for (int i = 1; i < count; i++) {
            least = Math.min(least, numbers[i]);
            greatest = Math.max(greatest, numbers[i]);
        }
        long span = greatest - least;
        return span >= 0 && span < TABLE_MAX ? near(numbers, count, least, (int) span + 1) : far(numbers, count);
    }

    private static Grouping near(long[] numbers, int count, long least, int span) {
        int[] table = new int[span];
        for (int i = 0; i < count; i++) {
            table[(int) (numbers[i] - least)] = 1;
        }
        long[] keys = new long[Math.min(span, count)];
        int groups = 0;
        for (int place = 0; place < span; place++) {
            if (table[place] != 0) {
                keys[groups] = least + place;
                table[place] = groups++;
            }
        }
        int[] groupOf = new int[count];
        for (int i = 0; i < count; i++) {
            groupOf[i] = table[(int) (numbers[i] - least)];
        }
        return new Grouping(Arrays.copyOf(keys, groups), groupOf);
    }

    private static Grouping far(long[] numbers, int count) {
        long[] keys = Arrays.stream(numbers, 0, count).sorted().distinct().toArray();
        int[] groupOf = new int[count];
        for (int i = 0; i < count; i++) {
            boolean same = i > 0 && numbers[i] == numbers[i - 1];
            groupOf[i] = same ? groupOf[i - 1] : Arrays.binarySearch(keys, numbers[i]);
        }
        return new Grouping(keys, groupOf);
    }

    /** Returns where each group begins among the positions that are in the order of their groups, and where the last one ends. */
    static int[] starts(int[] groupOf, int groups) {
        int[] starts = new int[groups + 1];
        for (int group : groupOf) {
            starts[group + 1]++;
        }
        for (int group = 0; group < groups; group++) {
            starts[group + 1] += starts[group];
        }
        return starts;
    }

    /** Returns all positions in the order of their groups, and within a group in their own. */
    static int[] positions(int[] groupOf, int[] starts) {
        int[] next = starts.clone();
        int[] positions = new int[groupOf.length];
        for (int i = 0; i < groupOf.length; i++) {
            positions[next[groupOf[i]]++] = i;
        }
        return positions;
    }
}
