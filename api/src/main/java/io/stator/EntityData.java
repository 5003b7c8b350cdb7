package io.stator;

import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Facts about one entity, to be put into {@link TxData}; immutable. */
public final class EntityData {
    private static final Keyword ID = Keyword.of("db", "id");

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

    /** Returns this entity with a value for an attribute; a list for an attribute of many values. */
    public <V> EntityData with(Attribute<V> attribute, V value) {
        return put(attribute, Require.present(value, "value"));
    }

    /** Returns this entity with a reference to the entity of a tempid, an ident, or a lookup ref. */
    public EntityData withRef(Attribute<?> attribute, Object target) {
        return put(attribute, Require.present(target, "target"));
    }

    /** Returns this entity with a value for an attribute named by a keyword or a string such as {@code ":a/b"}. */
    public EntityData with(Object attribute, Object value) {
        return put(attribute, Require.present(value, "value"));
    }

    private EntityData put(Object attribute, @Nullable Object value) {
        Map<Object, @Nullable Object> next = new LinkedHashMap<>(form);
        next.put(Forms.attributeName(Require.present(attribute, "attribute")), Forms.freeze(value));
        return new EntityData(next);
    }

    /** Returns the map form. */
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
