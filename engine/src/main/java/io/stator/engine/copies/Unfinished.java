package io.stator.engine.copies;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnVector;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The databases that are just being restored to a system, by the names they will have; kept in a root. For one thread. */
final class Unfinished {
    private static final String ROOT = "restoring";

    private final Roots roots;
    private final Map<String, Entry> entries = new TreeMap<>();

    /**
     * One of them.
     *
     * @param id the id that it has
     * @param origin what tells the system it comes from from others
     * @param sourceId its id there
     * @param lastT the t of the last transaction that is restored
     */
    record Entry(String id, String origin, String sourceId, long lastT) {
        boolean isSame(Entry other) {
            return origin.equals(other.origin) && sourceId.equals(other.sourceId) && lastT == other.lastT;
        }
    }

    Unfinished(Roots roots) {
        this.roots = roots;
        roots.read(ROOT).ifPresent(root -> read(root.bytes()));
    }

    private void read(byte[] bytes) {
        try {
            Map<?, ?> form = (Map<?, ?>) Objects.requireNonNull(Edn.read(new String(bytes, StandardCharsets.UTF_8)));
            form.forEach((name, each) -> {
                List<?> entry = (List<?>) each;
                entries.put(
                        (String) name,
                        new Entry((String) entry.get(0), (String) entry.get(1), (String) entry.get(2), (Long)
                                entry.get(3)));
            });
        } catch (EdnException | ClassCastException | NullPointerException | IndexOutOfBoundsException damaged) {
            throw new Anomaly.Fault(
                    "what was being restored cannot be read: " + damaged.getMessage(), Map.of(), damaged);
        }
    }

    @Nullable
    Entry find(String name) {
        return entries.get(name);
    }

    void put(String name, Entry entry) {
        entries.put(name, entry);
        save();
    }

    void remove(String name) {
        entries.remove(name);
        save();
    }

    private void save() {
        Map<String, Object> form = new TreeMap<>();
        entries.forEach(
                (name, entry) -> form.put(name, EdnVector.of(entry.id, entry.origin, entry.sourceId, entry.lastT)));
        long revision = roots.read(ROOT).map(Root::revision).orElse(Roots.ABSENT);
        if (!roots.compareAndSet(ROOT, revision, Edn.print(form).getBytes(StandardCharsets.UTF_8))) {
            throw new Anomaly.Conflict(
                    "somebody else writes to the system that is restored to: end that, and restore again");
        }
    }
}
