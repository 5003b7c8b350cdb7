package io.stator.engine.duel;

import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the traits of transactions; not thread-safe. */
final class Traits {
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final int LONGEST = 4096;

    private final World world;
    private final Set<Object> identities = new HashSet<>();
    private final Set<Trait> found = EnumSet.noneOf(Trait.class);

    private Traits(World world) {
        this.world = world;
    }

    static Set<Trait> of(List<?> forms, World world) {
        Traits traits = new Traits(world);
        for (Object form : forms) {
            if (form instanceof List<?> list && list.size() > 3) {
                int value = list.size() - 1;
                traits.fact(list.get(0), list.get(1), list.get(2), list.get(value));
            } else if (form instanceof Map<?, ?> map) {
                traits.map(map);
            }
        }
        return traits.found;
    }

    private void map(Map<?, ?> map) {
        Object e = map.get(RandomForms.ID);
        if (e == null && map.get(Keyword.of("db", "ident")) instanceof Keyword ident) {
            e = ident;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Object subject = map.containsKey(Keyword.of("db", "valueType")) ? (Object) 0L : e;
            fact(null, subject, entry.getKey(), entry.getValue());
            nested(entry.getValue());
        }
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
        boolean ofAttribute = isAttribute(reverse ? v : e);
        if (ofAttribute) {
            found.add(Trait.SAID_OF_ATTRIBUTE);
        }
        boolean identity = IDENT.equals(a) || (kind != null && kind.unique() == Types.IDENTITY);
        if (identity && "datomic.tx".equals(e)) {
            found.add(Trait.IDENTITY_OF_TRANSACTION);
        }
        if (identity && v != null && !identities.add(List.of(kind == null ? a : kind.entity(), v))) {
            found.add(Trait.IDENTITY_TWICE);
        }
        if (kind == null) {
            return;
        }
        if (kind.component() && ofAttribute) {
            found.add(Trait.COMPONENT_OF_ATTRIBUTE);
        }
        if (kind.isTuple() && RETRACT.equals(operator)) {
            found.add(Trait.TUPLE_RETRACTED);
        }
        boolean decimal = kind.type() == Types.BIGDEC
                || (kind.slots() != null && kind.slots().contains(Types.BIGDEC));
        if (decimal && kind.unique() != 0) {
            found.add(Trait.UNIQUE_DECIMAL);
        }
        if (decimal && ofAttribute) {
            found.add(Trait.DECIMAL_OF_ATTRIBUTE);
        }
    }

    private void texts(@Nullable Object value) {
        if (value instanceof String text && text.length() > LONGEST) {
            found.add(Trait.LONG_TEXT);
        } else if (value instanceof Double number && number.isNaN()) {
            found.add(Trait.NAN);
        } else if (value instanceof Collection<?> all) {
            all.forEach(this::texts);
        }
        if (value instanceof List<?> reference && reference.size() == 2 && reference.get(1) instanceof BigDecimal) {
            found.add(Trait.UNIQUE_DECIMAL);
        }
    }

    private boolean isAttribute(@Nullable Object e) {
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
