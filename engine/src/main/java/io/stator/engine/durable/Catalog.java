package io.stator.engine.durable;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.engine.storage.Root;
import io.stator.engine.storage.Roots;
import io.stator.engine.storage.StorageAnomalies;
import io.stator.engine.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Which databases a system has, kept in one root: their names with their ids, and the ids of deleted ones whose data
 * may still be there. Thread-safe.
 */
public final class Catalog {
    /** The name of the root. */
    public static final String ROOT = Roots.CATALOG;

    private static final Keyword DATABASES = Keyword.of("databases");
    private static final Keyword DELETED = Keyword.of("deleted");

    /** What the root holds. */
    public record Content(Map<String, String> databases, Set<String> deleted) {

        /** Returns this with another database. */
        public Content with(String name, String id) {
            Map<String, String> all = new TreeMap<>(databases);
            all.put(name, id);
            return new Content(all, deleted);
        }

        /** Returns this without a database, whose id is one of the deleted then. */
        public Content without(String name) {
            Map<String, String> rest = new TreeMap<>(databases);
            Set<String> gone = new LinkedHashSet<>(deleted);
            String id = rest.remove(name);
            if (id != null) {
                gone.add(id);
            }
            return new Content(rest, gone);
        }

        /** Returns this with the id of a database of which there may be something, though it has no name. */
        public Content withRemains(String id) {
            Set<String> all = new LinkedHashSet<>(deleted);
            all.add(id);
            return new Content(databases, all);
        }

        /** Returns this without the id of a deleted database of which nothing is left. */
        public Content swept(String id) {
            Set<String> rest = new LinkedHashSet<>(deleted);
            rest.remove(id);
            return new Content(databases, rest);
        }
    }

    private final Roots roots;

    /** Creates one that is kept among these roots. */
    public Catalog(Roots roots) {
        this.roots = roots;
    }

    /** Returns the anomaly of a name that no database has. */
    public static Anomaly notFound(String name) {
        return new Anomaly.NotFound("Db not found: " + name);
    }

    /** Returns which databases there are. */
    public Content read() {
        return StorageAnomalies.call(() -> content(roots.read(ROOT)));
    }

    /** Returns which databases there are, by the root. */
    public static Content content(Optional<Root> root) {
        if (root.isEmpty()) {
            return new Content(Map.of(), Set.of());
        }
        String text = new String(root.get().bytes(), StandardCharsets.UTF_8);
        try {
            Map<?, ?> form = (Map<?, ?>) Objects.requireNonNull(Edn.read(text));
            Map<String, String> databases = new TreeMap<>();
            ((Map<?, ?>) Objects.requireNonNull(form.get(DATABASES)))
                    .forEach((name, id) -> databases.put((String) name, (String) id));
            Set<String> deleted = new LinkedHashSet<>();
            ((List<?>) Objects.requireNonNull(form.get(DELETED))).forEach(id -> deleted.add((String) id));
            return new Content(databases, deleted);
        } catch (EdnException | ClassCastException | NullPointerException damaged) {
            throw new Anomaly.Fault(
                    "the catalog of databases cannot be read: " + damaged.getMessage(), Map.of(), damaged);
        }
    }

    /** Changes the content, again when another change came between; returns what was before. */
    public Content update(UnaryOperator<Content> change) {
        return StorageAnomalies.call(() -> {
            while (true) {
                Optional<Root> root = roots.read(ROOT);
                Content before = content(root);
                Content after = change.apply(before);
                if (after.equals(before) || isSet(root.map(Root::revision).orElse(Roots.ABSENT), bytes(after))) {
                    return before;
                }
            }
        });
    }

    /** Sets the root unless another change came between, and returns whether it is set; a failure is one only if it is not. */
    private boolean isSet(long revision, byte[] bytes) {
        try {
            return roots.compareAndSet(ROOT, revision, bytes);
        } catch (Throwable failure) {
            Optional<Root> now = readBack(failure);
            if (now.isPresent()
                    && now.get().revision() == revision + 1
                    && Arrays.equals(now.get().bytes(), bytes)) {
                return true;
            }
            throw failure;
        }
    }

    /**
     * Reads the root after a failure.
     *
     * @throws StorageException of kind UNKNOWN_OUTCOME if it cannot be read
     */
    private Optional<Root> readBack(Throwable failure) {
        try {
            return roots.read(ROOT);
        } catch (Throwable unreadable) {
            failure.addSuppressed(unreadable);
            throw new StorageException(
                    StorageException.Kind.UNKNOWN_OUTCOME,
                    "it is not known whether the list of databases was changed, because it cannot be read back: look at it later; "
                            + failure.getMessage(),
                    failure);
        }
    }

    private static byte[] bytes(Content content) {
        Map<Keyword, Object> form = new LinkedHashMap<>();
        form.put(DATABASES, content.databases());
        form.put(DELETED, EdnVector.copyOf(content.deleted()));
        return Edn.print(form).getBytes(StandardCharsets.UTF_8);
    }
}
