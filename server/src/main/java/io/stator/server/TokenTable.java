package io.stator.server;

import io.stator.Anomaly;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps for its clients between two requests, each under a token that nobody can guess and that only the key it was given to can use, for the
 * database it is about. Thread-safe.
 *
 * <p>Bounded in number and in weight for each key, where a new one takes the place of those that were not used longest, and for all, where a new one is refused as busy. What is not
 * used for some time is forgotten.
 */
final class TokenTable<V extends TokenTable.Held> {
    private static final int TOKEN_BYTES = 18;

    /** What is kept. */
    interface Held {
        /** Returns what it weighs. */
        long weight();

        /** Frees what it holds. */
        void release();
    }

    /** How many there may be, and how much they may weigh: of one key and of all. */
    record Bounds(int perKey, int together, long weightPerKey, long weightTogether) {}

    /** What is kept under one token. */
    private static final class Entry<V> {
        final V value;
        final String databaseId;
        long weight;
        long usedAt;
        boolean finished;

        Entry(V value, String databaseId, long weight, long usedAt) {
            this.value = value;
            this.databaseId = databaseId;
            this.weight = weight;
            this.usedAt = usedAt;
        }
    }

    private final String name;
    private final int perKey;
    private final int together;
    private final long weightPerKey;
    private final long weightMax;
    private final long idleNanos;
    private final LongSupplier nanoClock;
    private final SecureRandom random = new SecureRandom();

    /** By key and token, those of a key in the order of their use. */
    private final Map<String, LinkedHashMap<String, Entry<V>>> byKey = new HashMap<>();

    private int count;
    private long weight;

    /**
     * Creates an empty one.
     *
     * @param name what is kept, in messages
     */
    TokenTable(String name, Bounds bounds, long idleNanos, LongSupplier nanoClock) {
        this.name = name;
        this.perKey = bounds.perKey();
        this.together = bounds.together();
        this.weightPerKey = bounds.weightPerKey();
        this.weightMax = bounds.weightTogether();
        this.idleNanos = idleNanos;
        this.nanoClock = nanoClock;
    }

    /**
     * Keeps a value and returns its token.
     *
     * @throws Anomaly.Busy when too many are kept
     * @throws Anomaly.Incorrect when it weighs more than all of a key may
     */
    synchronized String put(String key, String databaseId, V value) {
        if (value.weight() > weightPerKey) {
            value.release();
            throw Anomaly.incorrect(
                    "too-large-to-keep",
                    name + " of one key may have about " + weightPerKey + " bytes together, this one has "
                            + value.weight() + ": ask for less at once, or begin anew");
        }
        sweep();
        LinkedHashMap<String, Entry<V>> own = byKey.computeIfAbsent(key, any -> new LinkedHashMap<>(16, 0.75f, true));
        long more = value.weight();
        makeRoom(own, more);
        if (count >= together) {
            dropFinished();
        }
        if (count >= together || more > weightMax - weight) {
            dropIfEmpty(key);
            value.release();
            throw new Anomaly.Busy("too many " + name + " are kept: use them up, or try again later");
        }
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        byKey.computeIfAbsent(key, any -> own).put(text, new Entry<>(value, databaseId, more, nanoClock.getAsLong()));
        count++;
        weight += more;
        return text;
    }

    /** Forgets those of a key that were not used longest, until there is room for one more. */
    private void makeRoom(LinkedHashMap<String, Entry<V>> own, long more) {
        long held = own.values().stream().mapToLong(entry -> entry.weight).sum();
        Iterator<Entry<V>> oldest = own.values().iterator();
        while (oldest.hasNext() && (own.size() >= perKey || held > weightPerKey - more)) {
            Entry<V> gone = oldest.next();
            oldest.remove();
            held -= gone.weight;
            forget(gone);
        }
    }

    /**
     * Returns what is kept under a token.
     *
     * @throws Anomaly.NotFound when nothing is, for this key and this database
     */
    synchronized V get(String key, @Nullable String databaseId, @Nullable Object token) {
        sweep();
        LinkedHashMap<String, Entry<V>> own = byKey.get(key);
        Entry<V> entry = own == null || !(token instanceof String) ? null : own.get(token);
        if (entry == null || !entry.databaseId.equals(databaseId)) {
            throw new Anomaly.NotFound(
                    ":next-token must be one that this server gave to this key for this database, and still"
                            + " has: begin anew");
        }
        entry.usedAt = nanoClock.getAsLong();
        return entry.value;
    }

    /** Notes that what is kept under a token was used up: it weighs nothing now, and is the first to go when room is needed. */
    synchronized void finish(String key, @Nullable Object token) {
        LinkedHashMap<String, Entry<V>> own = byKey.get(key);
        Entry<V> entry = own == null || !(token instanceof String) ? null : own.get(token);
        if (entry != null) {
            entry.value.release();
            weight -= entry.weight;
            entry.weight = 0;
            entry.finished = true;
        }
    }

    private void dropFinished() {
        byKey.values()
                .forEach(own -> own.values().removeIf(entry -> {
                    if (entry.finished) {
                        forget(entry);
                    }
                    return entry.finished;
                }));
        byKey.values().removeIf(Map::isEmpty);
    }

    private void forget(Entry<V> entry) {
        count--;
        weight -= entry.weight;
        entry.value.release();
    }

    private void dropIfEmpty(String key) {
        LinkedHashMap<String, Entry<V>> own = byKey.get(key);
        if (own != null && own.isEmpty()) {
            byKey.remove(key);
        }
    }

    /** Forgets what was not used for too long: of each key the first ones. */
    synchronized void sweep() {
        long now = nanoClock.getAsLong();
        Iterator<LinkedHashMap<String, Entry<V>>> keys = byKey.values().iterator();
        while (keys.hasNext()) {
            LinkedHashMap<String, Entry<V>> own = keys.next();
            Iterator<Entry<V>> entries = own.values().iterator();
            while (entries.hasNext()) {
                Entry<V> entry = entries.next();
                if (now - entry.usedAt < idleNanos) {
                    break;
                }
                entries.remove();
                forget(entry);
            }
            if (own.isEmpty()) {
                keys.remove();
            }
        }
    }

    /** Forgets everything. */
    synchronized void clear() {
        byKey.values().forEach(own -> own.values().forEach(this::forget));
        byKey.clear();
    }

    /** Returns how many are kept. */
    synchronized int size() {
        return count;
    }

    /** Returns what all that is kept weighs. */
    synchronized long totalWeight() {
        return weight;
    }
}
