package io.stator.engine.storage;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The immutable byte blocks of one database by id; an id is never used for other bytes. Safe for use by several threads. */
public interface Segments {

    /** Stores a segment durably; storing the same bytes under the same id again changes nothing. */
    void put(String id, byte[] bytes);

    /** Stores several segments durably, in few writes where that can be; when it fails some may be there. */
    default void putAll(Map<String, byte[]> segments) {
        segments.forEach(this::put);
    }

    /**
     * Returns the bytes of a segment, or empty if there is none with this id.
     *
     * @throws StorageException of kind CORRUPT, naming the database and the id, if the bytes are not those that were put
     */
    Optional<byte[]> get(String id);

    /**
     * Returns the bytes of a segment as they are in the storage itself, passing by any copy that is kept nearer; what that has of it and is
     * different is dropped.
     *
     * @throws StorageException as {@link #get} does
     */
    default Optional<byte[]> getAnew(String id) {
        return get(id);
    }

    /**
     * Drops what copies are kept nearer of all segments but some, so that nothing stays there that is not in the storage any more; does
     * nothing where there are no such copies.
     *
     * @throws StorageException if a copy cannot be removed
     */
    default void keepCopies(Set<String> ids) {}

    /**
     * Hands the ids of all segments to a consumer, in any order; whether one that is put or removed meanwhile is among them is not said. Keeps only a
     * few ids in memory and no lock while the consumer runs.
     */
    void ids(Consumer<String> consumer);

    /** Removes segments; ids that are not there are passed over. */
    void delete(Collection<String> ids);
}
