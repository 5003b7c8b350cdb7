package io.stator.nippy;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parts of a value that are still to be written. */
abstract class Parts {
    private final Object whole;
    private final int size;
    private int begun;

    Parts(Object whole, int size) {
        this.whole = whole;
        this.size = size;
    }

    /** Returns the value that consists of the parts. */
    final Object whole() {
        return whole;
    }

    /** Returns whether there is another part, or one more than there should be. */
    abstract boolean hasNext();

    abstract @Nullable Object next();

    /** Returns the place of the part that is being written, for messages. */
    abstract String place();

    final int begun() {
        return begun;
    }

    /** Counts a part, and refuses one too many, of which there may be no end. */
    final int count() {
        if (begun == size) {
            begun++;
            checkSize();
        }
        return begun++;
    }

    final void checkSize() {
        if (size != begun) {
            throw new NippyWriter.Unwritable(
                    "must not change while it is frozen: its size was " + size + " and " + begun
                            + " elements came; freeze a copy, at ",
                    whole);
        }
    }

    /** The elements of a collection or an array. */
    static final class Elements extends Parts {
        private final Iterator<?> elements;

        Elements(Collection<?> whole, int size) {
            super(whole, size);
            this.elements = whole.iterator();
        }

        @Override
        boolean hasNext() {
            return elements.hasNext();
        }

        @Override
        @Nullable
        Object next() {
            count();
            return elements.next();
        }

        @Override
        String place() {
            return "[" + (begun() - 1) + "]";
        }
    }

    /** The keys and values of a map. */
    static final class Entries extends Parts {
        private final Iterator<? extends Map.Entry<?, ?>> entries;
        private Map.@Nullable Entry<?, ?> entry;
        private boolean inValue;

        Entries(Map<?, ?> whole, int size) {
            super(whole, size);
            this.entries = whole.entrySet().iterator();
        }

        @Override
        boolean hasNext() {
            return entry != null && !inValue || entries.hasNext();
        }

        @Override
        @Nullable
        Object next() {
            Map.Entry<?, ?> present = entry;
            if (present != null && !inValue) {
                inValue = true;
                return present.getValue();
            }
            count();
            inValue = false;
            Map.Entry<?, ?> next = entries.next();
            entry = next;
            return next.getKey();
        }

        @Override
        String place() {
            Object key = entry == null ? null : entry.getKey();
            if (!inValue) {
                return "{key " + (begun() - 1) + "}";
            }
            return key instanceof String || key instanceof Keyword ? "." + key : "{value " + (begun() - 1) + "}";
        }
    }

    /** The one value that another consists of. */
    static final class Single extends Parts {
        private final Object part;

        Single(Object whole, Object part) {
            super(whole, 1);
            this.part = part;
        }

        @Override
        boolean hasNext() {
            return begun() == 0;
        }

        @Override
        Object next() {
            count();
            return part;
        }

        @Override
        String place() {
            return "";
        }
    }
}
