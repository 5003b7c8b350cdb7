package io.stator.engine.segment;

import java.util.Arrays;

/** Numbers different objects in the order in which they come; not thread-safe. */
final class Positions<T> {
    private static final int CAPACITY_INITIAL = 64;

    /** Spreads hashes over a table. */
    private static final int FACTOR = 0x9e3779b9;

    private Object[] objects = new Object[CAPACITY_INITIAL];
    private int[] hashes = new int[CAPACITY_INITIAL];

    /** Twice as many places as objects; each has the position of one, and one more. */
    private int[] table = new int[2 * CAPACITY_INITIAL];

    private int size;

    /** Returns how many different objects came. */
    int size() {
        return size;
    }

    /** Returns how many different objects came before the first that equals this one, which is that first one if none did. */
    int position(T object) {
        int hash = object.hashCode() * FACTOR;
        int place = place(hash);
        while (table[place] != 0) {
            int position = table[place] - 1;
            if (hashes[position] == hash && objects[position].equals(object)) {
                return position;
            }
            place = (place + 1) & (table.length - 1);
        }
        if (size == objects.length) {
            grow();
            place = free(hash);
        }
        objects[size] = object;
        hashes[size] = hash;
        table[place] = ++size;
        return size - 1;
    }

    /** Returns where a hash is looked for first: its highest bits, which are the best mixed ones. */
    private int place(int hash) {
        return hash >>> (Integer.numberOfLeadingZeros(table.length) + 1);
    }

    private int free(int hash) {
        int place = place(hash);
        while (table[place] != 0) {
            place = (place + 1) & (table.length - 1);
        }
        return place;
    }

    private void grow() {
        objects = Arrays.copyOf(objects, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        table = new int[2 * table.length];
        for (int position = 0; position < size; position++) {
            table[free(hashes[position])] = position + 1;
        }
    }
}
