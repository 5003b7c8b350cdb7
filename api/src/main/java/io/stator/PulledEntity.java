package io.stator;

import io.stator.edn.Keyword;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pull pattern selected of one entity: a map from attribute name (or the {@code :as} of its spec) to value.
 * References are nested pulled entities, many values are lists.
 *
 * <p>Immutable. Keys may be given to {@link #get(Object)} as keywords or as strings such as {@code ":movie/title"}.
 */
public final class PulledEntity extends AbstractMap<Object, @Nullable Object> {
    private static final Keyword ID = Keyword.of("db", "id");
    private static final PulledEntity EMPTY = new PulledEntity(Map.of());

    private final Map<Object, @Nullable Object> values;

    private PulledEntity(Map<Object, @Nullable Object> values) {
        this.values = Collections.<Object, @Nullable Object>unmodifiableMap(values);
    }

    /** Returns the pulled entity of these values; the map must not be changed afterwards. */
    public static PulledEntity of(Map<Object, @Nullable Object> values) {
        return values.isEmpty() ? EMPTY : new PulledEntity(values);
    }

    /** Returns the one without values. */
    public static PulledEntity empty() {
        return EMPTY;
    }

    /** Returns the value of an attribute, or null when it was not selected or the entity has none. */
    @SuppressWarnings("unchecked")
    public <V> @Nullable V get(Attribute<V> attribute) {
        return (V) values.get(attribute.ident());
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        Object value = values.get(key);
        if (value == null && key instanceof String text && text.startsWith(":")) {
            return values.get(Keyword.parse(text));
        }
        return value;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return values.containsKey(key)
                || (key instanceof String text && text.startsWith(":") && values.containsKey(Keyword.parse(text)));
    }

    /** Returns the entity id, when {@code :db/id} was selected. */
    public OptionalLong id() {
        return values.get(ID) instanceof Long id ? OptionalLong.of(id) : OptionalLong.empty();
    }

    /** Returns the pulled entity a reference leads to, or the empty one when there is none. */
    public PulledEntity entity(Object attribute) {
        Object key = attribute instanceof Attribute<?> typed ? typed.ident() : attribute;
        return get(key) instanceof PulledEntity entity ? entity : EMPTY;
    }

    /** Returns this entity as a record whose components are named as the attributes are (without namespace). */
    public <R> R as(Class<R> type) {
        return RowMapper.to(type).apply(this);
    }

    @Override
    public Set<Map.Entry<Object, @Nullable Object>> entrySet() {
        return values.entrySet();
    }
}
