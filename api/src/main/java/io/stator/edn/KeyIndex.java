package io.stator.edn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys in the array of a map or set. Few keys are compared one by one, which needs no memory; many are hashed, by {@link HashMap} because it
 * stays fast when all keys that have an order have the same hash code; of others not many may.
 */
final class KeyIndex {
    private static final int SCANNED_MAX = 12;

    private final @Nullable Object[] items;
    private final int stride;
    private final @Nullable Map<@Nullable Object, Integer> positions;

    /** The position of the first key that equals an earlier one, or -1. */
    private final int duplicate;

    /**
     * Indexes what was read at a place.
     *
     * @param what the keys, in messages
     * @throws EdnException when one is there twice, or too many have the same hash code
     */
    static KeyIndex of(@Nullable Object[] items, int stride, String what, int line, int column) {
        if (EqualHashes.areTooMany(Arrays.asList(items), stride)) {
            throw new EdnException(
                    "at most " + EqualHashes.MAX + " " + what + " with the same hash code", "more", line, column);
        }
        KeyIndex index = new KeyIndex(items, stride);
        if (index.duplicate >= 0) {
            throw new EdnException("different " + what, Found.form(items[index.duplicate]) + " twice", line, column);
        }
        return index;
    }

    /** Indexes every {@code stride}-th item. */
    private KeyIndex(@Nullable Object[] items, int stride) {
        this.items = items;
        this.stride = stride;
        int count = items.length / stride;
        if (count <= SCANNED_MAX) {
            this.positions = null;
            this.duplicate = scanForDuplicate();
        } else {
            Map<@Nullable Object, Integer> hashed = new HashMap<>(count * 4 / 3 + 1);
            int found = -1;
            for (int i = 0; i < items.length; i += stride) {
                if (hashed.putIfAbsent(items[i], i) != null && found < 0) {
                    found = i;
                }
            }
            this.positions = hashed;
            this.duplicate = found;
        }
    }

    private int scanForDuplicate() {
        for (int i = stride; i < items.length; i += stride) {
            if (scan(items[i], i) >= 0) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the position of the key in the array, or -1. */
    int find(@Nullable Object key) {
        if (positions == null) {
            return scan(key, items.length);
        }
        Integer position = positions.get(key);
        return position == null ? -1 : position;
    }

    private int scan(@Nullable Object key, int end) {
        for (int i = 0; i < end; i += stride) {
            if (Objects.equals(key, items[i])) {
                return i;
            }
        }
        return -1;
    }
}
