package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.datom.Fact;
import io.stator.engine.datom.Values;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The operators that look at the database before the transaction: compare-and-set, and retracting an entity. */
final class BuiltInOperators {
    private final Basis basis;
    private final Identifiers names;
    private final ValueCheck check;
    private final Operations operations;

    BuiltInOperators(Basis basis, Identifiers names, ValueCheck check, Operations operations) {
        this.basis = basis;
        this.names = names;
        this.check = check;
        this.operations = operations;
    }

    /** Asserts a value if the present one is the expected one; null expects none. */
    void compareAndSet(
            @Nullable Object entity, @Nullable Object name, @Nullable Object expected, @Nullable Object replacement) {
        if (entity == null || name == null || replacement == null) {
            throw Anomaly.incorrect(
                    "invalid-cas",
                    "entity, attribute, and new-value must be specified",
                    details(entity, name, expected, "v-new", replacement));
        }
        AttributeInfo attribute = names.attribute(name);
        if (attribute.many()) {
            throw Anomaly.incorrect(
                    "invalid-cas-many",
                    "attribute must be cardinality-one: " + attribute.ident(),
                    details(entity, attribute.ident(), expected, "v-new", replacement));
        }
        long e = names.subject(entity);
        boolean isNew = e == Identifiers.UNRESOLVED || Tempids.isTempid(e) || !basis.isAllocated(e);
        Fact present = isNew ? null : basis.seen.value(e, attribute.id());
        Object actual = present == null ? null : present.v();
        if (!isSame(check.expected(attribute, expected), actual)) {
            throw failed(entity, attribute, expected, actual);
        }
        if (e == Identifiers.UNRESOLVED) {
            throw TransactionErrors.notAnEntity(entity, entity, attribute.ident(), replacement);
        }
        operations.add(e, attribute, check.canonical(e, attribute, replacement));
    }

    /** Returns whether a value is the expected one; decimals are compared by size alone, and 0.0 is -0.0. */
    private static boolean isSame(@Nullable Object expected, @Nullable Object actual) {
        if (expected instanceof BigDecimal left && actual instanceof BigDecimal right) {
            return left.compareTo(right) == 0;
        }
        if (expected instanceof Double left && actual instanceof Double right) {
            return left.doubleValue() == right || left.equals(right);
        }
        if (expected instanceof Float left && actual instanceof Float right) {
            return left.floatValue() == right || left.equals(right);
        }
        if (expected instanceof List<?> left && actual instanceof List<?> right && left.size() == right.size()) {
            boolean same = true;
            for (int i = 0; same && i < left.size(); i++) {
                same = isSame(left.get(i), right.get(i));
            }
            return same;
        }
        return Values.equal(expected, actual);
    }

    private static Anomaly failed(
            Object entity, AttributeInfo attribute, @Nullable Object expected, @Nullable Object actual) {
        return Anomaly.conflict(
                "cas-failed",
                "Compare failed: " + TransactionErrors.text(expected) + " " + TransactionErrors.text(actual),
                details(entity, attribute.ident(), expected, "v", actual));
    }

    /** Returns the details of a compare-and-set that is refused; what is nil is no detail. */
    private static Map<Keyword, Object> details(
            @Nullable Object entity,
            @Nullable Object attribute,
            @Nullable Object expected,
            String other,
            @Nullable Object value) {
        Map<Keyword, Object> details = TransactionErrors.details(Keyword.of("e"), entity);
        details.putAll(TransactionErrors.details(Keyword.of("a"), attribute));
        details.putAll(TransactionErrors.details(Keyword.of("v-old"), expected));
        details.putAll(TransactionErrors.details(Keyword.of(other), value));
        details.put(Keyword.of("datomic", "cancelled"), true);
        return details;
    }

    /** Retracts all facts of an entity, the references to it, and the entities that are its parts. */
    void retractEntity(@Nullable Object entity) {
        long root = entity instanceof String text && !Identifiers.isKeyword(text)
                ? Identifiers.UNRESOLVED
                : names.existing(entity);
        if (root < 0) {
            return;
        }
        Set<Long> seen = new HashSet<>();
        Deque<Long> waiting = new ArrayDeque<>();
        seen.add(root);
        waiting.add(root);
        while (!waiting.isEmpty()) {
            long e = waiting.remove();
            retractFacts(e, seen, waiting);
            FactCursor references = basis.seen.facts(Prefix.referencesTo(e));
            for (Fact fact = references.next(); fact != null; fact = references.next()) {
                basis.step();
                operations.retract(fact.e, basis.schema.installed(fact.a), fact.v());
            }
        }
    }

    private void retractFacts(long e, Set<Long> seen, Deque<Long> waiting) {
        FactCursor facts = basis.seen.facts(Prefix.entity(e));
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            basis.step();
            AttributeInfo attribute = basis.schema.installed(fact.a);
            operations.retract(e, attribute, fact.v());
            if (attribute.component() && attribute.isRef() && seen.add(fact.bits)) {
                waiting.add(fact.bits);
            }
        }
    }
}
