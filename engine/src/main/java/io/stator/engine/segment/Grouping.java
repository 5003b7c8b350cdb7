package io.stator.engine.segment;

/** The positions of a segment by group. */
final class Grouping {
    private Grouping() {}

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
