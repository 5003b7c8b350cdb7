package io.stator.edn;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Tells whether too many keys of a map, or elements of a set, have the same hash code.
 *
 * <p>Whoever sends data can choose lists, sets or maps that all have one hash code: a hash table then compares each with all others, and a small message keeps a thread
 * busy for hours. Keys of one class that has an order are found by it, however many have the same hash code; of others not many may.
 *
 * <p>Its methods never wait, and nothing fails but as it says.
 */
public final class EqualHashes {
    /** How many keys that have no common order may have the same hash code; of a million pairs of small numbers, less than 200 do. */
    public static final int MAX = 500;

    private EqualHashes() {}

    /**
     * Returns whether more than {@link #MAX} have the same hash code, and no common order.
     *
     * @param items the keys, and what may be between them
     * @param stride how far one key is from the next
     */
    public static boolean areTooMany(List<?> items, int stride) {
        int count = items.size() / stride;
        if (count <= MAX) {
            return false;
        }
        int[] hashes = new int[count];
        for (int i = 0; i < count; i++) {
            hashes[i] = Objects.hashCode(items.get(i * stride));
        }
        int[] sorted = hashes.clone();
        Arrays.sort(sorted);
        for (int i = MAX; i < count; i++) {
            int hash = sorted[i];
            boolean first = i == MAX || sorted[i - 1 - MAX] != hash;
            if (sorted[i - MAX] == hash && first && !haveOrder(items, stride, hashes, hash)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether all keys with a hash code are of one class, and that has an order. */
    private static boolean haveOrder(List<?> items, int stride, int[] hashes, int hash) {
        Class<?> common = null;
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] != hash) {
                continue;
            }
            Object key = items.get(i * stride);
            if (!(key instanceof Comparable<?>) || common != null && common != key.getClass()) {
                return false;
            }
            common = key.getClass();
        }
        return true;
    }
}
