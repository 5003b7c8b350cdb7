package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.datom.EntityIds;
import io.stator.spi.GivenValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the first form of a transaction says when that is a copy of a transaction of another database: {@code {:stator/rebuilds {:t t,
 * :entities n, :schema n}}}.
 *
 * <p>Such a transaction says all facts of the one it is a copy of, by the entity ids they have there. So ids count as given out
 * that are below those numbers, composite tuples are said and not made, and predicates, which judged the values already, are not asked again. It
 * is applied as the transaction numbered t, or not at all.
 *
 * @param t the number that the transaction must have
 * @param entities ids of entities whose counter is below this are given out
 * @param schema ids of attributes, partitions and value types below this are given out
 */
record Rebuilding(long t, long entities, long schema) {
    private static final Keyword REBUILDS = Keyword.of("stator", "rebuilds");
    private static final String SHAPE = "{:stator/rebuilds {:t number, :entities number, :schema number}}";
    private static final int KEYS = 3;

    /** Returns whether a map form is one that says so. */
    static boolean isOne(Map<?, ?> form) {
        if (form.size() != 1) {
            return false;
        }
        return Identifiers.keyword(form.keySet().iterator().next()) == REBUILDS;
    }

    /** Reads the form. */
    static Rebuilding of(Map<?, ?> form) {
        if (!(form.values().iterator().next() instanceof Map<?, ?> said)) {
            throw malformed(form);
        }
        Map<Keyword, Object> numbers = new LinkedHashMap<>();
        said.forEach((key, value) -> numbers.put(
                Objects.requireNonNullElse(Identifiers.keyword(key), REBUILDS),
                Objects.requireNonNullElse(value, REBUILDS)));
        Rebuilding rebuilding = new Rebuilding(
                number(form, numbers, "t"), number(form, numbers, "entities"), number(form, numbers, "schema"));
        if (numbers.size() != KEYS) {
            throw malformed(form);
        }
        if (rebuilding.entities > 1L << EntityIds.COUNTER_BITS
                || rebuilding.schema > TransactionLimits.SCHEMA_IDS_MAX) {
            throw new Anomaly.Incorrect("a database must have at most " + (1L << EntityIds.COUNTER_BITS)
                    + " entities and " + TransactionLimits.SCHEMA_IDS_MAX + " attributes, partitions and value types: "
                    + TransactionErrors.print(form));
        }
        return rebuilding;
    }

    private static long number(Map<?, ?> form, Map<Keyword, Object> numbers, String key) {
        @Nullable Object number = numbers.get(Keyword.of(key));
        if (number != null && GivenValues.take(number) instanceof Long whole && whole >= 0) {
            return whole;
        }
        throw malformed(form);
    }

    private static Anomaly malformed(Map<?, ?> form) {
        return Anomaly.incorrect(
                "invalid-rebuilding",
                "the form that says which transaction is rebuilt must be " + SHAPE + ": "
                        + TransactionErrors.print(form));
    }

    /** Throws when the transaction would have another number. */
    void check(long nextT) {
        if (t != nextT) {
            throw Anomaly.conflict(
                    "another-transaction",
                    "this is transaction " + t + " or none, and the next one of the database is " + nextT,
                    Map.of(Keyword.of("t"), t, Keyword.of("next-t"), nextT));
        }
    }
}
