package io.stator.engine.query.run;

import io.stator.Index;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.Values;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.run.Positions.Kind;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.schema.AttributeInfo;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The facts that match the fixed positions of a pattern, for one row of a relation after another, or for none; not
 * thread-safe.
 */
final class Seek {
    private final Positions positions;
    private final DatabaseValue database;
    private final @Nullable Relation rows;
    private final boolean single;
    private final boolean[] checked = new boolean[Position.COUNT];
    private final @Nullable Object[] wanted = new @Nullable Object[Position.COUNT];
    private final int[] twins;
    private boolean checksAny;
    private @Nullable Prefix prefix;

    Seek(Positions positions, @Nullable Relation rows) {
        this.positions = positions;
        this.database = positions.database;
        this.rows = rows;
        this.twins = twins(positions);
        this.single = positions.isSingle(rows) && positions.kinds[Position.TX] != Kind.CONSTANT;
    }

    /** Returns pairs of positions that have the same variable, to be bound here. */
    private static int[] twins(Positions positions) {
        int[] pairs = new int[2 * Position.COUNT];
        int count = 0;
        for (int i = 0; i < Position.COUNT; i++) {
            for (int j = i + 1; j < Position.COUNT; j++) {
                int slot = positions.pattern.slot(i);
                if (slot >= 0 && slot == positions.pattern.slot(j)) {
                    pairs[count++] = i;
                    pairs[count++] = j;
                    break;
                }
            }
        }
        return Arrays.copyOf(pairs, count);
    }

    /** Goes to a row; returns whether any fact can match it. */
    boolean to(int row) {
        prefix = null;
        checksAny = false;
        Object e = fixed(Position.E, row);
        long a = -1;
        AttributeInfo attribute = positions.attribute;
        if (positions.isFixed(Position.A, rows)) {
            attribute = attribute == null ? attributeAt(row) : attribute;
            if (attribute == null) {
                return false;
            }
            a = attribute.id();
        }
        Object v = null;
        if (positions.isFixed(Position.V, rows)) {
            v = valueAt(attribute, row);
            if (v == null) {
                return false;
            }
        }
        if (positions.impossible || (e != null && (Long) e == Resolver.NO_ENTITY)) {
            return false;
        }
        prefix = prefix((Long) e, (int) a, v);
        for (int i = 0; i < Position.COUNT; i++) {
            checked[i] = false;
        }
        if (v != null && ((e != null && a < 0) || Resolver.mayDiffer(attribute, v))) {
            want(Position.V, v);
        }
        for (int i = Position.TX; i < Position.COUNT; i++) {
            if (positions.isFixed(i, rows)) {
                want(i, fixed(i, row));
            }
        }
        return prefix != null;
    }

    private void want(int position, @Nullable Object value) {
        checked[position] = true;
        wanted[position] = value;
        checksAny = true;
    }

    private @Nullable Object fixed(int position, int row) {
        if (positions.kinds[position] == Kind.CONSTANT) {
            return positions.constants[position];
        }
        Column column = positions.columns[position];
        if (rows == null || column == null || positions.parts[position] != rows) {
            return null;
        }
        if (position == Position.E) {
            return column.kind == Column.Kind.LONG
                    ? (Object) column.longs[row]
                    : positions.entity(position, column.get(row), column.names);
        }
        return column.get(row);
    }

    private @Nullable AttributeInfo attributeAt(int row) {
        Column column = positions.columns[Position.A];
        return column == null ? null : Resolver.attribute(database, column.get(row), column.names);
    }

    private @Nullable Object valueAt(@Nullable AttributeInfo attribute, int row) {
        Column column = positions.columns[Position.V];
        if (positions.kinds[Position.V] == Kind.CONSTANT) {
            boolean resolved = positions.attribute != null || attribute == null;
            return resolved
                    ? positions.constants[Position.V]
                    : positions.valueOf(attribute, positions.constants[Position.V], column == null || column.names);
        }
        return column == null ? null : positions.valueOf(attribute, column.get(row), column.names);
    }

    private static @Nullable Prefix prefix(@Nullable Long e, int a, @Nullable Object v) {
        if (e != null) {
            if (a < 0) {
                return Prefix.entity(e);
            }
            return v == null ? Prefix.entityAttribute(e, a) : Prefix.entityAttributeValue(e, a, v);
        }
        if (a >= 0) {
            return v == null ? Prefix.attribute(a) : Prefix.attributeValue(a, v);
        }
        return v instanceof Long target ? Prefix.referencesTo(target) : null;
    }

    /** Returns the index in which they are; null when no fact can match the row. */
    @Nullable
    Index index() {
        return prefix == null ? null : prefix.index();
    }

    /** Returns about how many facts the row matches. */
    long estimate() {
        return prefix == null ? 0 : database.estimate(prefix);
    }

    /** Returns whether no more than one fact matches any row. */
    boolean isSingle() {
        return single;
    }

    /** Returns the only fact that matches the row, or null. */
    @Nullable
    Fact only() {
        Fact fact = prefix == null ? null : database.first(prefix);
        return fact != null && matches(fact) ? fact : null;
    }

    /** Returns a cursor over the facts among which are those that match the row. */
    FactCursor cursor() {
        return prefix == null ? FactCursor.EMPTY : database.facts(prefix);
    }

    /** Returns whether every fact of the cursor matches. */
    boolean matchesAll() {
        return !checksAny && twins.length == 0;
    }

    /** Returns whether a fact of the cursor matches the row. */
    boolean matches(Fact fact) {
        if (checksAny) {
            for (int i = Position.V; i < Position.COUNT; i++) {
                if (checked[i] && !Values.equal(at(fact, i), wanted[i])) {
                    return false;
                }
            }
        }
        for (int i = 0; i < twins.length; i += 2) {
            if (!Values.equal(at(fact, twins[i]), at(fact, twins[i + 1]))) {
                return false;
            }
        }
        return true;
    }

    private static Object at(Fact fact, int position) {
        return switch (position) {
            case Position.E -> fact.e;
            case Position.A -> (long) fact.a;
            case Position.V -> fact.stored();
            case Position.TX -> fact.tx();
            default -> fact.added();
        };
    }
}
