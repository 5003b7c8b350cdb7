package io.stator.spi;

import io.stator.Anomaly;
import io.stator.edn.EdnList;
import io.stator.edn.EdnOptions;
import io.stator.edn.EdnVector;
import io.stator.edn.Positioned;
import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A form as a key: equal to another only when nothing that reads the two could tell them apart.
 *
 * <p>Java takes a list for equal to a vector, and a map to one in another order; a query does not. Here lists are equal when
 * they are of one kind, numbers when they are of one class (so 1 is not 1N, 1.0M not 1.00M, 0.0 not -0.0), maps and sets when
 * they also have one order, arrays and regular expressions when they have one content.
 *
 * <p>Its methods never wait.
 */
public final class FormKey {
    /** How deep forms may be nested: as deep as text may be. */
    private static final int DEPTH_MAX = EdnOptions.MAX_DEPTH;

    private static final int LIST = 1;
    private static final int VECTOR = 2;
    private static final int PLAIN_LIST = 3;
    private static final int SET = 4;
    private static final int OTHER_COLLECTION = 5;
    private static final int MAP = 6;
    private static final int ARRAY = 7;
    private static final int NO_COLLECTION = 0;

    private final @Nullable Object form;
    private final int hash;

    private FormKey(@Nullable Object form, int hash) {
        this.form = form;
        this.hash = hash;
    }

    /**
     * Returns the key of a form, to look for it: it does not outlive a change of the form.
     *
     * @throws Anomaly.Incorrect when the form is nested too deep
     */
    public static FormKey of(@Nullable Object form) {
        return new FormKey(form, hash(form));
    }

    /**
     * Returns an equal key that keeps a copy of the form, which nobody can change.
     *
     * @throws Anomaly.Incorrect when a form is nested too deep
     */
    public FormKey copy() {
        Object copied = copy(form, 0);
        return new FormKey(copied, hash(copied));
    }

    /** Returns the form. Never fails. */
    public @Nullable Object form() {
        return form;
    }

    /**
     * Returns whether the forms are equal and were read at the same place of a text, if they were read.
     *
     * @throws Anomaly.Incorrect when a form is nested too deep
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FormKey key && hash == key.hash && same(form, key.form, true, 0);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return String.valueOf(form);
    }

    /**
     * Returns whether two forms are equal, wherever they were read.
     *
     * @throws Anomaly.Incorrect when a form is nested too deep
     */
    public static boolean areEqual(@Nullable Object left, @Nullable Object right) {
        return same(left, right, false, 0);
    }

    /**
     * Returns whether two forms are equal and were read at the same place of a text, if they were read.
     *
     * @throws Anomaly.Incorrect when a form is nested too deep
     */
    public static boolean areIdentical(@Nullable Object left, @Nullable Object right) {
        return same(left, right, true, 0);
    }

    /**
     * Returns a hash that equal forms share.
     *
     * @throws Anomaly.Incorrect when a form is nested too deep
     */
    public static int hash(@Nullable Object form) {
        return hash(form, 0);
    }

    private static int kind(@Nullable Object form) {
        if (form instanceof List) {
            return form instanceof EdnList ? LIST : form instanceof EdnVector ? VECTOR : PLAIN_LIST;
        }
        if (form instanceof Collection) {
            return form instanceof Set ? SET : OTHER_COLLECTION;
        }
        if (form instanceof Map) {
            return MAP;
        }
        return form instanceof Object[] ? ARRAY : NO_COLLECTION;
    }

    private static Iterator<?> elements(Object collection) {
        if (collection instanceof Collection<?> elements) {
            return elements.iterator();
        }
        return collection instanceof Object[] array
                ? Arrays.asList(array).iterator()
                : ((Map<?, ?>) collection).entrySet().iterator();
    }

    private static void checkDepth(int depth) {
        if (depth > DEPTH_MAX) {
            throw new Anomaly.Incorrect("forms must be nested at most " + DEPTH_MAX + " deep");
        }
    }

    private static boolean same(@Nullable Object left, @Nullable Object right, boolean places, int depth) {
        if (left == right) {
            return true;
        }
        int kind = kind(left);
        if (kind != kind(right)) {
            return false;
        }
        if (kind == NO_COLLECTION || left == null || right == null) {
            return sameLeaf(left, right, places, depth);
        }
        checkDepth(depth);
        if (places && place(left) != place(right)) {
            return false;
        }
        Iterator<?> lefts = elements(left);
        Iterator<?> rights = elements(right);
        while (lefts.hasNext() && rights.hasNext()) {
            Object l = lefts.next();
            Object r = rights.next();
            boolean equal = kind == MAP
                    ? sameEntry((Map.Entry<?, ?>) l, (Map.Entry<?, ?>) r, places, depth)
                    : same(l, r, places, depth + 1);
            if (!equal) {
                return false;
            }
        }
        return lefts.hasNext() == rights.hasNext();
    }

    private static boolean sameEntry(Map.Entry<?, ?> left, Map.Entry<?, ?> right, boolean places, int depth) {
        return same(left.getKey(), right.getKey(), places, depth + 1)
                && same(left.getValue(), right.getValue(), places, depth + 1);
    }

    /** Returns where a list was read; clauses and calls are lists, and nothing else is told by its place. */
    private static long place(Object form) {
        return form instanceof List && form instanceof Positioned read
                ? (long) read.line() << Integer.SIZE | read.column()
                : 0;
    }

    private static boolean sameLeaf(@Nullable Object left, @Nullable Object right, boolean places, int depth) {
        if (left == null || right == null || left.getClass() != right.getClass()) {
            return false;
        }
        if (left instanceof Tagged one && right instanceof Tagged other) {
            checkDepth(depth);
            return one.tag().equals(other.tag()) && same(one.value(), other.value(), places, depth + 1);
        }
        if (left instanceof Pattern one && right instanceof Pattern other) {
            return one.pattern().equals(other.pattern()) && one.flags() == other.flags();
        }
        return Objects.deepEquals(left, right);
    }

    private static int hash(@Nullable Object form, int depth) {
        int kind = kind(form);
        if (kind == NO_COLLECTION || form == null) {
            return hashLeaf(form, depth);
        }
        checkDepth(depth);
        int hash = kind;
        for (Iterator<?> all = elements(form); all.hasNext(); ) {
            Object element = all.next();
            if (kind == MAP) {
                Map.Entry<?, ?> entry = (Map.Entry<?, ?>) element;
                hash = 31 * hash + hash(entry.getKey(), depth + 1);
                hash = 31 * hash + hash(entry.getValue(), depth + 1);
            } else {
                hash = 31 * hash + hash(element, depth + 1);
            }
        }
        return hash;
    }

    private static int hashLeaf(@Nullable Object form, int depth) {
        if (form instanceof Tagged tagged) {
            checkDepth(depth);
            return tagged.tag().hashCode() + hash(tagged.value(), depth + 1);
        }
        if (form instanceof Pattern pattern) {
            return pattern.pattern().hashCode();
        }
        return form != null && form.getClass().isArray()
                ? Arrays.deepHashCode(new Object[] {form})
                : Objects.hashCode(form);
    }

    private static @Nullable Object copy(@Nullable Object form, int depth) {
        checkDepth(depth);
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(copy(key, depth + 1), copy(value, depth + 1)));
            return Collections.unmodifiableMap(copy);
        }
        if (form instanceof Collection<?> collection) {
            boolean unchangeable =
                    collection instanceof List && collection instanceof Positioned read && read.line() > 0;
            return unchangeable ? form : copyCollection(collection, depth);
        }
        if (form instanceof Tagged tagged) {
            return new Tagged(tagged.tag(), copy(tagged.value(), depth + 1));
        }
        if (form instanceof Date date) {
            return date.clone();
        }
        if (form instanceof Object[] array) {
            @Nullable Object[] copy = Arrays.copyOf(array, array.length, Object[].class);
            for (int i = 0; i < copy.length; i++) {
                copy[i] = copy(copy[i], depth + 1);
            }
            return copy;
        }
        return form instanceof byte[] bytes ? bytes.clone() : form;
    }

    private static Object copyCollection(Collection<?> collection, int depth) {
        List<@Nullable Object> copy = new ArrayList<>(collection.size());
        for (Object element : collection) {
            copy.add(copy(element, depth + 1));
        }
        return switch (kind(collection)) {
            case LIST -> EdnList.copyOf(copy);
            case VECTOR -> EdnVector.copyOf(copy);
            case SET -> Collections.unmodifiableSet(new LinkedHashSet<>(copy));
            case OTHER_COLLECTION -> Collections.unmodifiableCollection(copy);
            default -> Collections.unmodifiableList(copy);
        };
    }
}
