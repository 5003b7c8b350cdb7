package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.EdnList;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the predicates of attributes, and the specs of entities. */
final class Predicates {
    private static final Keyword RETURN = Keyword.of("db.error", "pred-return");

    private final Basis basis;
    private final NamedFunctions functions;

    Predicates(Basis basis, NamedFunctions functions) {
        this.basis = basis;
        this.functions = functions;
    }

    /** Throws when an asserted value does not satisfy the predicates of its attribute. */
    void checkValues(List<Fact> asserted) {
        for (Fact fact : asserted) {
            basis.checkTime();
            AttributeInfo attribute = basis.schema.installed(fact.a);
            for (Symbol predicate : attribute.predicates()) {
                Object result = Calls.call(functions, FunctionUse.ATTRIBUTE_PREDICATE, predicate, List.of(fact.v()));
                if (!Boolean.TRUE.equals(result)) {
                    throw Anomaly.incorrect(
                            "attr-pred",
                            "Entity " + fact.e + " attribute " + attribute.ident() + " value '"
                                    + TransactionErrors.text(fact.v()) + "' failed pred " + predicate,
                            TransactionErrors.details(RETURN, result));
                }
            }
        }
    }

    /** Throws when an entity does not satisfy, after the transaction, a spec as it was before. */
    void checkEntities(DatabaseValue after, Iterable<Directives.Ensured> all) {
        for (Directives.Ensured ensured : all) {
            basis.checkTime();
            checkRequired(after, ensured);
            for (Object predicate : said(ensured.spec(), SystemIds.ENTITY_PREDS)) {
                Object result = Calls.call(
                        functions, FunctionUse.ENTITY_PREDICATE, (Symbol) predicate, Arrays.asList(after, (Object)
                                ensured.entity()));
                if (!Boolean.TRUE.equals(result)) {
                    throw Anomaly.incorrect(
                            "entity-pred",
                            "Entity " + ensured.entity() + " failed pred " + predicate + " of spec "
                                    + name(after, ensured.spec()),
                            TransactionErrors.details(RETURN, result));
                }
            }
        }
    }

    private void checkRequired(DatabaseValue after, Directives.Ensured ensured) {
        List<@Nullable Object> missing = new ArrayList<>();
        for (Object required : said(ensured.spec(), SystemIds.ENTITY_ATTRS)) {
            AttributeInfo attribute = after.attribute(required);
            if (attribute == null || after.value(ensured.entity(), attribute.id()) == null) {
                missing.add(required);
            }
        }
        if (!missing.isEmpty()) {
            throw Anomaly.incorrect(
                    "entity-attr",
                    "Entity " + ensured.entity() + " missing attributes "
                            + TransactionErrors.print(EdnList.copyOf(missing)) + " of spec "
                            + name(after, ensured.spec()));
        }
    }

    private static Object name(DatabaseValue after, long e) {
        Keyword ident = after.ident(e);
        return ident == null ? (Object) e : ident;
    }

    private List<Object> said(long e, int a) {
        List<Object> values = new ArrayList<>();
        FactCursor facts = basis.seen.facts(Prefix.entityAttribute(e, a));
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            values.add(fact.v());
        }
        return values;
    }
}
