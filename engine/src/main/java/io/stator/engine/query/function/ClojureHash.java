package io.stator.engine.query.function;

import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.edn.Symbol;
import io.stator.spi.WholeNumbers;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hash that Clojure gives to a value, so that one that was stored is found again: Murmur3, 32 bits, by Austin Appleby, with
 * what Clojure does for its collections and names.
 */
final class ClojureHash {
    private static final int FIRST_FACTOR = 0xcc9e2d51;
    private static final int SECOND_FACTOR = 0x1b873593;
    private static final int GOLDEN_RATIO = 0x9e3779b9;

    private ClojureHash() {}

    static int of(@Nullable Object value) {
        if (value instanceof String text) {
            return ofInt(text.hashCode());
        }
        if (value instanceof Number number) {
            return ofNumber(number);
        }
        if (value instanceof Keyword keyword) {
            return ofName(keyword) + GOLDEN_RATIO;
        }
        if (value instanceof Symbol symbol) {
            return ofName(symbol);
        }
        if (value instanceof List<?> list) {
            return ordered(list);
        }
        if (value instanceof Set<?> set) {
            int sum = 0;
            for (Object element : set) {
                sum += of(element);
            }
            return mixed(sum, set.size());
        }
        if (value instanceof Map<?, ?> map) {
            int sum = 0;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += ordered(Arrays.asList(entry.getKey(), entry.getValue()));
            }
            return mixed(sum, map.size());
        }
        if (value instanceof Instant instant) {
            return Date.from(instant).hashCode();
        }
        return value instanceof byte[] bytes ? Arrays.hashCode(bytes) : Objects.hashCode(value);
    }

    private static int ofNumber(Number number) {
        Long whole = WholeNumbers.asLong(number);
        if (whole != null) {
            return ofLong(whole);
        }
        if (number instanceof BigDecimal decimal) {
            return (decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros()).hashCode();
        }
        return number.doubleValue() == 0 ? 0 : number.hashCode();
    }

    private static int ofName(Named named) {
        int seed = ofCharacters(named.name());
        String namespace = named.namespace();
        int hash = namespace == null ? 0 : namespace.hashCode();
        return seed ^ (hash + GOLDEN_RATIO + (seed << 6) + (seed >> 2));
    }

    private static int ordered(List<?> elements) {
        int hash = 1;
        for (Object element : elements) {
            hash = 31 * hash + of(element);
        }
        return mixed(hash, elements.size());
    }

    private static int mixed(int hash, int count) {
        return end(add(0, scramble(hash)), count);
    }

    private static int ofInt(int value) {
        return value == 0 ? 0 : end(add(0, scramble(value)), Integer.BYTES);
    }

    private static int ofLong(long value) {
        if (value == 0) {
            return 0;
        }
        int low = add(0, scramble((int) value));
        return end(add(low, scramble((int) (value >>> Integer.SIZE))), Long.BYTES);
    }

    private static int ofCharacters(String text) {
        int hash = 0;
        for (int i = 1; i < text.length(); i += 2) {
            hash = add(hash, scramble(text.charAt(i - 1) | (text.charAt(i) << Character.SIZE)));
        }
        if (text.length() % 2 == 1) {
            hash ^= scramble(text.charAt(text.length() - 1));
        }
        return end(hash, Character.BYTES * text.length());
    }

    private static int scramble(int block) {
        return Integer.rotateLeft(block * FIRST_FACTOR, 15) * SECOND_FACTOR;
    }

    private static int add(int hash, int scrambled) {
        return Integer.rotateLeft(hash ^ scrambled, 13) * 5 + 0xe6546b64;
    }

    private static int end(int hash, int length) {
        int mixed = hash ^ length;
        mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }
}
