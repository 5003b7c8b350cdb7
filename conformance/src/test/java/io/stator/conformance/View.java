package io.stator.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One database value of a {@link Session}. */
interface View {
    /** Returns the t of the newest transaction. */
    long t();

    /** Returns the t, the as-of point and the since point under {@code :t}, {@code :as-of} and {@code :since}; absent points are null. */
    Map<?, ?> points();

    /** Returns this database as it was at a time point. */
    View asOf(@Nullable Object timePoint);

    /** Returns what was added after a time point. */
    View since(@Nullable Object timePoint);

    /** Returns all assertions and retractions. */
    View history();

    /** Returns what a transaction would do. */
    Report with(@Nullable Object txData);

    /** Returns what a pattern selects of an entity. */
    @Nullable
    Object pull(@Nullable Object pattern, @Nullable Object entity);

    /** Returns the datoms of an index, each a list of five parts. */
    List<List<?>> facts(Object index, List<?> components);

    /** Returns the datoms of an index, each a list of five parts with the attribute as its ident. */
    default List<List<?>> datoms(Object index, List<?> components) {
        return named(this, facts(index, components));
    }

    /** Returns the ident of an attribute, or its id when it has none. */
    Object ident(Object attribute);

    /** Returns datoms with their attributes as idents. */
    static List<List<?>> named(View view, List<List<?>> facts) {
        List<List<?>> rows = new ArrayList<>();
        for (List<?> fact : facts) {
            List<Object> row = new ArrayList<>(fact);
            row.set(1, view.ident(fact.get(1)));
            rows.add(row);
        }
        return rows;
    }

    /** Returns what a pattern selects along an index; the arguments are those of Datomic's {@code index-pull}. */
    List<?> indexPull(Map<?, ?> arguments);

    /** Returns the datoms of an attribute between two values, in the shape of {@link #datoms}. */
    List<?> range(@Nullable Object attribute, @Nullable Object start, @Nullable Object end);

    /** Returns the id of the entity with an ident, or null. */
    @Nullable
    Long entityId(Object ident);
}
