package io.stator.engine.transact;

import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The change of one attribute. */
final class Alteration {
    private final Basis basis;
    private final AttributeInfo attribute;
    private final List<Fact> facts;
    private final List<Map<Keyword, Object>> errors = new ArrayList<>();

    /**
     * Creates one.
     *
     * @param facts what is added to and retracted from the definition
     */
    Alteration(Basis basis, AttributeInfo attribute, List<Fact> facts) {
        this.basis = basis;
        this.attribute = attribute;
        this.facts = facts;
    }

    /** Throws when an attribute may not be changed so, given the attributes that are new. */
    void check(Installation installation) {
        Set<Integer> changed = new LinkedHashSet<>();
        if (facts.stream().anyMatch(fact -> fact.a == SystemIds.CARDINALITY)) {
            changed.add(SystemIds.CARDINALITY);
        }
        facts.forEach(fact -> changed.add(fact.a));
        for (int a : changed) {
            check(a, fact(a, true), installation);
        }
        fail();
    }

    private void check(int a, @Nullable Fact to, Installation installation) {
        switch (a) {
            case SystemIds.VALUE_TYPE, SystemIds.TUPLE_TYPE, SystemIds.TUPLE_TYPES, SystemIds.TUPLE_ATTRS ->
                unsupported(a, to);
            case SystemIds.FULLTEXT -> {
                if (attribute.fulltext() || to == null || Boolean.TRUE.equals(to.v())) {
                    unsupported(a, to);
                }
            }
            case SystemIds.CARDINALITY -> checkCardinality(to, installation);
            case SystemIds.UNIQUE -> {
                if (to != null && attribute.type() == ValueType.BYTES) {
                    errors.add(SchemaErrors.error("unique-not-allowed", SchemaErrors.ATTRIBUTE, attribute.ident()));
                } else if (to != null && !Installation.isUniqueness(to.bits)) {
                    unsupported(a, to);
                }
            }
            default -> {
                // everything else may change
            }
        }
    }

    private void checkCardinality(@Nullable Fact to, Installation installation) {
        if (to == null || !Installation.isCardinality(to.bits)) {
            unsupported(SystemIds.CARDINALITY, to);
        } else if (to.bits == SystemIds.CARDINALITY_MANY) {
            if (!basis.schema.compositesOf(attribute.id()).isEmpty() || installation.isNamedAsPart(attribute)) {
                errors.add(SchemaErrors.error(
                        "constituent-of-a-composite-must-be-card-one", SchemaErrors.ATTRIBUTE, attribute.ident()));
            } else if (attribute.isComposite()) {
                errors.add(SchemaErrors.error(
                        "tuple-of-attrs-must-be-card-one", SchemaErrors.ATTRIBUTE, attribute.ident()));
            }
        }
    }

    private void unsupported(int a, @Nullable Fact to) {
        Fact from = basis.value(attribute.id(), a);
        errors.add(SchemaErrors.unsupported(
                attribute.ident(), basis.schema.installed(a).ident(), readable(from), readable(to)));
    }

    private Object readable(@Nullable Fact fact) {
        return fact == null ? SchemaErrors.DISABLED : TransactionErrors.readable(basis, fact);
    }

    private @Nullable Fact fact(int a, boolean added) {
        for (Fact fact : facts) {
            if (fact.a == a && fact.added() == added) {
                return fact;
            }
        }
        return null;
    }

    private void fail() {
        if (!errors.isEmpty()) {
            throw SchemaErrors.invalidAlter(List.copyOf(errors));
        }
    }

    /** Throws when a value there is after the transaction is not as the attribute now says. */
    void checkValues(DatabaseValue after) {
        Fact cardinality = fact(SystemIds.CARDINALITY, true);
        if (cardinality != null && cardinality.bits == SystemIds.CARDINALITY_ONE && attribute.many()) {
            checkOneValue(after);
        }
        if (fact(SystemIds.UNIQUE, true) != null && !attribute.isUnique()) {
            checkUniqueValues(after);
        }
        fail();
    }

    private void checkOneValue(DatabaseValue after) {
        FactCursor values = after.facts(Prefix.attribute(attribute.id()));
        Fact previous = null;
        for (Fact fact = values.next(); fact != null; fact = values.next()) {
            basis.step();
            if (previous != null && previous.e == fact.e) {
                errors.add(SchemaErrors.violation("cardinality-violation", previous, fact));
                return;
            }
            previous = fact;
        }
    }

    private void checkUniqueValues(DatabaseValue after) {
        FactCursor values = after.facts(Prefix.attributeByValue(attribute.id()));
        Fact previous = null;
        for (Fact fact = values.next(); fact != null; fact = values.next()) {
            basis.step();
            if (previous != null && Fact.compareValues(previous, fact) == 0) {
                errors.add(SchemaErrors.violation("unique-violation", previous, fact));
                return;
            }
            previous = fact;
        }
    }
}
