package io.stator.engine.query.run;

import io.stator.engine.index.FactCursor;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.run.Positions.Kind;
import io.stator.engine.query.syntax.Position;
import org.jspecify.annotations.Nullable;

/**
 * A pattern over a database, with what it would cost to run it now and the cheapest way to do so.
 *
 * <p>The ways are: to scan what the constants select (of an attribute within a range where predicates give one) and to
 * join the facts by hashing; or to seek in an index for each row of a relation that has some of the variables. Both
 * are counted exactly, the seeks on a sample of rows.
 */
final class AccessPath {
    /** What looking up one key in an index costs. */
    static final double SEEK_NANOS = 700;

    /** What reading one more fact costs. */
    static final double SCAN_NANOS = 20;

    /** What putting a row into a hash table, or looking one up there, costs. */
    static final double HASH_NANOS = 30;

    /** From so many rows on it is worth asking whether anybody needs them. */
    private static final int MULTIPLIED_MIN = 256;

    /** The number of rows of which the number of matches is counted. */
    private static final int SAMPLE_ROWS = 8;

    final Positions positions;
    final @Nullable Range range;

    /** The relation for whose rows to seek; null to scan. */
    @Nullable
    Relation seekRows;

    /** The estimated time. */
    double nanos = Double.POSITIVE_INFINITY;

    /** The estimated number of rows afterwards. */
    double rows = Double.POSITIVE_INFINITY;

    private boolean multiplied;

    AccessPath(Positions positions, @Nullable Range range) {
        this.positions = positions;
        this.range = isRangeUseful(positions) ? range : null;
        if (positions.impossible) {
            nanos = 0;
            rows = 0;
            return;
        }
        considerScan();
        for (Relation part : positions.partsToSeek()) {
            considerSeek(part);
        }
    }

    private static boolean isRangeUseful(Positions positions) {
        return positions.attribute != null
                && positions.kinds[Position.E] != Kind.CONSTANT
                && positions.kinds[Position.V] == Kind.FREE;
    }

    private void considerScan() {
        boolean attribute = positions.kinds[Position.A] == Kind.CONSTANT;
        if (!attribute
                && positions.kinds[Position.E] != Kind.CONSTANT
                && (positions.kinds[Position.V] != Kind.CONSTANT || isMoreThanValueKnown())) {
            return;
        }
        double facts = positions.isSingle(null) ? 1 : scanCount();
        nanos = facts * SCAN_NANOS;
        rows = facts;
        for (Relation part : positions.partsToJoin(null)) {
            nanos += (facts + part.size) * HASH_NANOS;
        }
    }

    /** Returns whether entities or attributes are known: by the value alone only references can be found. */
    private boolean isMoreThanValueKnown() {
        return positions.kinds[Position.E] == Kind.ROWS || positions.kinds[Position.A] == Kind.ROWS;
    }

    private double scanCount() {
        if (range != null && positions.attribute != null) {
            return range.estimate(positions.database, positions.attribute.id());
        }
        Seek seek = new Seek(positions, null);
        return seek.to(0) ? seek.estimate() : 0;
    }

    private void considerSeek(Relation part) {
        if (!positions.isFixed(Position.E, part) && !positions.isFixed(Position.A, part) && isMoreThanValueKnown()) {
            return;
        }
        Seek seek = new Seek(positions, part);
        int sample = Math.min(part.size, SAMPLE_ROWS);
        double matches = part.size > sample ? 0.5 : 0;
        for (int i = 0; i < sample; i++) {
            if (seek.to((int) ((long) i * part.size / sample))) {
                matches += seek.estimate();
            }
        }
        double found = matches / sample * part.size;
        rows = Math.min(rows, found);
        multiplied |= found >= MULTIPLIED_MIN && found >= 2.0 * part.size;
        double cost = part.size * SEEK_NANOS + found * SCAN_NANOS;
        if (cost < nanos) {
            nanos = cost;
            seekRows = part;
        }
    }

    /** Returns whether the pattern makes many rows of each that is known, as far as a sample tells. */
    boolean multiplies() {
        return multiplied;
    }

    /** Returns the facts to scan. */
    FactCursor scan(Seek seek) {
        return range != null && positions.attribute != null
                ? range.cursor(positions.database, positions.attribute.id())
                : seek.cursor();
    }
}
