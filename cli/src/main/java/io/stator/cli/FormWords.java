package io.stator.cli;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.spi.WholeNumbers;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the parts of forms stand for: keywords and temporary ids in all the ways to write them. */
final class FormWords {
    /** The temporary id of the transaction itself. */
    static final String TRANSACTION = "datomic.tx";

    private static final Symbol ID_LITERAL = Symbol.of("db", "id");
    private static final Keyword TRANSACTION_PARTITION = Keyword.of("db.part", "tx");

    private FormWords() {}

    /** Returns the keyword something stands for, or null; a string that begins with a colon is one. */
    static @Nullable Keyword keyword(@Nullable Object word) {
        if (word instanceof Keyword keyword) {
            return keyword;
        }
        if (word instanceof String text && isKeyword(text)) {
            try {
                return Keyword.parse(text);
            } catch (Anomaly malformed) {
                return null;
            }
        }
        return null;
    }

    private static boolean isKeyword(String text) {
        return text.length() > 1 && text.charAt(0) == ':';
    }

    /** Returns the value of a key, however it is written. */
    static @Nullable Object get(Map<?, ?> map, Keyword key) {
        Object value = map.get(key);
        if (value == null) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (entry.getKey() instanceof String text && key.equals(keyword(text))) {
                    return entry.getValue();
                }
            }
        }
        return value;
    }

    /** Returns the name of a temporary id that may be written again and mean the same, or null when it is none. */
    static @Nullable Object tempid(@Nullable Object word) {
        if (word instanceof String text) {
            return isKeyword(text) ? null : text;
        }
        if (WholeNumbers.isWhole(word)) {
            Long number = WholeNumbers.asLong(word);
            return number != null && number < 0 ? number : null;
        }
        if (word instanceof Tagged literal && literal.tag().equals(ID_LITERAL)) {
            return literal(literal);
        }
        return null;
    }

    private static @Nullable Object literal(Tagged literal) {
        if (!(literal.value() instanceof List<?> parts) || parts.isEmpty()) {
            return null;
        }
        if (TRANSACTION_PARTITION.equals(keyword(parts.get(0)))) {
            return TRANSACTION;
        }
        return parts.size() == 1 ? null : literal;
    }

    /** Returns whether something stands for an entity that has no id yet: nothing, or a temporary id. */
    static boolean isNew(@Nullable Object entity) {
        return entity == null || entity instanceof Tagged || tempid(entity) != null;
    }

    /** Returns what is equal for all ways to write the same value of an attribute. */
    static Object comparable(Object value) {
        if (value instanceof Number number) {
            try {
                return new BigDecimal(number.toString()).stripTrailingZeros();
            } catch (NumberFormatException notFinite) {
                return number.toString();
            }
        }
        Keyword keyword = keyword(value);
        return keyword == null ? value : keyword;
    }

    /** Returns a hash of 64 bits of a name that {@link #tempid} gave, never 0. */
    static long hash(Object name) {
        String text = name instanceof String string ? "\"" + string : Edn.print(name);
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        hash *= 0xd6e8feb86659fd93L;
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }
}
