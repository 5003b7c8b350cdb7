package io.stator.engine.database;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.Index;
import io.stator.ValueType;
import io.stator.edn.EdnVector;
import io.stator.engine.datom.Effort;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.Values;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.spi.GivenValues;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads datoms of an index by the components or the range a caller names. */
public final class DatomAccess {
    private static final Predicate<Fact> ALL = fact -> true;
    /** How many facts that are not wanted are passed over between two looks at the deadline. */
    private static final int DEADLINE_STRIDE = 1024;

    private static final String INVALID = "invalid-components";

    private final Function<Effort, FactCursor> cursors;
    private final Predicate<Fact> wanted;
    private final Predicate<Fact> end;

    private DatomAccess(Function<Effort, FactCursor> cursors, Predicate<Fact> wanted, Predicate<Fact> end) {
        this.cursors = cursors;
        this.wanted = wanted;
        this.end = end;
    }

    /**
     * Returns access to the datoms whose first components, in the order of the index, are these.
     *
     * @throws Anomaly.Incorrect when one follows a nil, or the value of a reference names an entity that is not there
     */
    public static DatomAccess components(DatabaseValue database, Index index, @Nullable Object[] components) {
        return new Components(database, index, components).access();
    }

    /** The components of datoms that are asked for, read one after another; not thread-safe. */
    private static final class Components {
        private final DatabaseValue database;
        private final Index index;
        private final List<?> given;
        private long e;
        private int a;
        private Object v = 0L;
        private boolean nothing;
        private Predicate<Fact> wanted = ALL;

        Components(DatabaseValue database, Index index, @Nullable Object[] components) {
            this.database = database;
            this.index = index;
            this.given = prefix(EdnVector.copyOf(Arrays.asList(components)));
        }

        /** Returns the components before the nils at the end. */
        private static List<?> prefix(List<?> components) {
            int length = components.size();
            while (length > 0 && components.get(length - 1) == null) {
                length--;
            }
            List<?> prefix = components.subList(0, length);
            if (length > Datom.SIZE) {
                throw Anomaly.incorrect(
                        INVALID, "components must be at most " + Datom.SIZE + ": components=" + components);
            }
            if (prefix.contains(null)) {
                throw Anomaly.incorrect(
                        INVALID,
                        "components must have no nil before others, for they are a prefix of the index: components="
                                + components);
            }
            return prefix;
        }

        DatomAccess access() {
            for (int i = 0; i < given.size(); i++) {
                Object component = GivenValues.take(given.get(i));
                if (component != null) {
                    read(i < 3 ? index.keyword().name().charAt(i) : i == 3 ? 't' : '+', component);
                }
            }
            int length = given.size();
            boolean byScale = index == Index.AVET
                    && length >= 3
                    && hasScales(database.schema().attribute(a));
            Prefix prefix = new Prefix(index, Fact.of(e, a, v, 0, true), byScale ? 2 : Math.min(length, 3));
            Predicate<Fact> rest = wanted;
            long entity = e;
            Predicate<Fact> all = byScale ? fact -> fact.e == entity && rest.test(fact) : rest;
            return nothing
                    ? new DatomAccess(effort -> FactCursor.EMPTY, all, fact -> false)
                    : new DatomAccess(effort -> database.watchedBy(effort).facts(prefix), all, fact -> false);
        }

        private void read(char part, Object component) {
            switch (part) {
                case 'e' -> {
                    Long id = database.entityId(component);
                    nothing |= id == null;
                    e = id == null ? 0 : id;
                }
                case 'a' -> {
                    AttributeInfo attribute = attribute(component);
                    nothing |= attribute == null;
                    a = attribute == null ? 0 : attribute.id();
                }
                case 'v' -> v = value(component);
                case 't' -> {
                    long t = database.timePoint(component);
                    wanted = fact -> fact.t() == t;
                }
                default -> {
                    if (!(component instanceof Boolean added)) {
                        throw Anomaly.incorrect(
                                INVALID, "the fifth component must be true or false: component=" + component);
                    }
                    Predicate<Fact> before = wanted;
                    wanted = fact -> before.test(fact) && fact.added() == added;
                }
            }
        }

        /** Returns the attribute, or null when there is none; a value after it has no meaning then. */
        private @Nullable AttributeInfo attribute(Object name) {
            boolean beforeValue = index != Index.VAET && given.size() > (index == Index.AVET ? 1 : 2);
            return beforeValue ? database.requireAttribute(name) : database.attribute(name);
        }

        private Object value(Object component) {
            AttributeInfo attribute =
                    index == Index.VAET ? null : database.schema().attribute(a);
            return attribute == null
                    ? (Object) Meaning.requireEntity(database, component)
                    : ofSize(database, attribute, component);
        }
    }

    /** Returns whether the facts of one value may differ in scale: then their entities are in order for each scale alone. */
    private static boolean hasScales(@Nullable AttributeInfo attribute) {
        return attribute != null && (attribute.type() == ValueType.BIGDEC || attribute.type() == ValueType.TUPLE);
    }

    /** Returns access to the datoms of an attribute from one value (inclusive) to another (exclusive). */
    public static DatomAccess range(DatabaseValue database, Object name, @Nullable Object start, @Nullable Object end) {
        AttributeInfo attribute = database.requireAttribute(name);
        Prefix all = Prefix.attributeByValue(attribute.id());
        Prefix from = start == null ? all : Prefix.attributeValue(attribute.id(), ofSize(database, attribute, start));
        Object last = end == null ? null : ofSize(database, attribute, end);
        return new DatomAccess(
                effort -> database.watchedBy(effort).factsFrom(from),
                ALL,
                fact -> fact.a != attribute.id() || (last != null && Values.compare(fact.stored(), last) >= 0));
    }

    /** Returns what stands for all values of an attribute that have the size of one. */
    static Object ofSize(DatabaseValue database, AttributeInfo of, Object given) {
        return Values.ofAnyScale(value(database, of, given));
    }

    /**
     * Returns a value as facts of an attribute have it.
     *
     * @throws Anomaly.Incorrect when it names an entity that is not there, or can be no value of the attribute
     */
    static Object value(DatabaseValue database, AttributeInfo of, Object given) {
        Object sought = Meaning.sought(database, of, given);
        if (sought == null) {
            throw Meaning.notAnEntity(given);
        }
        return sought;
    }

    /** Returns an iterator over the datoms, which looks at a deadline while it looks for the next one. */
    public SkippingIterator<Datom> iterator(Deadline deadline) {
        FactCursor cursor = cursors.apply(deadline.effort());
        return new SkippingIterator<>() {
            private @Nullable Fact next = advance();

            private @Nullable Fact advance() {
                Fact fact = cursor.next();
                for (int unwanted = 1; fact != null && !wanted.test(fact); unwanted++) {
                    if (unwanted % DEADLINE_STRIDE == 0) {
                        deadline.check();
                    }
                    fact = cursor.next();
                }
                return fact == null || end.test(fact) ? null : fact;
            }

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public void skip(long count) {
                if (wanted == ALL && next != null && count > 0) {
                    cursor.skip(count - 1);
                    next = advance();
                } else {
                    for (long i = 0; i < count && next != null; i++) {
                        next = advance();
                    }
                }
            }

            @Override
            public Datom next() {
                Fact fact = next;
                if (fact == null) {
                    throw new NoSuchElementException("no datom is left");
                }
                next = advance();
                return fact;
            }
        };
    }
}
