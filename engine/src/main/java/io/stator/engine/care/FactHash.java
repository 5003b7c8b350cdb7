package io.stator.engine.care;

import io.stator.engine.datom.ByteSink;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.ValueCodec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hash of facts of 128 bits, against accidents and not against enemies; used again for each fact, not thread-safe.
 *
 * <p>A retraction is hashed with what its value is equal to, not with what it looks like, because the index keeps the value of the assertion and
 * the log that of the transaction.
 */
final class FactHash {
    private static final long FIRST_FACTOR = 0x87c37b91114253d5L;
    private static final long SECOND_FACTOR = 0x4cf5ad432745937fL;
    private static final long FIRST_STEP = 0x52dce729L;
    private static final long SECOND_STEP = 0x38495ab5L;
    private static final long LAST_FACTOR = 0xff51afd7ed558ccdL;
    private static final long LAST_FACTOR_AGAIN = 0xc4ceb9fe1a85ec53L;
    private static final int CHARS_TOGETHER = Long.SIZE / Character.SIZE;
    private static final int KIND_LONG = 1;
    private static final int KIND_INSTANT = 2;
    private static final int KIND_TEXT = 3;
    private static final int KIND_OTHER = 4;

    private long first;
    private long second;

    /** Returns the first half. */
    long first() {
        return first;
    }

    /** Returns the second half. */
    long second() {
        return second;
    }

    /** Becomes a hash that is known. */
    void set(long one, long other) {
        first = one;
        second = other;
    }

    /** Hashes a whole fact. */
    void ofFact(Fact fact) {
        begin(fact);
        add(fact.tOp);
        addValue(fact, !fact.added());
        end();
    }

    /** Hashes what a fact says, whenever it was said. */
    void ofContent(Fact fact) {
        begin(fact);
        addValue(fact, true);
        end();
    }

    private void begin(Fact fact) {
        first = fact.e;
        second = fact.a;
        add(fact.e);
        add(fact.a);
    }

    private void add(long word) {
        first = (Long.rotateLeft(first ^ (Long.rotateLeft(word * FIRST_FACTOR, 31) * SECOND_FACTOR), 27) + second) * 5
                + FIRST_STEP;
        second = (Long.rotateLeft(second ^ (Long.rotateLeft(word * SECOND_FACTOR, 33) * FIRST_FACTOR), 31) + first) * 5
                + SECOND_STEP;
    }

    private void end() {
        first += second;
        second += first;
        first = mixed(first);
        second = mixed(second);
        first += second;
        second += first;
    }

    /** Returns a number each bit of which depends on each bit of another one. */
    static long mixed(long number) {
        long mixed = number;
        mixed = (mixed ^ (mixed >>> 33)) * LAST_FACTOR;
        mixed = (mixed ^ (mixed >>> 33)) * LAST_FACTOR_AGAIN;
        return mixed ^ (mixed >>> 33);
    }

    private void addValue(Fact fact, boolean asEqual) {
        if (fact.isLong() || fact.isInstant()) {
            add(fact.isLong() ? KIND_LONG : KIND_INSTANT);
            add(fact.bits);
            return;
        }
        Object value = fact.stored();
        if (value instanceof String text) {
            add(KIND_TEXT);
            addText(text);
        } else {
            Object kept = asEqual ? equal(value) : value;
            ByteSink sink = new ByteSink();
            int tag = ValueCodec.tag(kept);
            ValueCodec.put(tag, kept, sink);
            add(KIND_OTHER + tag);
            addBytes(sink.toByteArray());
        }
    }

    private void addText(String text) {
        int length = text.length();
        add(length);
        for (int from = 0; from < length; from += CHARS_TOGETHER) {
            long word = 0;
            for (int i = from; i < Math.min(length, from + CHARS_TOGETHER); i++) {
                word = (word << Character.SIZE) | text.charAt(i);
            }
            add(word);
        }
    }

    private void addBytes(byte[] bytes) {
        add(bytes.length);
        for (int from = 0; from < bytes.length; from += Long.BYTES) {
            long word = 0;
            for (int i = from; i < Math.min(bytes.length, from + Long.BYTES); i++) {
                word = (word << Byte.SIZE) | (bytes[i] & 0xff);
            }
            add(word);
        }
    }

    /** Returns the same of all values that an index takes for one: zeros, not-a-numbers, decimals of any scale. */
    private static @Nullable Object equal(@Nullable Object value) {
        if (value instanceof Double number) {
            return number == 0 ? (Object) 0.0 : Double.longBitsToDouble(Double.doubleToLongBits(number));
        }
        if (value instanceof Float number) {
            return number == 0 ? (Object) 0.0f : Float.intBitsToFloat(Float.floatToIntBits(number));
        }
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> equals = new ArrayList<>(list.size());
            list.forEach(each -> equals.add(equal(each)));
            return equals;
        }
        return value;
    }
}
