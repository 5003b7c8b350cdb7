package io.stator.engine.query.run;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.EntityIds;
import io.stator.engine.query.plan.Goal.Pattern;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.schema.AttributeInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands at the five positions of a pattern over a database, given what is known of its variables. */
final class Positions {
    /** What may stand at a position. */
    enum Kind {
        /** Anything, and nobody asks what. */
        BLANK,
        /** A variable to be bound. */
        FREE,
        /** One value. */
        CONSTANT,
        /** A variable that has a value in each row of a relation. */
        ROWS
    }

    final Pattern pattern;
    final DatabaseValue database;
    final Kind[] kinds = new Kind[Position.COUNT];
    final @Nullable Object[] constants = new @Nullable Object[Position.COUNT];
    final @Nullable Relation[] parts = new @Nullable Relation[Position.COUNT];
    final @Nullable Column[] columns = new @Nullable Column[Position.COUNT];

    /** The attribute, when it is the same for all rows. */
    final @Nullable AttributeInfo attribute;

    /** Whether no fact can match. */
    final boolean impossible;

    private Positions(Pattern pattern, DatabaseValue database, Bindings bindings, BitSet needed) {
        this.pattern = pattern;
        this.database = database;
        for (int i = 0; i < Position.COUNT; i++) {
            place(i, bindings, needed);
        }
        this.attribute = kinds[Position.A] == Kind.CONSTANT ? constantAttribute() : null;
        this.impossible = !resolve();
    }

    /** Returns the positions of a pattern; variables that are not needed and occur once are blanks. */
    static Positions of(Pattern pattern, DatabaseValue database, Bindings bindings, BitSet needed) {
        return new Positions(pattern, database, bindings, needed);
    }

    private void place(int position, Bindings bindings, BitSet needed) {
        int slot = pattern.slot(position);
        if (slot < 0) {
            kinds[position] = pattern.isConstant(position) ? Kind.CONSTANT : Kind.BLANK;
            constants[position] = pattern.isConstant(position) ? pattern.constants()[position] : null;
            return;
        }
        Relation part = bindings.part(slot);
        if (part == null) {
            kinds[position] = needed.get(slot) || occurrences(slot) > 1 ? Kind.FREE : Kind.BLANK;
            return;
        }
        Column column = part.column(slot);
        columns[position] = column;
        if (part.size == 1) {
            kinds[position] = Kind.CONSTANT;
            constants[position] = column.get(0);
        } else {
            kinds[position] = Kind.ROWS;
            parts[position] = part;
        }
    }

    private int occurrences(int slot) {
        int count = 0;
        for (int i = 0; i < Position.COUNT; i++) {
            count += pattern.slot(i) == slot ? 1 : 0;
        }
        return count;
    }

    private boolean names(int position) {
        Column column = columns[position];
        return column == null || column.names;
    }

    private @Nullable AttributeInfo constantAttribute() {
        AttributeInfo found = Resolver.attribute(database, constants[Position.A], names(Position.A));
        if (found == null && columns[Position.A] == null) {
            throw Anomaly.incorrect(
                    "not-an-entity",
                    "Unable to resolve entity: " + Edn.describe(constants[Position.A])
                            + database.schema().similar(constants[Position.A]));
        }
        return found;
    }

    /** Makes constants what the facts hold; returns whether facts can hold them. */
    private boolean resolve() {
        boolean possible = true;
        if (kinds[Position.A] == Kind.CONSTANT) {
            possible = attribute != null;
            constants[Position.A] = attribute == null ? constants[Position.A] : (Object) (long) attribute.id();
        }
        if (kinds[Position.E] == Kind.CONSTANT) {
            long e = entity(Position.E, constants[Position.E], names(Position.E));
            constants[Position.E] = e;
            possible &= e != Resolver.NO_ENTITY;
        }
        if (kinds[Position.V] == Kind.CONSTANT) {
            constants[Position.V] = valueOf(attribute, constants[Position.V], names(Position.V));
            possible &= constants[Position.V] != null;
        }
        if (kinds[Position.TX] == Kind.CONSTANT
                && columns[Position.TX] == null
                && constants[Position.TX] instanceof Long tOrTransaction
                && EntityIds.partition(tOrTransaction) == 0) {
            constants[Position.TX] = EntityIds.transaction(tOrTransaction);
        }
        return possible;
    }

    /**
     * Returns the id of the entity that a value of a position stands for, or {@link Resolver#NO_ENTITY}.
     *
     * <p>A variable that is both entity and value is never a name: as a value it is what the facts hold, which is an id.
     */
    long entity(int position, @Nullable Object value, boolean names) {
        if (isOneVariable() && position <= Position.V && !(value instanceof Number)) {
            return Resolver.NO_ENTITY;
        }
        return Resolver.entity(database, value, names, pattern.origin());
    }

    /** Returns whether entity and value are the same variable. */
    boolean isOneVariable() {
        return pattern.slot(Position.E) >= 0 && pattern.slot(Position.E) == pattern.slot(Position.V);
    }

    /** Returns a value as the facts of an attribute hold it, or null when they cannot hold it. */
    @Nullable
    Object valueOf(@Nullable AttributeInfo of, @Nullable Object value, boolean names) {
        return of != null && !pattern.isConstant(Position.A)
                ? Resolver.valueOfOneOfSome(database, of, value, names, pattern.origin())
                : Resolver.value(database, of, value, names, pattern.origin());
    }

    /** Returns whether a position has one value, or one for each row of any relation. */
    boolean isKnown(int position) {
        return kinds[position] == Kind.CONSTANT || kinds[position] == Kind.ROWS;
    }

    /** Returns whether a position has one value, or one for each row of a relation. */
    boolean isFixed(int position, @Nullable Relation rows) {
        return kinds[position] == Kind.CONSTANT || (rows != null && parts[position] == rows);
    }

    /** Returns the relations whose rows give values to the entity, attribute or value. */
    List<Relation> partsToSeek() {
        List<Relation> found = new ArrayList<>(2);
        for (int i = 0; i <= Position.V; i++) {
            Relation part = parts[i];
            if (part != null && !found.contains(part)) {
                found.add(part);
            }
        }
        return found;
    }

    /** Returns all relations whose rows give values. */
    List<Relation> partsToJoin(@Nullable Relation without) {
        List<Relation> found = new ArrayList<>(2);
        for (Relation part : parts) {
            if (part != null && part != without && !found.contains(part)) {
                found.add(part);
            }
        }
        return found;
    }

    /**
     * Returns the variables whose values together are in no two facts that match, given the fixed positions; null when
     * there are none or the view may show a fact twice.
     */
    @Nullable
    BitSet key(@Nullable Relation rows) {
        if (database.isHistory()) {
            return null;
        }
        boolean e = isFixed(Position.E, rows) || isOutput(Position.E);
        boolean v = isFixed(Position.V, rows) || isOutput(Position.V);
        boolean a = isFixed(Position.A, rows) || isOutput(Position.A);
        BitSet key = new BitSet();
        if (attribute != null && database.isUnfiltered()) {
            if (e && !attribute.many()) {
                include(key, Position.E, rows);
                return key;
            }
            if (v && attribute.isUnique()) {
                include(key, Position.V, rows);
                return key;
            }
        }
        if (!e || !a || !v) {
            return null;
        }
        include(key, Position.E, rows);
        include(key, Position.A, rows);
        include(key, Position.V, rows);
        return key;
    }

    private boolean isOutput(int position) {
        return kinds[position] == Kind.FREE || kinds[position] == Kind.ROWS;
    }

    private void include(BitSet key, int position, @Nullable Relation rows) {
        if (!isFixed(position, rows)) {
            key.set(pattern.slot(position));
        }
    }

    /** Returns whether at most one fact matches when these positions are fixed. */
    boolean isSingle(@Nullable Relation rows) {
        if (attribute == null || !database.isUnfiltered()) {
            return false;
        }
        boolean e = isFixed(Position.E, rows);
        boolean v = isFixed(Position.V, rows);
        return (e && (v || !attribute.many())) || (v && attribute.isUnique());
    }
}
