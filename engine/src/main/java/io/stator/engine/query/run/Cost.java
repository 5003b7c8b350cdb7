package io.stator.engine.query.run;

import java.util.Comparator;

/**
 * What a clause is estimated to cost; what is of a lower tier, and in a tier what takes less time, should run earlier.
 *
 * @param tier whether it is put off whatever it takes
 * @param nanos the time
 */
record Cost(Tier tier, double nanos) implements Comparable<Cost> {
    /** What is put off for a reason that no time outweighs; later ones are put off more. */
    enum Tier {
        /** What is judged by its time alone. */
        USUAL,
        /** A recursive rule of whose arguments none is known: it finds all there is. */
        UNBOUND_RECURSION,
        /** A function is still to bind a variable that stands for an entity: what it returns may be a name, which only a pattern that runs later resolves. */
        AWAITS_NAMES,
        /** Only the value is known, which finds references only. */
        VALUE_ALONE,
        /** Both of these. */
        VALUE_ALONE_AWAITS_NAMES,
        /** Rows of relations that share no variable must be combined. */
        CROSS_PRODUCT
    }

    /** What costs nothing and comes first. */
    static final Cost NOTHING = usual(0);

    private static final Comparator<Cost> ORDER =
            Comparator.comparing(Cost::tier).thenComparingDouble(Cost::nanos);

    /** Returns the cost of what is judged by its time. */
    static Cost usual(double nanos) {
        return new Cost(Tier.USUAL, nanos);
    }

    /** Returns what both cost together, which is put off like the one that is put off more. */
    Cost plus(Cost other) {
        return new Cost(tier.compareTo(other.tier) < 0 ? other.tier : tier, nanos + other.nanos);
    }

    @Override
    public int compareTo(Cost other) {
        return ORDER.compare(this, other);
    }
}
