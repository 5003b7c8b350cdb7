package io.stator.edn;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The set of all living keywords, or of all living symbols, held weakly. Safe for use by many threads.
 *
 * <p>A hash table of chains. Finding takes no lock: it may miss an entry while another thread moves entries to a bigger table, and every miss is checked
 * again under the lock before anything is added. Entries whose referent was collected leave when something is added.
 */
final class InternTable<T extends Named> {
    private static final int INITIAL_CAPACITY = 1024;

    private final BiFunction<@Nullable String, String, T> factory;
    private final ReferenceQueue<T> collected = new ReferenceQueue<>();
    private volatile AtomicReferenceArray<@Nullable Entry<T>> buckets = new AtomicReferenceArray<>(INITIAL_CAPACITY);
    private int size;

    InternTable(BiFunction<@Nullable String, String, T> factory) {
        this.factory = factory;
    }

    private static final class Entry<T extends Named> extends WeakReference<T> {
        final int hash;
        volatile @Nullable Entry<T> next;

        Entry(T referent, ReferenceQueue<T> collected, int hash, @Nullable Entry<T> next) {
            super(referent, collected);
            this.hash = hash;
            this.next = next;
        }
    }

    /** Returns the living instance with this namespace and name, or null when none was found. */
    @Nullable
    T find(@Nullable String namespace, String name) {
        return find(buckets, Names.hash(namespace, name), namespace, name);
    }

    private static <T extends Named> @Nullable T find(
            AtomicReferenceArray<@Nullable Entry<T>> buckets, int hash, @Nullable String namespace, String name) {
        for (Entry<T> entry = buckets.get(slot(hash, buckets)); entry != null; entry = entry.next) {
            if (entry.hash == hash) {
                T candidate = entry.get();
                if (candidate != null && isNamed(candidate, namespace, name)) {
                    return candidate;
                }
            }
        }
        return null;
    }

    private static boolean isNamed(Named candidate, @Nullable String namespace, String name) {
        String candidateNamespace = candidate.namespace();
        boolean sameNamespace = namespace == null ? candidateNamespace == null : namespace.equals(candidateNamespace);
        return sameNamespace && candidate.name().equals(name);
    }

    /** Returns the one instance with this namespace and name, made now if there is none. */
    synchronized T intern(@Nullable String namespace, String name) {
        int hash = Names.hash(namespace, name);
        T known = find(buckets, hash, namespace, name);
        if (known != null) {
            return known;
        }
        removeCollected();
        if (size >= buckets.length()) {
            grow();
        }
        T made = factory.apply(namespace, name);
        int slot = slot(hash, buckets);
        buckets.set(slot, new Entry<>(made, collected, hash, buckets.get(slot)));
        size++;
        return made;
    }

    /** Returns how many entries the table holds, those not yet swept included. */
    synchronized int size() {
        removeCollected();
        return size;
    }

    @SuppressWarnings("unchecked")
    private void removeCollected() {
        for (Object stale = collected.poll(); stale != null; stale = collected.poll()) {
            remove((Entry<T>) stale);
        }
    }

    private void remove(Entry<T> stale) {
        int slot = slot(stale.hash, buckets);
        Entry<T> previous = null;
        for (Entry<T> entry = buckets.get(slot); entry != null; entry = entry.next) {
            if (entry == stale) {
                if (previous == null) {
                    buckets.set(slot, stale.next);
                } else {
                    previous.next = stale.next;
                }
                size--;
                return;
            }
            previous = entry;
        }
    }

    private void grow() {
        AtomicReferenceArray<@Nullable Entry<T>> old = buckets;
        AtomicReferenceArray<@Nullable Entry<T>> bigger = new AtomicReferenceArray<>(old.length() * 2);
        for (int i = 0; i < old.length(); i++) {
            Entry<T> next;
            for (Entry<T> entry = old.get(i); entry != null; entry = next) {
                next = entry.next;
                int slot = slot(entry.hash, bigger);
                entry.next = bigger.get(slot);
                bigger.set(slot, entry);
            }
        }
        buckets = bigger;
    }

    private static int slot(int hash, AtomicReferenceArray<?> buckets) {
        return (hash ^ (hash >>> 16)) & (buckets.length() - 1);
    }
}
