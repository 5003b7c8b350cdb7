package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.schema.AttributeInfo;
import io.stator.spi.GivenValues;
import io.stator.spi.WholeNumbers;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the identifiers of a transaction mean, in the database before it: entity ids, idents, lookup refs,
 * tempids, attributes. A string that begins with a colon is a keyword.
 */
final class Identifiers {
    /** What an identifier resolves to when there is no such entity. */
    static final long UNRESOLVED = Long.MIN_VALUE;

    private static final String TRANSACTION = "datomic.tx";
    private static final Symbol ID_LITERAL = Symbol.of("db", "id");
    private static final Set<Keyword> FUNCTION_ATTRIBUTES =
            Set.of(Keyword.of("db", "fn"), Keyword.of("db", "lang"), Keyword.of("db", "code"));
    private static final Keyword PARTITION_TX = Keyword.of("db.part", "tx");

    private final Basis basis;
    private final Tempids tempids;
    private final Map<Keyword, AttributeInfo> reversed = new HashMap<>();
    private final Map<Keyword, Long> idents = new HashMap<>();
    private final Map<Long, @Nullable Object> literals = new HashMap<>();
    private boolean transactionNamed;

    Identifiers(Basis basis, Tempids tempids) {
        this.basis = basis;
        this.tempids = tempids;
    }

    /** Returns whether the transaction's own tempid was used. */
    boolean isTransactionNamed() {
        return transactionNamed;
    }

    /** Returns the tempid of the transaction itself. */
    static String transaction() {
        return TRANSACTION;
    }

    /** Returns the entity that something is said about: an id, the handle of a tempid, or {@link #UNRESOLVED}. */
    long subject(@Nullable Object entity) {
        long e = target(entity);
        if (e == UNRESOLVED) {
            if (entity instanceof Long id) {
                throw TransactionErrors.invalidEntityId(id);
            }
            return e;
        }
        if (Tempids.isTempid(e)) {
            tempids.markSubject(e);
        }
        return e;
    }

    /** Returns the entity a reference points to: an id, the handle of a tempid, or {@link #UNRESOLVED}. */
    long target(@Nullable Object entity) {
        if (entity instanceof Long id) {
            return id >= 0 ? stored(id) : tempids.named(id);
        }
        if (entity instanceof String text) {
            Keyword ident = keyword(text);
            return ident == null ? tempid(text) : ident(ident);
        }
        if (entity instanceof Tagged literal && literal.tag() == ID_LITERAL) {
            return literal(literal);
        }
        if (entity instanceof BigInteger big && big.signum() < 0 && WholeNumbers.asLong(big) != null) {
            return tempids.named(big.longValue());
        }
        Object taken = GivenValues.isValue(entity) ? entity : GivenValues.take(entity);
        return taken == entity ? existing(entity) : target(taken);
    }

    /** Returns the entity of {@code #db/id [partition number]}, or a new one for {@code #db/id [partition]}. */
    private long literal(Tagged literal) {
        boolean shaped = literal.value() instanceof List<?> parts
                && (parts.size() == 1 || (parts.size() == 2 && parts.get(1) instanceof Long number && number < 0));
        if (!shaped || !(literal.value() instanceof List<?> parts)) {
            throw Anomaly.incorrect(
                    "not-a-db-id",
                    "Invalid db/id: " + TransactionErrors.print(literal)
                            + " (expected #db/id [partition] or #db/id [partition negative-number])");
        }
        Object partition = parts.get(0);
        if (partition instanceof Symbol symbol) {
            partition = Keyword.of(symbol.namespace(), symbol.name());
        }
        if (keyword(partition) == PARTITION_TX) {
            transactionNamed = true;
            return basis.tx;
        }
        long handle = parts.size() == 1 ? tempids.anonymous() : tempids.named(literal);
        literals.put(handle, partition);
        return handle;
    }

    /** Returns the partitions that literals name, by the handles of their tempids. */
    Map<Long, @Nullable Object> literals() {
        return literals;
    }

    /** Returns whether something is a tempid, the transaction's own included. */
    static boolean isTempid(@Nullable Object entity) {
        if (entity instanceof Tagged) {
            return true;
        }
        if (entity instanceof String text) {
            return !isKeyword(text);
        }
        return entity instanceof BigInteger big
                ? big.signum() < 0
                : GivenValues.take(entity) instanceof Long id && id < 0;
    }

    private static long stored(long id) {
        return id < EntityIds.ID_LIMIT ? id : UNRESOLVED;
    }

    private long tempid(String text) {
        if (text.equals(TRANSACTION)) {
            transactionNamed = true;
            return basis.tx;
        }
        return tempids.named(text);
    }

    /** Returns the entity of an identifier that is no tempid, or {@link #UNRESOLVED}. */
    long existing(@Nullable Object entity) {
        if (entity instanceof Keyword ident) {
            return ident(ident);
        }
        if (entity instanceof String text) {
            Keyword ident = keyword(text);
            return ident == null ? UNRESOLVED : ident(ident);
        }
        Long id = basis.seen.entityId(entity);
        return id == null || id < 0 ? UNRESOLVED : stored(id);
    }

    private long ident(Keyword ident) {
        Long known = idents.get(ident);
        if (known == null) {
            Long id = basis.database.identId(ident);
            known = id == null ? UNRESOLVED : id;
            idents.put(ident, known);
        }
        return known;
    }

    /** Returns whether a string stands for a keyword. */
    static boolean isKeyword(String text) {
        return GivenValues.isKeyword(text);
    }

    /** Returns the keyword something stands for, or null. */
    static @Nullable Keyword keyword(@Nullable Object name) {
        return GivenValues.keyword(name);
    }

    /** Returns the attribute of a list form: named by a keyword, an id, or a lookup ref. */
    AttributeInfo attribute(@Nullable Object name) {
        Keyword keyword = keyword(name);
        AttributeInfo known = keyword == null ? null : basis.schema.attribute(keyword);
        return known != null ? known : otherAttribute(keyword == null ? name : keyword);
    }

    private AttributeInfo otherAttribute(@Nullable Object name) {
        long id = existing(name);
        if (name == null || id == UNRESOLVED) {
            if (name instanceof Keyword keyword && FUNCTION_ATTRIBUTES.contains(keyword)) {
                throw TransactionErrors.databaseFunction(keyword);
            }
            throw name instanceof Number && basis.database.entityId(name) != null
                    ? TransactionErrors.notAnAttribute(name)
                    : TransactionErrors.notAnAttributeName(name, basis.schema);
        }
        AttributeInfo attribute = basis.schema.attribute(id);
        if (attribute == null) {
            throw TransactionErrors.notAnAttribute(name);
        }
        return attribute;
    }

    /** Returns whether the key of a map form says that the attribute is to be followed backwards. */
    static boolean isReverse(Keyword key) {
        String name = key.name();
        return name.length() > 1 && name.charAt(0) == '_';
    }

    /** Returns the attribute of a key such as {@code :artist/_releases}. */
    AttributeInfo reversed(Keyword key) {
        AttributeInfo known = reversed.get(key);
        if (known == null) {
            known = attribute(Keyword.of(key.namespace(), key.name().substring(1)));
            reversed.put(key, known);
        }
        return known;
    }
}
