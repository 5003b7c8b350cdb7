package io.stator.cli;

import java.util.Arrays;

/** Runs of forms of a file, each of which must be in one transaction; in order and apart. Not safe for use by several threads. */
final class Spans {
    private static final int INITIAL_CAPACITY = 16;

    private int[] firsts = new int[INITIAL_CAPACITY];
    private int[] lasts = new int[INITIAL_CAPACITY];
    private int[] lines = new int[INITIAL_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** Returns the first form of a run. */
    int first(int i) {
        return firsts[i];
    }

    /** Returns the last form of a run. */
    int last(int i) {
        return lasts[i];
    }

    /** Returns the line of the first form of a run. */
    int line(int i) {
        return lines[i];
    }

    /** Returns the number of forms of a run. */
    int forms(int i) {
        return lasts[i] - firsts[i] + 1;
    }

    /** Adds a run that does not begin before the others; one that touches the last is united with it. */
    void unite(int first, int last, int line) {
        if (size > 0 && first <= lasts[size - 1]) {
            lasts[size - 1] = Math.max(last, lasts[size - 1]);
        } else {
            add(first, last, line);
        }
    }

    /** Adds a run behind the others. */
    void add(int first, int last, int line) {
        if (size == firsts.length) {
            firsts = Arrays.copyOf(firsts, size * 2);
            lasts = Arrays.copyOf(lasts, size * 2);
            lines = Arrays.copyOf(lines, size * 2);
        }
        firsts[size] = first;
        lasts[size] = last;
        lines[size] = line;
        size++;
    }

    /** Makes the last run end at a form. */
    void extend(int last) {
        lasts[size - 1] = last;
    }

    /** Returns the place of the first run that ends at a form or behind it, which may be behind all runs. */
    int from(int form) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lasts[middle] < form) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the place of the run that goes on over the border before a form, or -1. */
    int across(int form) {
        int i = from(form);
        return i < size && firsts[i] < form ? i : -1;
    }
}
