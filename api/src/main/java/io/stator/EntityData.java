package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.spi.GivenValues;
import io.stator.spi.Require;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Facts about one entity, to be put into {@link TxData}; immutable.
 *
 * <pre>{@code
 * TxData.of(
 *         entity("donner").with(NAME, "Richard Donner"),
 *         entity().with(TITLE, "The Goonies").with(":movie/year", 1985).withRef(DIRECTOR, "donner"));
 * }</pre>
 *
 * <p>Its methods never wait.
 */
public final class EntityData {
    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword IDENT = Keyword.of("db", "ident");

    private final Map<Object, @Nullable Object> form;

    private EntityData(Map<Object, @Nullable Object> form) {
        this.form = form;
    }

    static EntityData anonymous() {
        return new EntityData(Map.of());
    }

    static EntityData of(Object entity) {
        Map<Object, @Nullable Object> form = new LinkedHashMap<>();
        form.put(ID, Forms.freeze(entity));
        return new EntityData(form);
    }

    /**
     * Returns this entity with a value for an attribute, in place of the one it had; with a list of values for an attribute of
     * many, besides those it had.
     *
     * @throws Anomaly.Incorrect when an argument is null, the value is nested too deep or of a kind that no value can be of, or an attribute of
     *     references is given a list that reads as a lookup ref as well as two entities
     */
    public <V> EntityData with(Attribute<V> attribute, V value) {
        return put(attribute, value);
    }

    /**
     * Returns this entity with all that a record says, see {@link TxData#of(Object...)}, in place of what it had for the same attributes.
     *
     * @throws Anomaly.Incorrect when the record is null, is a value by a {@link Conversion}, has the id of another entity, or holds what it could
     *     not be read back with
     */
    public EntityData with(Record record) {
        if (!(Forms.freeze(Require.present(record, "record")) instanceof Map<?, ?> said)) {
            throw Require.refused(
                    "record", "must be no value, as its Conversion makes it: record=" + Forms.text(record));
        }
        Map<Object, @Nullable Object> next = new LinkedHashMap<>(form);
        said.forEach((attribute, value) -> {
            Object before = next.put(attribute, value);
            if (ID.equals(attribute) && before != null && !before.equals(value)) {
                throw Require.refused(
                        "record",
                        "must be of the same entity: entity=" + Forms.text(before) + " record=" + Edn.describe(value));
            }
        });
        return new EntityData(next);
    }

    /**
     * Returns this entity with a reference to one other: an id, a tempid, an ident, a lookup ref, or an entity that is described
     * here itself. An attribute of many keeps the references it had.
     *
     * @throws Anomaly.Incorrect when the attribute is no reference, or the target is a collection that is no lookup ref
     */
    public EntityData withRef(Attribute<?> attribute, Object target) {
        Attribute<?> reference = Require.present(attribute, "attribute");
        if (reference.valueType() != ValueType.REF) {
            throw Require.refused("attribute", "must be a reference: attribute=" + reference);
        }
        Object taken = taken(target, "target");
        if (taken instanceof Collection && attributeOf(taken) == null) {
            throw Require.refused(
                    "target",
                    "must be one entity: call withRef for each, or with(attribute, list): target=" + Forms.text(taken));
        }
        return reference.isMany() ? append(reference.ident(), List.of(taken)) : replace(reference.ident(), taken);
    }

    /**
     * Returns this entity with a value for an attribute named by a keyword or a string such as {@code ":a/b"}, in place of the one
     * it had; as {@link #with(Attribute, Object)} when it is an {@link Attribute}.
     *
     * @throws Anomaly.Incorrect when an argument is null, the name begins with a colon and is no keyword, or the value is nested too deep
     */
    public EntityData with(Object attribute, Object value) {
        return put(attribute, value);
    }

    private EntityData put(Object attribute, Object value) {
        Object taken = taken(value, "value");
        if (Require.present(attribute, "attribute") instanceof Attribute<?> declared && declared.isMany()) {
            return append(declared.ident(), values(declared, taken));
        }
        return replace(Forms.attributeName(attribute), taken);
    }

    private static Object taken(Object value, String name) {
        return Require.present(Forms.freeze(Require.present(value, name)), name);
    }

    /** Returns the values for an attribute of many. */
    private static Collection<?> values(Attribute<?> attribute, Object value) {
        if (attribute.valueType() == ValueType.REF && isAmbiguous(value)) {
            throw Require.refused(
                    "value",
                    "must not be a list that is a lookup ref as well as two entities: use withRef for an entity, "
                            + "once for each: value=" + Forms.text(value));
        }
        return value instanceof Collection<?> values ? values : List.of(value);
    }

    /** Returns the attribute of what has the shape of a lookup ref, else null. */
    private static @Nullable Keyword attributeOf(Object value) {
        return value instanceof List<?> list && list.size() == 2 ? GivenValues.keyword(list.get(0)) : null;
    }

    /** Returns whether a list reads as a unique attribute and its value as well as two names. */
    private static boolean isAmbiguous(Object value) {
        Keyword attribute = attributeOf(value);
        return attribute != null && (attribute.equals(IDENT) || GivenValues.keyword(((List<?>) value).get(1)) == null);
    }

    private EntityData replace(Object attribute, Object value) {
        Map<Object, @Nullable Object> next = new LinkedHashMap<>(form);
        next.put(attribute, value);
        return new EntityData(next);
    }

    private EntityData append(Keyword attribute, Collection<?> more) {
        Object before = form.get(attribute);
        List<@Nullable Object> all = new ArrayList<>();
        if (before instanceof Collection<?> values) {
            all.addAll(values);
        } else if (before != null) {
            all.add(before);
        }
        all.addAll(more);
        return replace(attribute, EdnVector.copyOf(all));
    }

    /** Returns the map form. Never fails. */
    public Map<Object, @Nullable Object> form() {
        return Forms.thaw(Collections.<Object, @Nullable Object>unmodifiableMap(form));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EntityData data && form.equals(data.form);
    }

    @Override
    public int hashCode() {
        return form.hashCode();
    }

    @Override
    public String toString() {
        return Forms.text(form);
    }
}
