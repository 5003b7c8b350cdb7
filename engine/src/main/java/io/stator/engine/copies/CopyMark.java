package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.Keyword;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a system that is a copy knows of that; kept in a root of it, and never copied itself.
 *
 * @param origin what tells the system it is a copy of from others
 * @param isRunning whether a copying was begun and did not come to its end
 * @param wholeMillis when a copying last came to its end; 0 when none did
 * @param databases what is known of each database that was copied, by its id
 */
public record CopyMark(String origin, boolean isRunning, long wholeMillis, Map<String, Entry> databases) {
    /** The name of the root. */
    public static final String ROOT = "copy";

    private static final long VERSION = 1;
    private static final Keyword VERSION_KEY = Keyword.of("version");
    private static final Keyword ORIGIN = Keyword.of("origin");
    private static final Keyword RUNNING = Keyword.of("running");
    private static final Keyword WHOLE = Keyword.of("whole");
    private static final Keyword DATABASES = Keyword.of("databases");
    private static final Keyword T = Keyword.of("t");
    private static final Keyword INSTANT = Keyword.of("instant");
    private static final Keyword RECORDS = Keyword.of("records");
    private static final Keyword BYTES = Keyword.of("bytes");
    private static final Keyword LOG_BYTES = Keyword.of("log-bytes");
    private static final Keyword ERASURE = Keyword.of("erasure");

    /**
     * What is known of the copy of a database.
     *
     * @param records how many records it had; -1 when it was begun and never whole
     * @param erasure the revision of the root of the erasure of the source that it holds for
     */
    public record Entry(long t, long instant, long records, long bytes, long logBytes, long erasure) {
        /** What no revision is. */
        private static final long UNKNOWN = -1;

        static final Entry BEGUN = new Entry(0, 0, -1, 0, 0, UNKNOWN);

        Entry ofUnknownErasure() {
            return new Entry(t, instant, records, bytes, logBytes, UNKNOWN);
        }

        static Entry of(DatabaseCopier.Done done) {
            DatabaseCopy copy = done.copy();
            return new Entry(copy.t(), copy.instant(), copy.records(), copy.bytes(), done.logBytes(), done.erasure());
        }

        /** Returns whether it was whole once. */
        public boolean isWhole() {
            return records >= 0;
        }

        DatabaseCopier.Done done(String name) {
            return new DatabaseCopier.Done(
                    new DatabaseCopy(name, t, instant, records, 0, 0, 0, bytes), erasure, logBytes);
        }
    }

    /** Returns the mark of a system, or empty if it is no copy. */
    public static Optional<CopyMark> read(Roots roots) {
        return roots.read(ROOT).map(root -> of(root.bytes()));
    }

    /**
     * Makes sure that a system is not a copy that is unfinished.
     *
     * @param toWrite whether the system is to be written to
     * @throws Anomaly.Conflict when it is
     */
    public static void requireWhole(Roots roots, boolean toWrite) {
        requireWhole(roots.read(ROOT), toWrite);
    }

    /** As {@link #requireWhole(Roots, boolean)}, by the root of the mark. */
    public static void requireWhole(Optional<Root> root, boolean toWrite) {
        CopyMark mark = root.map(found -> of(found.bytes())).orElse(null);
        if (mark == null || !mark.isRunning) {
            return;
        }
        if (mark.wholeMillis == 0) {
            throw new Anomaly.Conflict("this system is a copy that is not whole: the copying was ended, or goes on;"
                    + " copy to it again, which goes on where it was, or remove it");
        }
        if (toWrite) {
            throw new Anomaly.Conflict(
                    "this system is a copy, and the last copying to it was ended, or goes on: copy to it"
                            + " again, which goes on where it was; it can be opened read-only, copied and restored from");
        }
    }

    /** Sets the mark of a system to which nobody else writes. */
    static void save(Roots roots, CopyMark mark) {
        long revision = roots.read(ROOT).map(Root::revision).orElse(Roots.ABSENT);
        if (!roots.compareAndSet(ROOT, revision, mark.toBytes())) {
            throw new Anomaly.Conflict("somebody else writes to the copy: end that, and copy again");
        }
    }

    CopyMark with(String id, Entry entry) {
        Map<String, Entry> all = new TreeMap<>(databases);
        all.put(id, entry);
        return new CopyMark(origin, isRunning, wholeMillis, all);
    }

    CopyMark without(String id) {
        Map<String, Entry> rest = new TreeMap<>(databases);
        rest.remove(id);
        return new CopyMark(origin, isRunning, wholeMillis, rest);
    }

    /** Returns the mark while a copying from a system runs; what was known of another one's erasures holds no more. */
    CopyMark running(String newOrigin) {
        Map<String, Entry> known = new TreeMap<>(databases);
        if (!origin.equals(newOrigin) || newOrigin.isEmpty()) {
            known.replaceAll((id, entry) -> entry.ofUnknownErasure());
        }
        return new CopyMark(newOrigin, true, wholeMillis, known);
    }

    CopyMark whole(long millis) {
        return new CopyMark(origin, false, millis, databases);
    }

    private byte[] toBytes() {
        Map<String, Object> entries = new TreeMap<>();
        databases.forEach((id, entry) -> {
            Map<Keyword, Object> form = new LinkedHashMap<>();
            form.put(T, entry.t);
            form.put(INSTANT, entry.instant);
            form.put(RECORDS, entry.records);
            form.put(BYTES, entry.bytes);
            form.put(LOG_BYTES, entry.logBytes);
            form.put(ERASURE, entry.erasure);
            entries.put(id, form);
        });
        Map<Keyword, Object> form = new LinkedHashMap<>();
        form.put(VERSION_KEY, VERSION);
        form.put(ORIGIN, origin);
        form.put(RUNNING, isRunning);
        form.put(WHOLE, wholeMillis);
        form.put(DATABASES, entries);
        return Edn.print(form).getBytes(StandardCharsets.UTF_8);
    }

    private static CopyMark of(byte[] bytes) {
        try {
            Map<?, ?> form = (Map<?, ?>) Objects.requireNonNull(Edn.read(new String(bytes, StandardCharsets.UTF_8)));
            if (number(form, VERSION_KEY) != VERSION) {
                throw new Anomaly.Unsupported(
                        "this system is a copy that a later release made, which can go on with it");
            }
            Map<String, Entry> databases = new TreeMap<>();
            ((Map<?, ?>) Objects.requireNonNull(form.get(DATABASES))).forEach((id, each) -> {
                Map<?, ?> entry = (Map<?, ?>) each;
                databases.put(
                        (String) id,
                        new Entry(
                                number(entry, T),
                                number(entry, INSTANT),
                                number(entry, RECORDS),
                                number(entry, BYTES),
                                number(entry, LOG_BYTES),
                                number(entry, ERASURE)));
            });
            return new CopyMark(
                    (String) Objects.requireNonNull(form.get(ORIGIN)),
                    (Boolean) Objects.requireNonNull(form.get(RUNNING)),
                    number(form, WHOLE),
                    databases);
        } catch (EdnException | ClassCastException | NullPointerException damaged) {
            throw new Anomaly.Fault(
                    "what the system says of being a copy cannot be read: " + damaged.getMessage(), Map.of(), damaged);
        }
    }

    private static long number(Map<?, ?> form, Keyword key) {
        return (Long) Objects.requireNonNull(form.get(key));
    }
}
