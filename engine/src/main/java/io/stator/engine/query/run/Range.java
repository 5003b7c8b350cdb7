package io.stator.engine.query.run;

import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.Values;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.segment.SegmentPart;
import org.jspecify.annotations.Nullable;

/**
 * The facts of an attribute with values between two bounds, both included; a missing bound is null.
 *
 * @param low the least value
 * @param high the greatest value
 */
record Range(@Nullable Object low, @Nullable Object high) {
    /** Returns this range within one more pair of bounds. */
    Range and(@Nullable Object otherLow, @Nullable Object otherHigh) {
        Object nextLow = low == null || (otherLow != null && Values.compare(otherLow, low) > 0) ? otherLow : low;
        Object nextHigh = high == null || (otherHigh != null && Values.compare(otherHigh, high) < 0) ? otherHigh : high;
        return new Range(nextLow, nextHigh);
    }

    /** Returns about how many facts there are. */
    long estimate(DatabaseValue database, int attribute) {
        Prefix all = Prefix.attributeByValue(attribute);
        long from =
                low == null ? database.rank(all, false) : database.rank(Prefix.attributeValue(attribute, low), false);
        long to = high == null ? database.rank(all, true) : database.rank(Prefix.attributeValue(attribute, high), true);
        return Math.max(0, to - from);
    }

    /** Returns the facts in the order of their values. */
    FactCursor cursor(DatabaseValue database, int attribute) {
        if (low == null && high == null) {
            return database.facts(Prefix.attributeByValue(attribute));
        }
        FactCursor from = low == null
                ? database.facts(Prefix.attributeByValue(attribute))
                : database.factsFrom(Prefix.attributeValue(attribute, low));
        return new Bounded(from, attribute, high);
    }

    private static final class Bounded implements FactCursor {
        private final FactCursor facts;
        private final int attribute;
        private final @Nullable Object high;
        private final Prefix inside;
        private boolean finished;

        Bounded(FactCursor facts, int attribute, @Nullable Object high) {
            this.facts = facts;
            this.attribute = attribute;
            this.high = high;
            this.inside = high == null ? Prefix.attributeByValue(attribute) : Prefix.attributeValue(attribute, high);
        }

        @Override
        public @Nullable Fact next() {
            if (finished) {
                return null;
            }
            Fact fact = facts.next();
            if (fact == null || fact.a != attribute || (high != null && Values.compare(fact.stored(), high) > 0)) {
                finished = true;
                return null;
            }
            return fact;
        }

        @Override
        public @Nullable SegmentPart nextPart() {
            SegmentPart part = finished ? null : facts.nextPart();
            if (part == null) {
                return null;
            }
            int end = Math.min(part.to(), part.segment().end(inside.pattern(), inside.components(), part.from()));
            finished = end < part.to();
            return end == part.from() ? null : new SegmentPart(part.segment(), part.from(), end);
        }
    }
}
