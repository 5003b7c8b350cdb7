package io.stator;

import io.stator.edn.DeepValues;
import io.stator.spi.Require;
import java.util.AbstractList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * One row of a query's result: the values of the find specification, in order, and by name when the query has
 * {@code :keys}, {@code :strs} or {@code :syms}.
 *
 * <pre>{@code
 * for (Row row : db.query("[:find ?title ?year :where [?m :movie/title ?title] [?m :movie/year ?year]]").list()) {
 *     System.out.println(row.string(0) + " of " + row.integer(1));
 * }
 * }</pre>
 *
 * <p>Immutable.
 *
 * <p>Its methods never wait.
 */
public final class Row extends AbstractList<@Nullable Object> implements RandomAccess {
    private final @Nullable Object[] values;
    private final List<?> names;

    private Row(@Nullable Object[] values, List<?> names) {
        this.values = values;
        this.names = names;
    }

    /**
     * Returns a row of these values; the array must not be changed afterwards.
     *
     * @throws Anomaly.Incorrect when the array is null
     */
    public static Row of(@Nullable Object... values) {
        Require.array(values, "values");
        return new Row(values, List.of());
    }

    /**
     * Returns a row of these values with a name (keyword, string or symbol) for each; list and array must not be changed
     * afterwards.
     *
     * @throws Anomaly.Incorrect when there are not as many names as values
     */
    public static Row named(List<?> names, @Nullable Object... values) {
        Require.array(values, "values");
        if (Require.present(names, "names").size() != values.length) {
            throw Require.refused(
                    "names", "must be as many as values: names=" + names.size() + " values=" + values.length);
        }
        return new Row(values, names);
    }

    @Override
    public @Nullable Object get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }

    /** Returns the names of the columns; empty when the query gives none. Never fails. */
    public List<?> names() {
        return names;
    }

    /**
     * Returns the value of a named column; a keyword may be given as a string with or without its colon.
     *
     * @throws Anomaly.Incorrect when there is no such column
     */
    public @Nullable Object get(String name) {
        Require.present(name, "name");
        for (int i = 0; i < names.size(); i++) {
            String text = String.valueOf(names.get(i));
            if (text.equals(name) || (text.startsWith(":") && text.substring(1).equals(name))) {
                return values[i];
            }
        }
        throw Require.refused("name", "must be one of " + Forms.text(names) + ": name=" + name);
    }

    /**
     * Returns the value at a position as a class, converted as the components of records are.
     *
     * @throws Anomaly.Incorrect when there is no value, or it does not fit the class without loss
     */
    public <T> T get(int index, Class<T> type) {
        if (index < 0 || index >= values.length) {
            throw Require.refused("index", "must be one of the " + values.length + " columns: index=" + index);
        }
        return RowMapper.value(values[index], Require.present(type, "type"), "column " + index);
    }

    /**
     * Returns the string at a position.
     *
     * @throws Anomaly.Incorrect when there is no such column, or no string in it
     */
    public String string(int index) {
        return get(index, String.class);
    }

    /**
     * Returns the long, integer or entity id at a position.
     *
     * @throws Anomaly.Incorrect when there is no such column, or no integer of 64 bits in it
     */
    public long integer(int index) {
        return get(index, Long.class);
    }

    /**
     * Returns the number at a position as a double, the nearest one when it is an integer or a decimal.
     *
     * @throws Anomaly.Incorrect when there is no such column, or no number in it
     */
    public double real(int index) {
        return get(index, Number.class).doubleValue();
    }

    /** Returns the row as a map from name to value; empty when the query names no columns. Never fails. */
    public Map<Object, @Nullable Object> asMap() {
        Map<Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            map.put(names.get(i), values[i]);
        }
        return Collections.unmodifiableMap(map);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return DeepValues.equal(this, other);
    }

    @Override
    public int hashCode() {
        return DeepValues.hash(this);
    }

    /** Returns the values as EDN text, shortened when EDN cannot express them. Never fails. */
    @Override
    public String toString() {
        return Forms.text(this);
    }
}
