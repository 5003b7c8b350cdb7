package io.stator.engine.writer;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.log.SubmissionMark;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The transactions with ids that a database remembers, oldest first: those of a day, unless they are too many. Used by
 * one thread at a time.
 *
 * <p>What is remembered is in the log too, and is read from there when a database is opened. A transaction is remembered
 * as soon as it is applied; it is forgotten again when its record cannot be written.
 */
final class SubmissionWindow {
    /** How many transactions are remembered; about 3 MB with ids of 36 characters. */
    static final int SUBMISSIONS_MAX = 10_000;

    /** How many tempids of all these transactions together are remembered; about 20 MB. */
    static final int TEMPIDS_MAX = 200_000;

    /** How long a transaction is remembered. */
    static final Duration AGE_MAX = Duration.ofHours(24);

    /** A transaction that was applied. */
    record Entry(long t, SubmissionMark mark) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int tempids;

    /** Returns the transaction with the id of another one, or null when there is none, or none any more. */
    @Nullable
    Entry find(SubmissionMark repeated, long nowMillis) {
        Entry entry = entries.get(repeated.id());
        if (entry == null || isOld(entry, nowMillis)) {
            return null;
        }
        if (!entry.mark().hasFormsOf(repeated)) {
            throw reused(entry);
        }
        return entry;
    }

    /** Returns the transaction with an id, or null when there is none, or none any more. */
    @Nullable
    Entry known(String id, long nowMillis) {
        Entry entry = entries.get(id);
        return entry == null || isOld(entry, nowMillis) ? null : entry;
    }

    private static Anomaly reused(Entry entry) {
        Map<Keyword, Object> details = new LinkedHashMap<>();
        details.put(Keyword.of("submission-id"), entry.mark().id());
        details.put(Keyword.of("t"), entry.t());
        return Anomaly.conflict(
                "submission-id-reused",
                "a submission id must be used for one transaction only: submission id "
                        + entry.mark().id() + " was used for other transaction data at t=" + entry.t(),
                details);
    }

    private static boolean isOld(Entry entry, long nowMillis) {
        return nowMillis - entry.mark().millis() > AGE_MAX.toMillis();
    }

    /**
     * Remembers a transaction, and forgets the oldest ones that are too many or too old. When memory runs out it is not
     * remembered.
     */
    void add(long t, SubmissionMark mark) {
        forget(mark.id());
        boolean done = false;
        try {
            put(new Entry(t, mark));
            removeOldest(t, mark.millis());
            done = true;
        } finally {
            if (!done) {
                forget(mark.id());
            }
        }
    }

    private void put(Entry entry) {
        int count = entry.mark().tempids().size();
        boolean done = false;
        try {
            entries.put(entry.mark().id(), entry);
            done = true;
        } finally {
            if (!done) {
                entries.remove(entry.mark().id());
                count = 0;
            }
            tempids += count;
        }
    }

    private void removeOldest(long newestT, long nowMillis) {
        Iterator<Entry> oldest = entries.values().iterator();
        Entry entry = oldest.next();
        while (entry.t() != newestT
                && (entries.size() > SUBMISSIONS_MAX || tempids > TEMPIDS_MAX || isOld(entry, nowMillis))) {
            oldest.remove();
            tempids -= entry.mark().tempids().size();
            entry = oldest.next();
        }
    }

    /** Forgets a transaction that was not written. */
    void forget(String id) {
        Entry entry = entries.remove(id);
        if (entry != null) {
            tempids -= entry.mark().tempids().size();
        }
    }

    /** Returns the t of the oldest transaction that is remembered, or another one when there is none. */
    long oldestT(long none) {
        Iterator<Entry> oldest = entries.values().iterator();
        return oldest.hasNext() ? oldest.next().t() : none;
    }

    int size() {
        return entries.size();
    }
}
