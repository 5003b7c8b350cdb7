package io.stator.engine.query.run;

import io.stator.Index;
import io.stator.QueryStats.Access;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.query.limit.Guard;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Column;
import io.stator.engine.query.relation.ColumnBuilder;
import io.stator.engine.query.relation.Joins;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowIndex;
import io.stator.engine.query.relation.Rows;
import io.stator.engine.query.run.Positions.Kind;
import io.stator.engine.query.syntax.Position;
import io.stator.engine.segment.SegmentPart;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a pattern over a database in the way that was chosen for it; not thread-safe. */
final class PatternRun {
    private static final int BATCH = 512;
    private static final int BATCH_SMALL = 32;
    private static final int GROUPED_FROM = 16;

    private final AccessPath path;
    private final Positions positions;
    private final Bindings bindings;
    private final Guard guard;

    /** How many facts were read. */
    private long facts;

    /** Where they were looked for; null when nothing had to be looked for. */
    private @Nullable Index index;

    PatternRun(AccessPath path, Bindings bindings, Guard guard) {
        this.path = path;
        this.positions = path.positions;
        this.bindings = bindings;
        this.guard = guard;
    }

    /** Makes the bindings hold only what also matches the pattern. */
    void run() {
        if (positions.impossible) {
            bindings.fail();
            return;
        }
        Relation rows = path.seekRows;
        if (rows == null) {
            join(scan(Integer.MAX_VALUE, part -> {}), null);
        } else {
            join(seek(rows), rows);
        }
    }

    /** Has somebody take note of what was done. */
    void tell(@Nullable Tally tally) {
        if (tally != null) {
            Access scan = path.range == null ? Access.SCAN : Access.RANGE;
            tally.found(path.seekRows == null ? scan : Access.SEEK, index, path.rows, facts);
        }
    }

    private FactColumns outputs(@Nullable Relation rows) {
        FactColumns outputs = new FactColumns();
        for (int i = 0; i < Position.COUNT; i++) {
            boolean other = positions.kinds[i] == Kind.ROWS && positions.parts[i] != rows;
            if (positions.kinds[i] == Kind.FREE || other) {
                outputs.include(i, positions.pattern.slot(i));
            }
        }
        return outputs;
    }

    /**
     * Returns the last facts that the constants select, joined with nothing, after handing on those before.
     *
     * @param rowsAtOnce how many are handed on together, at least
     */
    Relation scan(int rowsAtOnce, Consumer<Relation> taker) {
        FactColumns outputs = outputs(null);
        Seek seek = new Seek(positions, null);
        if (!seek.to(0)) {
            return Relation.empty(outputs.slots());
        }
        if (path.range == null && seek.isSingle()) {
            index = seek.index();
            return one(seek.only(), outputs);
        }
        index = path.range == null ? seek.index() : Index.AVET;
        FactCursor cursor = path.scan(seek);
        if (outputs.count() == 0) {
            return Relation.unit(anyMatches(seek, cursor));
        }
        Fact[] batch = new Fact[path.rows < BATCH ? BATCH_SMALL : BATCH];
        boolean all = seek.matchesAll();
        if (all && path.range == null && positions.database.isUnfiltered() && path.rows <= Integer.MAX_VALUE) {
            guard.rows((long) Math.min(path.rows, rowsAtOnce));
            outputs.expect((int) Math.min(path.rows, rowsAtOnce));
        }
        int length;
        do {
            SegmentPart part = all ? cursor.nextPart() : null;
            if (part != null) {
                length = part.size();
                outputs.addAll(part);
                batch = batch.length > BATCH_SMALL ? new Fact[BATCH_SMALL] : batch;
            } else {
                length = cursor.fill(batch);
                outputs.addAll(batch, all ? length : compact(batch, length, seek));
            }
            facts += length;
            guard.check();
            guard.rows(outputs.size(), outputs.madeBytes());
            if (outputs.size() >= rowsAtOnce) {
                taker.accept(relation(outputs));
                outputs = outputs(null);
            }
        } while (length > 0);
        return relation(outputs);
    }

    private Relation relation(FactColumns outputs) {
        return new Relation(outputs.slots(), outputs.columns(), outputs.size(), positions.key(null));
    }

    private Relation one(@Nullable Fact fact, FactColumns outputs) {
        facts += fact == null ? 0 : 1;
        if (outputs.count() == 0) {
            return Relation.unit(fact != null);
        }
        if (fact != null) {
            outputs.add(fact);
        }
        return relation(outputs);
    }

    private static int compact(Fact[] batch, int length, Seek seek) {
        int kept = 0;
        for (int i = 0; i < length; i++) {
            if (seek.matches(batch[i])) {
                batch[kept++] = batch[i];
            }
        }
        return kept;
    }

    private boolean anyMatches(Seek seek, FactCursor cursor) {
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            facts++;
            if (seek.matches(fact)) {
                return true;
            }
        }
        return false;
    }

    /** Returns the rows of a relation with what each of them matches. */
    private Relation seek(Relation rows) {
        FactColumns outputs = outputs(rows);
        Seek seek = new Seek(positions, rows);
        Rows found = new Rows(rows.size);
        Column[] keys = seekKeys(rows);
        if (rows.size < GROUPED_FROM || isDistinct(rows)) {
            for (int row = 0; row < rows.size; row++) {
                guard.tick(row << 4);
                seekOne(seek, row, outputs, found, null);
            }
        } else {
            RowIndex same = new RowIndex(keys, rows.size, guard);
            for (int row = 0; row < rows.size; row++) {
                guard.tick(row << 4);
                if (same.first(keys, row) == row) {
                    seekOne(seek, row, outputs, found, same);
                }
            }
        }
        boolean semi = outputs.count() == 0;
        BitSet key = semi ? rows.candidateKey : Relation.union(rows.candidateKey, positions.key(rows));
        Relation result = rows.gather(found, key, guard);
        int[] slots = outputs.slots();
        Column[] columns = outputs.columns();
        for (int i = 0; i < slots.length; i++) {
            result = result.plus(slots[i], columns[i]);
        }
        return result;
    }

    private Column[] seekKeys(Relation rows) {
        Column[] keys = new Column[Position.COUNT];
        int count = 0;
        for (int i = 0; i < Position.COUNT; i++) {
            Column column = positions.columns[i];
            if (column != null && positions.parts[i] == rows) {
                keys[count++] = column;
            }
        }
        return Arrays.copyOf(keys, count);
    }

    private boolean isDistinct(Relation rows) {
        BitSet slots = new BitSet();
        for (int i = 0; i < Position.COUNT; i++) {
            if (positions.parts[i] == rows) {
                slots.set(positions.pattern.slot(i));
            }
        }
        return Relation.isWithin(rows.candidateKey, slots);
    }

    /** Seeks for a row, and adds what is found to it and to the rows after it with the same key. */
    private void seekOne(Seek seek, int row, FactColumns outputs, Rows found, @Nullable RowIndex same) {
        if (!seek.to(row)) {
            return;
        }
        index = seek.index();
        if (seek.isSingle()) {
            Fact fact = seek.only();
            if (fact != null) {
                facts++;
                addToAll(fact, row, outputs, found, same);
            }
            return;
        }
        FactCursor cursor = seek.cursor();
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            facts++;
            if (seek.matches(fact)) {
                addToAll(fact, row, outputs, found, same);
                if (outputs.count() == 0) {
                    return;
                }
                guard.rows(found.size());
                guard.tick(found.size());
            }
        }
    }

    private static void addToAll(Fact fact, int row, FactColumns outputs, Rows found, @Nullable RowIndex same) {
        int member = row;
        while (member >= 0) {
            found.add(member);
            outputs.add(fact);
            member = same == null ? -1 : same.next(member);
        }
    }

    /** Joins what was found with the other relations that have variables of the pattern. */
    private void join(Relation found, @Nullable Relation sought) {
        Relation joined = found;
        for (Relation part : positions.partsToJoin(sought)) {
            bindings.remove(part);
            joined = joinWith(part, joined);
        }
        if (sought != null) {
            bindings.remove(sought);
        }
        bindings.add(joined);
    }

    private Relation joinWith(Relation part, Relation found) {
        Column[] partKeys = new Column[Position.COUNT];
        Column[] foundKeys = new Column[Position.COUNT];
        BitSet shared = new BitSet();
        int count = 0;
        for (int i = 0; i < Position.COUNT; i++) {
            int slot = positions.pattern.slot(i);
            Column column = positions.columns[i];
            if (column != null && positions.parts[i] == part && !shared.get(slot)) {
                shared.set(slot);
                partKeys[count] = resolved(i, column, part.size);
                foundKeys[count++] = found.column(slot);
            }
        }
        partKeys = Arrays.copyOf(partKeys, count);
        foundKeys = Arrays.copyOf(foundKeys, count);
        if (shared.cardinality() == found.slots.length) {
            return Joins.semi(part, partKeys, found, foundKeys, true, guard);
        }
        return Joins.join(part, partKeys, found, foundKeys, shared, guard);
    }

    /** Returns the values of a column as the facts hold them. */
    private Column resolved(int position, Column column, int size) {
        if (column.kind != Column.Kind.OBJECT || position > Position.V) {
            return column;
        }
        ColumnBuilder builder = new ColumnBuilder();
        for (int row = 0; row < size; row++) {
            builder.add(resolved(position, column, column.get(row)));
        }
        return builder.build();
    }

    private @Nullable Object resolved(int position, Column column, @Nullable Object value) {
        boolean reference = positions.attribute != null && positions.attribute.isRef();
        boolean written = positions.pattern.isConstant(Position.A) || positions.isOneVariable();
        if (position == Position.E || (position == Position.V && reference && written)) {
            return positions.entity(position, value, column.names);
        }
        if (position == Position.A) {
            var attribute = Resolver.attribute(positions.database, value, column.names);
            return attribute == null ? Resolver.NO_ENTITY : (long) attribute.id();
        }
        return positions.valueOf(positions.attribute, value, column.names);
    }
}
