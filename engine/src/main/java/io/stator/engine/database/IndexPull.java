package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.Index;
import io.stator.PulledEntity;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.spi.GivenValues;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A walk along the facts of an attribute, in the order of an index or against it, on which each gives an entity to pull. */
public final class IndexPull {
    private static final String INVALID = "invalid-pull";

    private final DatabaseValue database;
    private final Prefix start;
    private final boolean backward;

    private IndexPull(DatabaseValue database, Prefix start, boolean backward) {
        this.database = database;
        this.start = start;
        this.backward = backward;
    }

    /**
     * Returns a walk in the order of an index.
     *
     * @throws Anomaly.Incorrect when no walk can begin there
     */
    public static IndexPull forward(DatabaseValue database, Index index, @Nullable Object[] start) {
        return new IndexPull(database, start(database, index, start), false);
    }

    /**
     * Returns a walk against the order of an index.
     *
     * @throws Anomaly.Incorrect when no walk can begin there
     */
    public static IndexPull backward(DatabaseValue database, Index index, @Nullable Object[] start) {
        return new IndexPull(database, start(database, index, start), true);
    }

    private static Prefix start(DatabaseValue database, @Nullable Index index, @Nullable Object @Nullable [] parts) {
        Object name = parts == null || parts.length == 0 ? null : parts[0];
        if (index == null || name == null || parts == null) {
            throw Anomaly.incorrect("nil-input", "selector, index, and start attribute must be specified");
        }
        AttributeInfo attribute = database.requireAttribute(name);
        Object second = parts.length > 1 ? GivenValues.take(parts[1]) : null;
        Object third = parts.length > 2 ? GivenValues.take(parts[2]) : null;
        if (second == null && third != null) {
            throw Anomaly.incorrect(
                    INVALID,
                    "start must have no nil before others, for it is a prefix of the index: start="
                            + Arrays.asList(parts));
        }
        if (parts.length > 3) {
            throw Anomaly.incorrect(INVALID, "start must have at most three parts, found " + parts.length);
        }
        if (database.isHistory()) {
            throw new Anomaly.Incorrect("Can't pull from history");
        }
        int components = second == null ? 1 : third == null ? 2 : 3;
        return switch (index) {
            case AVET -> byValue(database, attribute, second, third, components);
            case AEVT -> byEntity(database, attribute, second, third, components);
            default -> throw Anomaly.incorrect(INVALID, "index must be :avet or :aevt, found " + index.keyword());
        };
    }

    private static Prefix byValue(
            DatabaseValue database,
            AttributeInfo attribute,
            @Nullable Object value,
            @Nullable Object entity,
            int components) {
        if (value == null && attribute.many()) {
            throw Anomaly.incorrect(
                    INVALID,
                    attribute.ident() + " is not card-one, as required for :avet when start has only A specified");
        }
        Object v = value == null ? 0L : DatomAccess.value(database, attribute, value);
        long e = entity == null ? 0 : Meaning.requireEntity(database, entity);
        if (value != null && entity == null && !attribute.isRef()) {
            v = DatomAccess.ofSize(database, attribute, value);
        }
        return new Prefix(Index.AVET, Fact.of(e, attribute.id(), v, 0, true), components);
    }

    private static Prefix byEntity(
            DatabaseValue database,
            AttributeInfo attribute,
            @Nullable Object entity,
            @Nullable Object value,
            int components) {
        if (!attribute.many()) {
            throw Anomaly.incorrect(INVALID, attribute.ident() + " is not card-many, as required for :aevt");
        }
        if (!attribute.isRef()) {
            throw Anomaly.incorrect(INVALID, attribute.ident() + " is not a reference, as required for :aevt");
        }
        long e = entity == null ? 0 : Meaning.requireEntity(database, entity);
        Object v = value == null ? 0L : DatomAccess.value(database, attribute, value);
        return new Prefix(Index.AEVT, Fact.of(e, attribute.id(), v, 0, true), components);
    }

    /** Returns an iterator that pulls nothing of the entities it skips. */
    public SkippingIterator<PulledEntity> iterator(LongFunction<PulledEntity> pull, Budget budget) {
        DatabaseValue watched = database.watchedBy(budget.effort());
        FactCursor facts = backward ? watched.factsBackFrom(start) : watched.factsFrom(start);
        return new SkippingIterator<>() {
            private @Nullable Fact next = advance();

            private @Nullable Fact advance() {
                Fact fact = facts.next();
                return fact != null && fact.a == start.pattern().a ? fact : null;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public void skip(long count) {
                if (next != null && count > 0) {
                    facts.skip(count - 1);
                    next = advance();
                }
            }

            @Override
            public PulledEntity next() {
                Fact fact = next;
                if (fact == null) {
                    throw new NoSuchElementException("no datom is left");
                }
                next = advance();
                return pull.apply(start.index() == Index.AEVT ? fact.bits : fact.e);
            }
        };
    }
}
