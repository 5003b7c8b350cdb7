package io.stator.engine.storage;

import java.util.List;
import java.util.Optional;

/** The few mutable cells of a system by name, changed only by comparison of revisions; safe for use by several threads. */
public interface Roots {

    /** The name of the root with the names of all databases: as long as a system has any, it is there. */
    String CATALOG = "catalog";

    /** The revision of a root that does not exist. */
    long ABSENT = 0;

    /**
     * Returns the current value of a root, or empty if it does not exist.
     *
     * @throws StorageException of kind CORRUPT, naming the root, if its bytes are not those that were set
     */
    Optional<Root> read(String name);

    /**
     * Returns the current values of some roots, in the order of their names, each as {@link #read} does; together where that is faster. They
     * need not be of the same moment: between two of them somebody may have set one.
     */
    default List<Optional<Root>> readAll(List<String> names) {
        return names.stream().map(this::read).toList();
    }

    /**
     * Sets a root durably if its revision is still the expected one, {@link #ABSENT} to create it, and returns whether it did. The
     * revision then is one higher.
     */
    boolean compareAndSet(String name, long expectedRevision, byte[] bytes);

    /** Returns the names of all roots that start with a prefix, sorted. */
    List<String> names(String prefix);
}
