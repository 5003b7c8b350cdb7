package io.stator;

import io.stator.edn.DeepValues;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.spi.Require;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a pull pattern selected of one entity: a map from attribute name (or the {@code :as} of its spec) to value.
 * References are nested pulled entities, many values are lists.
 *
 * <pre>{@code
 * PulledEntity movie = db.pull("[:movie/title {:movie/director [:person/name]}]", lookup(TITLE, "The Goonies"));
 * String title = movie.get(TITLE);
 * Object director = movie.entity(":movie/director").get(":person/name");
 * Movie record = movie.as(Movie.class);
 * }</pre>
 *
 * <p>Immutable. Keys may be given to {@link #get(Object)} as keywords or as strings such as {@code ":movie/title"}.
 *
 * <p>Its methods never wait.
 */
public final class PulledEntity extends AbstractMap<Object, @Nullable Object> {
    private static final Keyword ID = Keyword.of("db", "id");
    private static final PulledEntity EMPTY = new PulledEntity(Map.of(), null);

    private final Map<Object, @Nullable Object> values;
    private final @Nullable List<?> names;

    private PulledEntity(Map<Object, @Nullable Object> values, @Nullable List<?> names) {
        this.values = Collections.<Object, @Nullable Object>unmodifiableMap(values);
        this.names = names;
    }

    /**
     * Returns the pulled entity of these values; the map must not be changed afterwards.
     *
     * @throws Anomaly.Incorrect when the map is null
     */
    public static PulledEntity of(Map<Object, @Nullable Object> values) {
        return Require.present(values, "values").isEmpty() ? EMPTY : new PulledEntity(values, null);
    }

    /**
     * Returns the pulled entity of these values, of which the pattern selects no others than those with these names, also where
     * the entity has none; neither must be changed afterwards.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public static PulledEntity of(Map<Object, @Nullable Object> values, List<?> names) {
        return new PulledEntity(Require.present(values, "values"), Require.present(names, "names"));
    }

    /** Returns all names the pattern selects, or null when it selects whatever there is. */
    @Nullable
    List<?> names() {
        return names;
    }

    /** Returns the one without values. Never fails. */
    public static PulledEntity empty() {
        return EMPTY;
    }

    /**
     * Returns the value of an attribute, or null when it was not selected or the entity has none. The value of a
     * reference is the id of its target, as in transactions, or the constant of an enum that is its ident; {@link #entity} gives what was pulled of it.
     *
     * @throws Anomaly.Incorrect when the value is of another class than the attribute's, and cannot become one without loss; or the attribute is a
     *     reference and the pattern left out the {@code :db/id}s (or {@code :db/ident}s)
     */
    @SuppressWarnings("unchecked")
    public <V> @Nullable V get(Attribute<V> attribute) {
        Object value = values.get(Require.present(attribute, "attribute").ident());
        if (value == null || !attribute.isMany()) {
            return value == null ? null : (V) typed(attribute, value);
        }
        List<Object> all = new ArrayList<>();
        for (Object each : value instanceof List<?> list ? list : List.of(value)) {
            if (each != null) {
                all.add(typed(attribute, each));
            }
        }
        return (V) EdnVector.copyOf(all);
    }

    private static Object typed(Attribute<?> attribute, Object value) {
        if (attribute.valueType() == ValueType.REF && attribute.type() == Long.class) {
            return targetId(attribute, value);
        }
        return RowMapper.value(value, attribute.type(), attribute.ident().toString());
    }

    private static Object targetId(Attribute<?> attribute, Object target) {
        if (!(target instanceof Map<?, ?> map)) {
            return RowMapper.value(target, Long.class, attribute.ident().toString());
        }
        if (map.get(ID) instanceof Long id) {
            return id;
        }
        throw new Anomaly.Incorrect("the pattern must select the :db/id of the targets of " + attribute.ident()
                + ", or entity(...) be used instead: value=" + Edn.describe(target));
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
        return key == null ? null : values.get(known(key));
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return key != null && values.containsKey(known(key));
    }

    /** Returns the key as it stands in the map: an attribute as its name, a string as a keyword unless it is a key itself. */
    private @Nullable Object known(@Nullable Object key) {
        boolean name = key instanceof Attribute || (key instanceof String && !values.containsKey(key));
        return name && key != null ? Forms.attributeName(key) : key;
    }

    /** Returns the entity id, when {@code :db/id} was selected. Never fails. */
    public OptionalLong id() {
        return values.get(ID) instanceof Long id ? OptionalLong.of(id) : OptionalLong.empty();
    }

    /**
     * Returns the pulled entity a reference leads to, or the empty one when there is none.
     *
     * @throws Anomaly.Incorrect when the name is null, or begins with a colon and is no keyword
     */
    public PulledEntity entity(Object attribute) {
        return get(Require.present(attribute, "attribute")) instanceof PulledEntity entity ? entity : EMPTY;
    }

    /**
     * Returns the pulled entities the references of an attribute lead to, in their order; empty when there are none.
     *
     * @throws Anomaly.Incorrect when the name is null, or begins with a colon and is no keyword
     */
    public List<PulledEntity> entities(Object attribute) {
        Object value = get(Require.present(attribute, "attribute"));
        if (value instanceof PulledEntity entity) {
            return List.of(entity);
        }
        List<PulledEntity> entities = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object target : list) {
                if (target instanceof PulledEntity entity) {
                    entities.add(entity);
                }
            }
        }
        return Collections.unmodifiableList(entities);
    }

    /**
     * Returns this entity as a record whose components are named as the attributes are (without namespace).
     *
     * @throws Anomaly.Incorrect when a component has no value and is neither {@code Optional} nor {@code @Nullable}, is named after nothing that the
     *     pattern selects, or does not fit its value without loss; what the constructor throws comes out as it is
     */
    public <R> R as(Class<R> type) {
        return RowMapper.to(type).apply(this);
    }

    @Override
    public Set<Map.Entry<Object, @Nullable Object>> entrySet() {
        return values.entrySet();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return DeepValues.equal(this, other);
    }

    @Override
    public int hashCode() {
        return DeepValues.hash(this);
    }

    /** Returns the entity as EDN text, shortened when EDN cannot express it. Never fails. */
    @Override
    public String toString() {
        return Forms.text(this);
    }
}
