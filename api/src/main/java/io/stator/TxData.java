package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.EdnException;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The forms of one transaction, made from typed entities and forms, plain lists and maps, or EDN text; immutable.
 *
 * <p>The static methods that make forms ({@link #entity}, {@link #lookup}, {@link #add}, ...) are meant to be imported
 * statically.
 */
public final class TxData {
    private static final Keyword ADD = Keyword.of("db", "add");
    private static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final Keyword CAS = Keyword.of("db", "cas");
    private static final Keyword RETRACT_ENTITY = Keyword.of("db", "retractEntity");

    private final List<@Nullable Object> forms;

    private TxData(List<@Nullable Object> forms) {
        this.forms = Collections.unmodifiableList(forms);
    }

    /** Returns a transaction of forms: each an {@link EntityData}, a {@link TxForm}, a list or a map. */
    public static TxData of(Object... forms) {
        return of(Arrays.asList(forms));
    }

    /** Returns a transaction of forms: each an {@link EntityData}, a {@link TxForm}, a list or a map. They are copied. */
    public static TxData of(Collection<?> forms) {
        List<@Nullable Object> copies = new ArrayList<>(forms.size());
        for (Object form : forms) {
            copies.add(Forms.freeze(form));
        }
        return new TxData(copies);
    }

    /**
     * Returns the transaction written in EDN: one collection of forms.
     *
     * @throws Anomaly.Incorrect when the text is malformed, naming line and column
     */
    public static TxData parse(String edn) {
        Object form;
        try {
            form = Edn.read(edn);
        } catch (EdnException malformed) {
            throw EdnErrors.incorrect("transaction data", malformed);
        }
        if (form instanceof Collection<?> collection) {
            return of(collection);
        }
        if (form instanceof Map) {
            throw Anomaly.incorrect(
                    "not-transaction-data",
                    "Transaction data must be a collection of forms, got one map: put it into [ ]");
        }
        throw Anomaly.incorrect("not-transaction-data", "Transaction data must be a collection of forms, got " + form);
    }

    /** Returns a transaction that installs attributes. */
    public static TxData schema(Attribute<?>... attributes) {
        List<@Nullable Object> forms = new ArrayList<>(attributes.length);
        for (Attribute<?> attribute : attributes) {
            forms.add(attribute.schema());
        }
        return new TxData(forms);
    }

    /** Returns the transaction with the forms of another after its own. */
    public TxData and(TxData other) {
        List<@Nullable Object> all = new ArrayList<>(forms);
        all.addAll(other.forms);
        return new TxData(all);
    }

    /** Returns an entity: an id, an ident, a lookup ref, or a tempid that names a new one within the transaction. */
    public static EntityData entity(Object entity) {
        return EntityData.of(entity);
    }

    /** Returns an entity without a name: new, or the one its unique identity says. */
    public static EntityData entity() {
        return EntityData.anonymous();
    }

    /** Returns a lookup ref: the entity that has this value for a unique attribute. */
    public static <V> List<@Nullable Object> lookup(Attribute<V> attribute, V value) {
        return EdnVector.of(attribute.ident(), value);
    }

    /** Returns a lookup ref by the name of the attribute, a keyword or a string such as {@code ":a/b"}. */
    public static List<@Nullable Object> lookup(String attribute, Object value) {
        return EdnVector.of(Keyword.parse(attribute), value);
    }

    /** Returns the form that asserts one fact. */
    public static TxForm add(Object entity, Object attribute, Object value) {
        return TxForm.of(ADD, entity, Forms.attributeName(attribute), value);
    }

    /** Returns the form that retracts one fact. */
    public static TxForm retract(Object entity, Object attribute, Object value) {
        return TxForm.of(RETRACT, entity, Forms.attributeName(attribute), value);
    }

    /** Returns the form that retracts all values of an attribute of an entity. */
    public static TxForm retract(Object entity, Object attribute) {
        return TxForm.of(RETRACT, entity, Forms.attributeName(attribute));
    }

    /** Returns the form that retracts an entity, its parts, and all references to it. */
    public static TxForm retractEntity(Object entity) {
        return TxForm.of(RETRACT_ENTITY, entity);
    }

    /**
     * Returns the form that sets a value when the present one is {@code expected}; the transaction is a conflict
     * otherwise.
     *
     * @param expected the present value; null when there must be none
     */
    public static TxForm cas(Object entity, Object attribute, @Nullable Object expected, Object replacement) {
        return TxForm.of(CAS, entity, Forms.attributeName(attribute), expected, replacement);
    }

    /** Returns the forms as plain lists and maps. */
    public List<@Nullable Object> forms() {
        return forms;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TxData data && forms.equals(data.forms);
    }

    @Override
    public int hashCode() {
        return forms.hashCode();
    }

    @Override
    public String toString() {
        return Forms.text(forms);
    }
}
