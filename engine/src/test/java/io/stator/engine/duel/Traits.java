package io.stator.engine.duel;

import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the traits of transactions; not thread-safe. */
final class Traits {
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword UNIQUE = Keyword.of("db", "unique");
    private static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final Keyword RETRACT_ENTITY = Keyword.of("db", "retractEntity");
    private static final int LONGEST = 4096;

    private final World world;
    private final Set<Object> identities = new HashSet<>();
    private final Map<Object, Object> meanings = new HashMap<>();
    private final Set<Trait> found = EnumSet.noneOf(Trait.class);

    private Traits(World world) {
        this.world = world;
    }

    static Set<Trait> of(List<?> forms, World world) {
        Traits traits = new Traits(world);
        forms.forEach(traits::meaning);
        if (world.kinds().values().stream().anyMatch(traits::isOfRenamedParts)) {
            traits.found.add(Trait.PART_RENAMED);
        }
        for (Object form : forms) {
            if (form instanceof List<?> list && !list.isEmpty()) {
                traits.list(list);
            } else if (form instanceof Map<?, ?> map) {
                traits.map(map);
            }
        }
        return traits.found;
    }

    /** Returns whether a composite was defined by other names than its parts have now. */
    private boolean isOfRenamedParts(Kind kind) {
        return kind.parts() != null
                && world.value(kind.entity(), Types.TUPLE_ATTRS) instanceof List<?> names
                && names.stream().anyMatch(name -> {
                    Kind part = kind(name);
                    return part == null || !part.ident().equals(name);
                });
    }

    /** Finds which entity a temporary id means by an identity. */
    private void meaning(Object form) {
        if (form instanceof List<?> list && list.size() > 3 && list.get(1) instanceof String tempid) {
            meant(tempid, list.get(2), list.get(3));
        } else if (form instanceof Map<?, ?> map && map.get(RandomForms.ID) instanceof String tempid) {
            map.forEach((a, v) -> meant(tempid, a, v));
        }
    }

    private void meant(String tempid, @Nullable Object a, @Nullable Object v) {
        Object holder = holder(a, v);
        Object other = holder == null ? null : meanings.put(tempid, holder);
        if (other != null && !other.equals(holder)) {
            found.add(Trait.CONTRADICTING_IDENTITIES);
        }
    }

    /** Returns the entity that has a unique identity, or one of several, or null. */
    private @Nullable Object holder(@Nullable Object a, @Nullable Object v) {
        if (IDENT.equals(a) && v instanceof Keyword ident) {
            return world.idents().get(ident);
        }
        Kind kind = kind(a);
        if (kind == null || kind.unique() != Types.IDENTITY) {
            return null;
        }
        Collection<?> values = v instanceof Collection<?> all ? all : List.of();
        for (Row row : world.holders(kind.entity())) {
            if (isSame(row.v(), v) || values.contains(row.v())) {
                return row.e();
            }
        }
        return null;
    }

    /** Returns whether two values are one to a unique attribute: 0.0 and -0.0 are. */
    private static boolean isSame(Object held, @Nullable Object said) {
        boolean floating = held instanceof Double || held instanceof Float;
        return held.equals(said)
                || (floating && said instanceof Number number && ((Number) held).doubleValue() == number.doubleValue());
    }

    private void list(List<?> list) {
        list.forEach(this::texts);
        if (RETRACT_ENTITY.equals(list.get(0))
                && world.kinds().values().stream().anyMatch(kind -> kind.component() && !kind.isReference())) {
            found.add(Trait.COMPONENT_BY_VALUE);
        }
        if (list.size() > 3) {
            fact(list.get(0), list.get(1), list.get(2), list.get(list.size() - 1));
        } else if (list.size() == 3 && RETRACT.equals(list.get(0))) {
            fact(RETRACT, list.get(1), list.get(2), null);
        } else if (list.size() == 2 && RETRACT_ENTITY.equals(list.get(0)) && isNearAttribute(list.get(1))) {
            found.add(Trait.SAID_OF_ATTRIBUTE);
        }
    }

    private void map(Map<?, ?> map) {
        Object e = map.get(RandomForms.ID);
        if (e == null && map.get(IDENT) instanceof Keyword ident) {
            e = ident;
        }
        boolean named = e != null;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object holder = named ? null : holder(entry.getKey(), entry.getValue());
            if (holder != null && e != null && !e.equals(holder)) {
                found.add(Trait.CONTRADICTING_IDENTITIES);
            }
            e = e == null ? holder : e;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object subject = map.containsKey(Keyword.of("db", "valueType")) ? (Object) 0L : e;
            Object value = entry.getValue();
            if (value instanceof Set<?> || value instanceof List<?> && isMany(entry.getKey())) {
                ((Collection<?>) value).forEach(one -> fact(null, subject, entry.getKey(), one));
            } else {
                fact(null, subject, entry.getKey(), value);
            }
            nested(value);
        }
    }

    private boolean isMany(@Nullable Object a) {
        Kind kind = kind(a);
        return kind != null && kind.many();
    }

    private void nested(@Nullable Object value) {
        if (value instanceof Map<?, ?> nested) {
            map(nested);
        } else if (value instanceof Collection<?> all) {
            all.forEach(this::nested);
        }
    }

    private void fact(@Nullable Object operator, @Nullable Object e, @Nullable Object a, @Nullable Object v) {
        texts(v);
        texts(e);
        boolean system = a instanceof Keyword name
                && name.namespace() != null
                && name.namespace().startsWith("db");
        if (RETRACT.equals(operator) && system) {
            found.add(Trait.PROPERTY_RETRACTED);
        }
        Kind kind = kind(a);
        boolean reverse = a instanceof Keyword name && name.name().startsWith("_");
        if (reverse && kind != null && !kind.isReference()) {
            found.add(Trait.REVERSE_OF_VALUE);
        }
        boolean ofAttribute = isAttribute(reverse ? v : e);
        if (ofAttribute) {
            found.add(Trait.SAID_OF_ATTRIBUTE);
        }
        Kind changed = UNIQUE.equals(a) ? kind(e) : null;
        if (changed != null && isDecimal(changed)) {
            found.add(Trait.UNIQUE_DECIMAL);
        }
        boolean identity = IDENT.equals(a) || (kind != null && kind.unique() == Types.IDENTITY);
        if (identity && "datomic.tx".equals(reverse ? v : e)) {
            found.add(Trait.IDENTITY_OF_TRANSACTION);
        }
        Object said = reverse ? e : v instanceof Map<?, ?> nested ? nested.get(RandomForms.ID) : v;
        Object target = kind != null && kind.isReference() ? entity(said) : null;
        Object identified = target == null ? canonical(said) : target;
        if (identity && identified != null && !identities.add(List.of(kind == null ? a : kind.entity(), identified))) {
            found.add(Trait.IDENTITY_TWICE);
        }
        if (kind == null) {
            return;
        }
        if (kind.component() && ofAttribute) {
            found.add(Trait.COMPONENT_OF_ATTRIBUTE);
        }
        if (kind.component() && world.transactions().contains(entity(reverse ? v : e))) {
            found.add(Trait.COMPONENT_OF_TRANSACTION);
        }
        if (kind.unique() != 0 && isMinusZero(v)) {
            found.add(Trait.UNIQUE_MINUS_ZERO);
        }
        if (kind.isTuple() && RETRACT.equals(operator)) {
            found.add(Trait.TUPLE_RETRACTED);
        }
        if (world.holders(kind.entity()).stream().anyMatch(row -> isNan(row.v()))) {
            found.add(Trait.NAN);
        }
        boolean decimal = isDecimal(kind);
        if ((decimal && kind.isTuple()) || isPartOfDecimal(kind, false)) {
            found.add(Trait.DECIMAL_IN_TUPLE);
        }
        if ((decimal && kind.unique() != 0) || isPartOfDecimal(kind, true)) {
            found.add(Trait.UNIQUE_DECIMAL);
        }
        if (decimal && ofAttribute) {
            found.add(Trait.DECIMAL_OF_ATTRIBUTE);
        }
    }

    private static @Nullable Object canonical(@Nullable Object value) {
        boolean small = value instanceof Integer || value instanceof Short || value instanceof Byte;
        return small ? (Object) ((Number) value).longValue() : value;
    }

    private static boolean isDecimal(Kind kind) {
        return kind.type() == Types.BIGDEC
                || (kind.slots() != null && kind.slots().contains(Types.BIGDEC));
    }

    /** Returns whether an attribute is a part of a composite, or of a unique one, that holds decimals. */
    private boolean isPartOfDecimal(Kind part, boolean ofUnique) {
        return world.kinds().values().stream()
                .anyMatch(kind -> (kind.unique() != 0 || !ofUnique)
                        && kind.parts() != null
                        && isDecimal(kind)
                        && kind.parts().contains(part.entity()));
    }

    private static boolean isMinusZero(@Nullable Object value) {
        return (value instanceof Double || value instanceof Float)
                && Double.compare(((Number) value).doubleValue(), -0.0) == 0;
    }

    private static boolean isNan(@Nullable Object value) {
        return value instanceof Double number && number.isNaN()
                || value instanceof Collection<?> all && all.stream().anyMatch(Traits::isNan);
    }

    private void texts(@Nullable Object value) {
        if (value instanceof String text && text.length() > LONGEST) {
            found.add(Trait.LONG_TEXT);
        } else if (isNan(value)) {
            found.add(Trait.NAN);
        } else if (value instanceof Collection<?> all) {
            all.forEach(this::texts);
        }
        if (value instanceof List<?> reference && reference.size() == 2 && reference.get(1) instanceof BigDecimal) {
            found.add(Trait.UNIQUE_DECIMAL);
        }
    }

    /** Returns whether an entity is an attribute, or one refers to it. */
    private boolean isNearAttribute(@Nullable Object e) {
        Object entity = entity(e);
        return isAttribute(e)
                || world.kinds().values().stream()
                        .filter(Kind::isReference)
                        .flatMap(kind -> world.holders(kind.entity()).stream())
                        .anyMatch(row -> row.v().equals(entity) && isAttribute(row.e()));
    }

    private boolean isAttribute(@Nullable Object e) {
        if (e instanceof String && meanings.containsKey(e)) {
            return isAttribute(meanings.get(e));
        }
        if (e instanceof List<?> && entity(e) instanceof Long id) {
            return isAttribute(id);
        }
        if (e instanceof Long id) {
            return id >= 0 && id < Entities.FIRST_USER_ID;
        }
        return kind(e) != null
                || (e instanceof Keyword ident && ident.toString().startsWith(":db"));
    }

    private @Nullable Kind kind(@Nullable Object name) {
        Object entity = entity(name);
        return entity == null ? null : world.kinds().get(entity);
    }

    private @Nullable Object entity(@Nullable Object name) {
        if (name instanceof List<?> list && list.size() == 2) {
            Kind unique = kind(list.get(0));
            if (unique == null) {
                return entity(list.get(1));
            }
            for (Row row : world.holders(unique.entity())) {
                if (row.v().equals(list.get(1))) {
                    return row.e();
                }
            }
        }
        if (name instanceof Keyword ident) {
            String text = ident.name();
            return world.idents().get(text.startsWith("_") ? Keyword.of(ident.namespace(), text.substring(1)) : ident);
        }
        return name instanceof Tagged ? name : null;
    }
}
