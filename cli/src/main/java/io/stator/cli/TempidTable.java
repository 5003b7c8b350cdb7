package io.stator.cli;

import java.util.Arrays;

/**
 * Where the temporary ids of a file are mentioned first and last. Each is known by a hash of 64 bits: two that share
 * one are taken for the same, which at worst keeps forms together that need not be. Not safe for use by several threads.
 */
final class TempidTable {
    /** The most temporary ids that a file may have; each takes about 40 bytes. */
    static final int TEMPIDS_MAX = 10_000_000;

    private static final int INITIAL_CAPACITY = 1 << 10;
    private static final double FULL = 0.7;

    private long[] hashes = new long[INITIAL_CAPACITY];
    private int[] firsts = new int[INITIAL_CAPACITY];
    private int[] lasts = new int[INITIAL_CAPACITY];
    private int[] lines = new int[INITIAL_CAPACITY];
    private boolean[] certain = new boolean[INITIAL_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /**
     * Notes that a form mentions a temporary id.
     *
     * @param hash the hash of the id, not 0
     * @param form the number of the form, from 0
     * @param line the line of the form
     * @param sure whether what is mentioned is certainly a temporary id
     */
    void mention(long hash, int form, int line, boolean sure) {
        if (size >= hashes.length * FULL) {
            grow();
        }
        int slot = slot(hashes, hash);
        if (hashes[slot] == 0) {
            hashes[slot] = hash;
            firsts[slot] = form;
            lines[slot] = line;
            size++;
        }
        lasts[slot] = form;
        certain[slot] |= sure;
    }

    private static int slot(long[] hashes, long hash) {
        int mask = hashes.length - 1;
        int slot = (int) hash & mask;
        while (hashes[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] wider = new long[hashes.length * 2];
        int[] first = new int[wider.length];
        int[] last = new int[wider.length];
        int[] line = new int[wider.length];
        boolean[] sure = new boolean[wider.length];
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] != 0) {
                int slot = slot(wider, hashes[i]);
                wider[slot] = hashes[i];
                first[slot] = firsts[i];
                last[slot] = lasts[i];
                line[slot] = lines[i];
                sure[slot] = certain[i];
            }
        }
        hashes = wider;
        firsts = first;
        lasts = last;
        lines = line;
        certain = sure;
    }

    /** Returns the first form that mentions a temporary id, or {@link Integer#MAX_VALUE}. */
    int firstForm() {
        int first = Integer.MAX_VALUE;
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] != 0) {
                first = Math.min(first, firsts[i]);
            }
        }
        return first;
    }

    /** Returns the runs of forms that temporary ids span, in order and apart from each other. */
    Spans spans() {
        long[] starts = new long[Math.max(1, size)];
        int count = 0;
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] != 0 && certain[i] && lasts[i] > firsts[i]) {
                starts[count++] = (long) firsts[i] << Integer.SIZE | i;
            }
        }
        Arrays.sort(starts, 0, count);
        Spans spans = new Spans();
        for (int i = 0; i < count; i++) {
            int slot = (int) starts[i];
            spans.unite(firsts[slot], lasts[slot], lines[slot]);
        }
        return spans;
    }
}
