package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Some items of a query or a scan, and the place to go on from.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 *
 * @param items the items, in order
 * @param cursor where to go on after the last item; nothing at the end. After exactly the last item there may be one too, which
 *     leads to an empty page
 * @param scannedCount how many items the service evaluated for this page, those that the filter left out among them
 * @param capacity what the page consumed, if that was asked for
 */
public record Page<T>(List<T> items, Optional<Cursor> cursor, long scannedCount, Optional<Capacity> capacity) {
    /** Copies the items. */
    public Page {
        items = Collections.unmodifiableList(new ArrayList<>(items));
    }

    /** Returns how many items there are. */
    public int count() {
        return items.size();
    }
}
