package io.stator.engine.query.run;

import io.stator.engine.index.FactCursor;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.run.Positions.Kind;
import io.stator.engine.query.syntax.Position;
import java.util.List;
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
    final @Nullable Relation seekRows;

    /** The estimated time. */
    final double nanos;

    /** The estimated number of rows afterwards. */
    final double rows;

    /** Whether the pattern makes many rows of each that is known, as far as a sample tells. */
    final boolean multiplies;

    AccessPath(Positions positions, @Nullable Range range) {
        this.positions = positions;
        this.range = isRangeUseful(positions) ? range : null;
        boolean scans = !positions.impossible && canScan();
        double least = positions.impossible ? 0 : Double.POSITIVE_INFINITY;
        double fewest = least;
        Relation sought = null;
        boolean multiplied = false;
        if (scans) {
            fewest = positions.isSingle(null) ? 1 : scanCount();
            least = scanNanos(fewest);
        }
        for (Relation part : positions.impossible ? List.<Relation>of() : positions.partsToSeek()) {
            if (!canSeek(part)) {
                continue;
            }
            double found = seekCount(part);
            fewest = Math.min(fewest, found);
            multiplied |= found >= MULTIPLIED_MIN && found >= 2.0 * part.size;
            double cost = part.size * SEEK_NANOS + found * SCAN_NANOS;
            if (cost < least) {
                least = cost;
                sought = part;
            }
        }
        this.nanos = least;
        this.rows = fewest;
        this.seekRows = sought;
        this.multiplies = multiplied;
    }

    private static boolean isRangeUseful(Positions positions) {
        return positions.attribute != null
                && positions.kinds[Position.E] != Kind.CONSTANT
                && positions.kinds[Position.V] == Kind.FREE;
    }

    /** Returns whether the constants select facts that are next to each other in an index. */
    private boolean canScan() {
        return positions.kinds[Position.A] == Kind.CONSTANT
                || positions.kinds[Position.E] == Kind.CONSTANT
                || (positions.kinds[Position.V] == Kind.CONSTANT && !isMoreThanValueKnown());
    }

    private double scanNanos(double facts) {
        double time = facts * SCAN_NANOS;
        for (Relation part : positions.partsToJoin(null)) {
            time += (facts + part.size) * HASH_NANOS;
        }
        return time;
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

    private boolean canSeek(Relation part) {
        return positions.isFixed(Position.E, part) || positions.isFixed(Position.A, part) || !isMoreThanValueKnown();
    }

    /** Returns how many facts are found for the rows of a relation, as far as a sample tells. */
    private double seekCount(Relation part) {
        Seek seek = new Seek(positions, part);
        int sample = Math.min(part.size, SAMPLE_ROWS);
        double matches = part.size > sample ? 0.5 : 0;
        for (int i = 0; i < sample; i++) {
            if (seek.to((int) ((long) i * part.size / sample))) {
                matches += seek.estimate();
            }
        }
        return matches / sample * part.size;
    }

    /** Returns the facts to scan. */
    FactCursor scan(Seek seek) {
        return range != null && positions.attribute != null
                ? range.cursor(positions.database, positions.attribute.id())
                : seek.cursor();
    }
}
