package io.stator.engine;

import io.stator.Attribute;
import io.stator.Datom;
import io.stator.Index;
import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.Values;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import java.time.Instant;
import java.util.Date;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads datoms of an index by the components or the range a caller names. */
final class DatomAccess {
    private static final Predicate<Fact> ALL = fact -> true;
    private static final DatomAccess NOTHING = new DatomAccess(() -> FactCursor.EMPTY, ALL, fact -> false);

    private final Supplier<FactCursor> cursors;
    private final Predicate<Fact> wanted;
    private final Predicate<Fact> end;

    private DatomAccess(Supplier<FactCursor> cursors, Predicate<Fact> wanted, Predicate<Fact> end) {
        this.cursors = cursors;
        this.wanted = wanted;
        this.end = end;
    }

    /** Returns access to the datoms whose first components, in the order of the index, are these. */
    static DatomAccess components(DatabaseValue database, Index index, @Nullable Object[] components) {
        long e = 0;
        int a = 0;
        Object v = 0L;
        int length = 0;
        Predicate<Fact> wanted = ALL;
        for (Object component : components) {
            if (component == null || length == Datom.SIZE) {
                break;
            }
            char part = length < 3 ? index.keyword().name().charAt(length) : length == 3 ? 't' : '+';
            switch (part) {
                case 'e' -> {
                    Long id = database.entityId(component);
                    if (id == null) {
                        return NOTHING;
                    }
                    e = id;
                }
                case 'a' -> {
                    AttributeInfo attribute = database.attribute(component);
                    if (attribute == null) {
                        return NOTHING;
                    }
                    a = attribute.id();
                }
                case 'v' -> {
                    AttributeInfo attribute =
                            index == Index.VAET ? null : database.schema().attribute(a);
                    Object value = attribute == null || attribute.isRef()
                            ? database.entityId(component)
                            : ofSize(attribute, component);
                    if (value == null) {
                        return NOTHING;
                    }
                    v = value;
                }
                case 't' -> {
                    long t = database.timePoint(component);
                    wanted = fact -> fact.t() == t;
                }
                default -> {
                    Predicate<Fact> before = wanted;
                    boolean added = Boolean.TRUE.equals(component);
                    wanted = fact -> before.test(fact) && fact.added() == added;
                }
            }
            length++;
        }
        boolean byScale = index == Index.AVET
                && length >= 3
                && hasScales(database.schema().attribute(a));
        Prefix prefix = new Prefix(index, Fact.of(e, a, v, 0, true), byScale ? 2 : Math.min(length, 3));
        Predicate<Fact> rest = wanted;
        long entity = e;
        Predicate<Fact> all = byScale ? fact -> fact.e == entity && rest.test(fact) : rest;
        return new DatomAccess(() -> database.facts(prefix), all, fact -> false);
    }

    /** Returns whether the facts of one value may differ in scale: then their entities are in order for each scale alone. */
    private static boolean hasScales(@Nullable AttributeInfo attribute) {
        return attribute != null && (attribute.type() == ValueType.BIGDEC || attribute.type() == ValueType.TUPLE);
    }

    /** Returns access to the datoms of an attribute from one value (inclusive) to another (exclusive). */
    static DatomAccess range(DatabaseValue database, Object name, @Nullable Object start, @Nullable Object end) {
        AttributeInfo attribute = database.requireAttribute(name);
        Prefix all = Prefix.attributeByValue(attribute.id());
        Prefix from = start == null ? all : Prefix.attributeValue(attribute.id(), ofSize(attribute, start));
        Object last = end == null ? null : ofSize(attribute, end);
        return new DatomAccess(
                () -> database.factsFrom(from),
                ALL,
                fact -> fact.a != attribute.id() || (last != null && Values.compare(fact.v(), last) >= 0));
    }

    /** Returns what stands for all values of an attribute that have the size of one. */
    static Object ofSize(AttributeInfo of, Object given) {
        return Values.ofAnyScale(value(of, given));
    }

    /** Returns a value in the class facts of an attribute have; a string that begins with a colon is a keyword here, too. */
    static Object value(AttributeInfo of, Object given) {
        if (of.type() == ValueType.KEYWORD
                && given instanceof String text
                && text.startsWith(":")
                && text.length() > 1) {
            return Keyword.parse(text);
        }
        if (given instanceof Integer || given instanceof Short) {
            return ((Number) given).longValue();
        }
        if (given instanceof Attribute<?> attribute) {
            return attribute.ident();
        }
        return given instanceof Date date ? Instant.ofEpochMilli(date.getTime()) : given;
    }

    SkippingIterator<Datom> iterator() {
        FactCursor cursor = cursors.get();
        return new SkippingIterator<>() {
            private @Nullable Fact next = advance();

            private @Nullable Fact advance() {
                Fact fact = cursor.next();
                while (fact != null && !wanted.test(fact)) {
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
