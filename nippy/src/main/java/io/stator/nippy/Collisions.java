package io.stator.nippy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Keeps crafted keys, all of one hash, from turning the reading of a large map into hours. */
final class Collisions {
    /** The most keys of one map or set that may have the same hash, unless they can be compared with one another. */
    static final int MAX = 256;

    private Collisions() {}

    /** Returns the capacity at which a hash map holds this many entries. */
    static int capacity(int count) {
        return (int) (count / 0.75f) + 1;
    }

    static void check(@Nullable Object[] keys) {
        if (areComparable(keys)) {
            return;
        }
        int[] hashes = new int[keys.length];
        for (int i = 0; i < keys.length; i++) {
            Object key = keys[i];
            hashes[i] = key == null ? 0 : key.hashCode();
        }
        Arrays.sort(hashes);
        for (int i = MAX; i < hashes.length; i++) {
            if (hashes[i] == hashes[i - MAX]) {
                throw new NippyException("keys of a map or set must differ in their hashes: more than " + MAX + " of "
                        + keys.length + " have the same; the bytes are crafted");
            }
        }
    }

    /** Returns whether a hash map can order the keys by comparing them. */
    private static boolean areComparable(@Nullable Object[] keys) {
        if (!(keys[0] instanceof Comparable<?> first)) {
            return false;
        }
        for (Object key : keys) {
            if (key == null || key.getClass() != first.getClass()) {
                return false;
            }
        }
        return true;
    }
}
