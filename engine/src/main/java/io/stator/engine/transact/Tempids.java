package io.stator.engine.transact;

import io.stator.spi.UnicodeText;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tempids of a transaction, each known by a negative handle until it is resolved; not thread-safe.
 *
 * <p>Tempids that turn out to mean the same entity are united: a forest of parents with path compression.
 */
final class Tempids {
    /** Stands for the handle of a tempid that the transaction does not use. */
    static final long NONE = Long.MIN_VALUE;

    private static final long UNKNOWN = -1;
    private static final int INITIAL_CAPACITY = 8;

    private final Map<Object, Integer> byName = new HashMap<>();
    private @Nullable Object[] names = new Object[INITIAL_CAPACITY];
    private int[] parents = new int[INITIAL_CAPACITY];
    private long[] entities = new long[INITIAL_CAPACITY];
    private boolean[] subjects = new boolean[INITIAL_CAPACITY];
    private int size;

    int size() {
        return size;
    }

    /** Returns the handle of a tempid the caller wrote: a string, or a negative number. */
    long named(Object name) {
        Integer known = byName.get(name);
        if (known != null) {
            return handle(known);
        }
        if (name instanceof String text) {
            UnicodeText.require(text, "a temporary id");
        }
        byName.put(name, size);
        return create(name);
    }

    /** Returns the handle of a tempid that is used, or {@link #NONE}. */
    long find(Object name) {
        Integer known = byName.get(name);
        return known == null ? NONE : handle(known);
    }

    /** Returns the handle that stands for all tempids known to be the same as this one. */
    long rootOf(long handle) {
        return handle(root(index(handle)));
    }

    /** Returns the handle of an entity without a tempid. */
    long anonymous() {
        return create(null);
    }

    private long create(@Nullable Object name) {
        if (size == parents.length) {
            int capacity = size * 2;
            names = Arrays.copyOf(names, capacity);
            parents = Arrays.copyOf(parents, capacity);
            entities = Arrays.copyOf(entities, capacity);
            subjects = Arrays.copyOf(subjects, capacity);
        }
        names[size] = name;
        parents[size] = size;
        entities[size] = UNKNOWN;
        return handle(size++);
    }

    private static long handle(int index) {
        return -1L - index;
    }

    /** Returns the place of a tempid in the order of first use. */
    static int index(long handle) {
        return (int) (-1L - handle);
    }

    /** Returns whether an entity of an operation is a tempid. */
    static boolean isTempid(long entity) {
        return entity < 0 && entity != NONE;
    }

    /** Notes that something is said about a tempid. */
    void markSubject(long handle) {
        subjects[index(handle)] = true;
    }

    /** Returns the first tempid that is used as a value only, as it reads in an error; or null. */
    @Nullable
    Object valueOnly() {
        for (int i = 0; i < size; i++) {
            if (!subjects[i]) {
                return label(handle(i));
            }
        }
        return null;
    }

    /** Returns how an entity reads in an error: its id, or its tempid. */
    Object label(long entity) {
        if (!isTempid(entity)) {
            return entity;
        }
        Object name = names[index(entity)];
        return name == null ? "datomic.temp-" + (index(entity) + 1) : name;
    }

    private int root(int index) {
        int root = index;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    /** Returns the entity of a tempid, -1 while it is not known; an entity id is its own. */
    long resolve(long entity) {
        return entity >= 0 ? entity : entities[root(index(entity))];
    }

    /** Says which entity a tempid is; returns the one it was before when that is another one, -1 otherwise. */
    long bind(long handle, long entity) {
        int root = root(index(handle));
        long known = entities[root];
        entities[root] = entity;
        return known == UNKNOWN || known == entity ? UNKNOWN : known;
    }

    /** Makes two tempids the same. */
    void unite(long left, long right) {
        int leftRoot = root(index(left));
        int rightRoot = root(index(right));
        if (leftRoot == rightRoot) {
            return;
        }
        int first = Math.min(leftRoot, rightRoot);
        int second = Math.max(leftRoot, rightRoot);
        parents[second] = first;
        if (entities[first] == UNKNOWN) {
            entities[first] = entities[second];
        }
    }

    /** Returns the i-th tempid in the order of first use. */
    long at(int i) {
        return handle(i);
    }

    /** Returns the entities of the tempids the caller wrote. */
    Map<Object, Long> report() {
        Map<Object, Long> report = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            Object name = names[i];
            if (name != null) {
                report.put(name, resolve(handle(i)));
            }
        }
        return Collections.unmodifiableMap(report);
    }
}
