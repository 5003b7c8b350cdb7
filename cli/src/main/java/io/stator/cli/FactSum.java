package io.stator.cli;

import io.stator.Datom;
import io.stator.edn.Named;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of the facts of a transaction: 64 bits that do not depend on their order. The marks that a transaction makes by itself when it
 * installs or alters an attribute do not count. Not safe for use by several threads.
 */
final class FactSum {
    private static final long START = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private final Marks marks;
    private long sum;
    private int count;

    /** The attributes whose facts follow from others. */
    record Marks(long install, long alter) {
        /** Returns those of every database. */
        static Marks of(SystemEntities system) {
            return new Marks(system.require("db.install", "attribute"), system.require("db.alter", "attribute"));
        }

        boolean isOne(long attribute) {
            return attribute == install || attribute == alter;
        }
    }

    FactSum(Marks marks) {
        this.marks = marks;
    }

    /** Returns the checksum of datoms. */
    static FactSum of(Marks marks, Iterable<? extends Datom> datoms) {
        FactSum sum = new FactSum(marks);
        datoms.forEach(sum::add);
        return sum;
    }

    /** Adds a datom. */
    void add(Datom datom) {
        if (!marks.isOne(datom.a())) {
            sum += of(datom);
            count++;
        }
    }

    /** Returns how many facts were added. */
    int count() {
        return count;
    }

    /** Returns the checksum. */
    long sum() {
        return sum;
    }

    /** Returns the checksum as it is written. */
    String text() {
        return text(sum);
    }

    /** Returns a checksum as it is written. */
    static String text(long sum) {
        return String.format(Locale.ROOT, "%016x", sum);
    }

    /** Returns the hash of a datom. */
    static long of(Datom datom) {
        long hash = more(more(START, datom.e()), datom.a());
        return mixed(more(more(value(hash, datom.v()), datom.tx()), datom.added() ? 1 : 0));
    }

    private static long value(long hash, @Nullable Object value) {
        if (value == null) {
            return more(hash, -1);
        }
        if (value instanceof Collection<?> elements) {
            long all = more(hash, elements.size());
            for (Object element : elements) {
                all = value(all, element);
            }
            return all;
        }
        long kind =
                text(hash, value instanceof Collection ? "" : value.getClass().getSimpleName());
        if (value instanceof Double number) {
            return more(kind, Double.doubleToLongBits(number));
        }
        if (value instanceof Float number) {
            return more(kind, Float.floatToIntBits(number));
        }
        if (value instanceof BigDecimal number) {
            return more(text(kind, number.unscaledValue().toString(Character.MAX_RADIX)), number.scale());
        }
        if (value instanceof byte[] bytes) {
            long all = more(kind, bytes.length);
            for (byte one : bytes) {
                all = (all ^ one) * PRIME;
            }
            return all;
        }
        if (value instanceof Named name) {
            return text(kind, name.toString());
        }
        return value instanceof Long number ? more(kind, number) : text(kind, value.toString());
    }

    private static long text(long hash, String text) {
        long all = more(hash, text.length());
        for (int i = 0; i < text.length(); i++) {
            all = (all ^ text.charAt(i)) * PRIME;
        }
        return all;
    }

    private static long more(long hash, long number) {
        return (mixed(number + START) ^ hash) * PRIME;
    }

    private static long mixed(long bits) {
        long hash = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
