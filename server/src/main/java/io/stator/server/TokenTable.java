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
 * <p>Bounded in number for each key, where a new one takes the place of the one that was not used longest, and for all, where a new one is refused as busy. What is not
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
    TokenTable(String name, int perKey, int together, long weightMax, long idleNanos, LongSupplier nanoClock) {
        this.name = name;
        this.perKey = perKey;
        this.together = together;
        this.weightMax = weightMax;
        this.idleNanos = idleNanos;
        this.nanoClock = nanoClock;
    }

    /**
     * Keeps a value and returns its token.
     *
     * @throws Anomaly.Busy when too many are kept
     */
    synchronized String put(String key, String databaseId, V value) {
        sweep();
        LinkedHashMap<String, Entry<V>> own = byKey.computeIfAbsent(key, any -> new LinkedHashMap<>(16, 0.75f, true));
        if (own.size() >= perKey) {
            Iterator<Entry<V>> oldest = own.values().iterator();
            Entry<V> gone = oldest.next();
            oldest.remove();
            forget(gone);
        }
        long more = value.weight();
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
