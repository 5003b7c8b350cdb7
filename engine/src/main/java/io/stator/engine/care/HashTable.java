package io.stator.engine.care;

/** A table from hashes of 128 bits to others, of a size that is decided once; not thread-safe. */
final class HashTable {
    /** How many longs an entry takes: the key, and what it is for. */
    private static final int ENTRY = 4;

    private final long[] entries;
    private final boolean[] used;
    private final int mask;
    private final int most;
    private int size;

    /** Creates one for so many entries; the number is raised to a power of two. */
    HashTable(int entriesMax) {
        int capacity = Integer.highestOneBit(Math.max(1, entriesMax - 1)) << 2;
        this.entries = new long[capacity * ENTRY];
        this.used = new boolean[capacity];
        this.mask = capacity - 1;
        this.most = capacity / 2;
    }

    private int place(long first, long second) {
        int place = (int) FactHash.mixed(first) & mask;
        while (used[place] && (entries[place * ENTRY] != first || entries[place * ENTRY + 1] != second)) {
            place = (place + 1) & mask;
        }
        return place;
    }

    /** Puts what a key is for, in the place of what it was for; returns false when there is no room. */
    boolean put(long first, long second, FactHash value) {
        int place = place(first, second);
        if (!used[place]) {
            if (size == most) {
                return false;
            }
            size++;
            used[place] = true;
        }
        int at = place * ENTRY;
        entries[at] = first;
        entries[at + 1] = second;
        entries[at + 2] = value.first();
        entries[at + 3] = value.second();
        return true;
    }

    /** Removes a key and has a hash become what it was for; returns false when it is not there. */
    boolean remove(long first, long second, FactHash value) {
        int place = place(first, second);
        if (!used[place]) {
            return false;
        }
        value.set(entries[place * ENTRY + 2], entries[place * ENTRY + 3]);
        size--;
        close(place);
        return true;
    }

    /** Moves entries that were pushed behind a place forward, so that none is cut off from where it is looked for. */
    private void close(int free) {
        int hole = free;
        used[hole] = false;
        for (int place = (hole + 1) & mask; used[place]; place = (place + 1) & mask) {
            int home = (int) FactHash.mixed(entries[place * ENTRY]) & mask;
            if (((place - home) & mask) >= ((place - hole) & mask)) {
                System.arraycopy(entries, place * ENTRY, entries, hole * ENTRY, ENTRY);
                used[hole] = true;
                used[place] = false;
                hole = place;
            }
        }
    }
}
