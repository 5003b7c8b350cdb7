package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.BigNumbers;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.edn.Tagged;
import io.stator.engine.database.Meaning;
import io.stator.engine.datom.Fact;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The anomalies of transactions. */
final class TransactionErrors {
    private static final Keyword ENTITY = Keyword.of("entity");
    private static final Keyword ATTRIBUTE = Keyword.of("attribute");
    private static final Keyword VALUE = Keyword.of("value");
    private static final Keyword DATOM = Keyword.of("datom");
    private static final Keyword DATA = Keyword.of("data");
    private static final Keyword TEMPIDS = Keyword.of("tempids");

    private static final Symbol FUNCTION_LITERAL = Symbol.of("db", "fn");

    private static final int TEXT_LENGTH_MAX = 500;

    private TransactionErrors() {}

    /** Returns a value as it reads inside a sentence: nothing for null, strings without quotes. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof String || value instanceof Number ? clip(value.toString()) : print(value);
    }

    /** Returns a value in EDN; shortened when it is long. */
    static String print(@Nullable Object value) {
        return Edn.describe(value);
    }

    private static String clip(String text) {
        return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX) + "...";
    }

    static Anomaly notTransactionData(@Nullable Object element) {
        return Anomaly.incorrect(
                "not-transaction-data",
                "Transaction data element must be a List or Map, got " + text(element),
                details(DATA, element));
    }

    static Anomaly notAnEntity(@Nullable Object entity) {
        return Anomaly.incorrect(
                "not-an-entity", "Unable to resolve entity: " + print(entity), details(ENTITY, entity));
    }

    /** As {@link #notAnEntity(Object)}, where an attribute must be, of which there are some. */
    static Anomaly notAnAttributeName(@Nullable Object name, Schema schema) {
        return Anomaly.incorrect(
                "not-an-entity",
                "Unable to resolve entity: " + print(name) + schema.similar(name),
                details(ENTITY, name));
    }

    static Anomaly notAnEntity(
            @Nullable Object unresolved, @Nullable Object e, @Nullable Object a, @Nullable Object v) {
        EdnVector datom = EdnVector.of(e, a, v);
        Map<Keyword, Object> details = details(ENTITY, unresolved);
        details.put(DATOM, datom);
        return Anomaly.incorrect(
                "not-an-entity",
                "Unable to resolve entity: " + print(unresolved) + " in datom " + print(datom),
                details);
    }

    static Anomaly notAnEntityInTuple(Object unresolved, List<?> tuple) {
        return Anomaly.incorrect(
                "not-an-entity",
                "Unable to resolve entity: " + print(unresolved) + " in tuple",
                details(Keyword.of("tuple"), tuple));
    }

    static Anomaly notAnAttribute(Object attribute) {
        return Anomaly.incorrect(
                "not-an-attribute", print(attribute) + " is not an attribute.", details(ATTRIBUTE, attribute));
    }

    static Anomaly notAKeyword(@Nullable Object key) {
        if (key == null) {
            return Anomaly.incorrect("nil-keyword", "Nil where a keyword was expected");
        }
        return Anomaly.incorrect(
                "not-a-keyword",
                "Cannot interpret as a keyword: " + text(key) + " of class: " + key.getClass(),
                details(VALUE, key));
    }

    static Anomaly valueOnly(Object tempid) {
        return Anomaly.incorrect(
                "tempid-not-an-entity",
                "tempid '" + text(tempid) + "' used only as value in transaction",
                details(ENTITY, tempid));
    }

    static Anomaly invalidEntityId(long id) {
        return Anomaly.incorrect("invalid-entity-id", "Invalid entity id: " + id, details(ENTITY, id));
    }

    static Anomaly nilValue(boolean added, Object e, Keyword attribute) {
        Keyword operator = Keyword.of("db", added ? "add" : "retract");
        Map<Keyword, Object> details = details(DATA, EdnVector.of(operator, e, attribute, null));
        details.put(ATTRIBUTE, attribute);
        return Anomaly.incorrect("nil-value", "Nil is not a legal value", details);
    }

    static Anomaly wrongType(@Nullable Object value, AttributeInfo attribute) {
        if (value instanceof Tagged literal && literal.tag() == FUNCTION_LITERAL) {
            return databaseFunction(literal);
        }
        return Meaning.wrongType(value, attribute);
    }

    static Anomaly invalidTuple(@Nullable Object value, AttributeInfo attribute, String expected) {
        Map<Keyword, Object> details = details(VALUE, value);
        details.put(ATTRIBUTE, attribute.ident());
        return Anomaly.incorrect(
                "invalid-tuple-value",
                "Invalid tuple value: " + attribute.ident() + " must be given " + expected + ", got " + print(value),
                details);
    }

    /** Returns the anomaly of a function that is to be stored as data. */
    static Anomaly databaseFunction(Object named) {
        return new Anomaly.Unsupported(
                "functions cannot be stored in a database: register the function with"
                        + " Functions.withTransactionFunction and call it by its name: " + print(named),
                Map.of(Anomaly.ERROR, Keyword.of("db.error", "unsupported")),
                null);
    }

    static Anomaly tooLong(AttributeInfo attribute, int length) {
        return new Anomaly.Incorrect(
                "Item too large: a string of " + attribute.ident() + " must have at most "
                        + TransactionLimits.STRING_LENGTH_MAX + " characters, got " + length,
                Map.of(ATTRIBUTE, attribute.ident(), Keyword.of("limit"), (long) TransactionLimits.STRING_LENGTH_MAX),
                null);
    }

    static Anomaly tooBig(AttributeInfo attribute) {
        return new Anomaly.Incorrect(
                "Item too large: a number of " + attribute.ident() + " must have " + BigNumbers.limit(),
                Map.of(ATTRIBUTE, attribute.ident(), Keyword.of("limit"), (long) BigNumbers.BITS_MAX),
                null);
    }

    static Anomaly late() {
        return new Anomaly.Unavailable("Total timeout elapsed: the transaction was not applied, it takes too long");
    }

    /** Returns the anomaly of a transaction of at least so many datoms; how many there are is found out no more. */
    static Anomaly tooLarge(long count) {
        Map<Keyword, Object> details = details(Keyword.of("count"), count);
        details.put(Keyword.of("limit"), (long) TransactionLimits.DATOMS_MAX);
        return new Anomaly.Incorrect(
                "Tx too large: a transaction must have at most " + TransactionLimits.DATOMS_MAX + " datoms, got "
                        + (count > TransactionLimits.DATOMS_COUNTED_MAX ? "at least " : "") + count,
                details,
                null);
    }

    static Anomaly datomsConflict(Basis basis, Fact first, Fact second, Map<Object, Long> tempids) {
        Map<Keyword, Object> details = details(Keyword.of("d1"), datom(basis, first));
        details.put(Keyword.of("d2"), datom(basis, second));
        details.put(TEMPIDS, tempids);
        return Anomaly.incorrect("datoms-conflict", "Two datoms in the same transaction conflict", details);
    }

    /** Returns a fact with its attribute's ident. */
    private static EdnVector datom(Basis basis, Fact fact) {
        return EdnVector.of(fact.e, basis.schema.installed(fact.a).ident(), fact.v(), fact.tx(), fact.added());
    }

    static Anomaly bootDatom(Basis basis, Fact fact, Map<Object, Long> tempids) {
        EdnVector datom = EdnVector.of(
                name(basis, fact.e),
                basis.schema.installed(fact.a).ident(),
                readable(basis, fact),
                fact.tx(),
                fact.added());
        Map<Keyword, Object> details = details(DATOM, datom);
        details.put(TEMPIDS, tempids);
        return Anomaly.incorrect("datom-cannot-be-altered", "Boot datoms cannot be altered: " + print(datom), details);
    }

    static Anomaly retargeted(Basis basis, Keyword ident, long e, long owner) {
        return Anomaly.incorrect(
                "cannot-retarget-ident",
                "Ident " + ident + " cannot be used for entity " + print(name(basis, e)) + ", already used for "
                        + print(name(basis, owner)) + ", which is a part of a composite",
                details(ENTITY, e));
    }

    /** Returns the value of a fact, the ident of a reference if it has one. */
    static Object readable(Basis basis, Fact fact) {
        return basis.schema.installed(fact.a).isRef() ? name(basis, fact.bits) : fact.v();
    }

    /** Returns the ident of an entity, or its id. */
    static Object name(Basis basis, long e) {
        Keyword ident = basis.database.ident(e);
        return ident == null ? (Object) e : ident;
    }

    static Anomaly uniqueConflict(AttributeInfo attribute, Object value, long holder, Object asserted) {
        return Anomaly.conflict(
                "unique-conflict",
                "Unique conflict: " + attribute.ident() + ", value: " + text(value) + " already held by: " + holder
                        + " asserted for: " + asserted,
                Map.of());
    }

    /** Returns the details of an anomaly with one entry; null is no detail. */
    static Map<Keyword, Object> details(Keyword key, @Nullable Object value) {
        Map<Keyword, Object> details = new LinkedHashMap<>();
        if (value != null) {
            details.put(key, value);
        }
        return details;
    }
}
