package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Excision;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.SystemIds;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Refuses requests to excise that do not say clearly what is to go, because nothing brings it back. */
final class ExcisionCheck {
    private ExcisionCheck() {}

    /**
     * Throws when a transaction makes an unclear request.
     *
     * @param after the database with the transaction
     */
    static void check(DatabaseValue after, List<Fact> facts) {
        Set<Long> requests = new LinkedHashSet<>();
        Set<Long> named = new HashSet<>();
        for (Fact fact : facts) {
            if (fact.added() && Excision.isRequestAttribute(fact.a)) {
                requests.add(fact.e);
                if (fact.a == SystemIds.EXCISE) {
                    named.add(fact.e);
                }
            }
        }
        for (long e : requests) {
            if (!named.contains(e)) {
                throw invalid("a request to excise must name its target with :db/excise in the same transaction", e);
            }
            check(after, e);
        }
    }

    private static void check(DatabaseValue after, long e) {
        boolean before = after.value(e, SystemIds.EXCISE_BEFORE) != null;
        boolean beforeT = after.value(e, SystemIds.EXCISE_BEFORE_T) != null;
        if (before && beforeT) {
            throw invalid("a request to excise must have at most one of :db.excise/before and :db.excise/beforeT", e);
        }
        Fact target = after.value(e, SystemIds.EXCISE);
        boolean ofAttribute = target != null && after.schema().attribute(target.bits) != null;
        FactCursor attributes = after.facts(Prefix.entityAttribute(e, SystemIds.EXCISE_ATTRS));
        for (Fact fact = attributes.next(); fact != null; fact = attributes.next()) {
            if (ofAttribute) {
                throw invalid("a request to excise an attribute must have no :db.excise/attrs", e);
            }
            if (after.schema().attribute(fact.bits) == null) {
                throw TransactionErrors.notAnAttribute(fact.bits);
            }
        }
    }

    private static Anomaly invalid(String expectation, long e) {
        return Anomaly.incorrect("invalid-excision", expectation + ": entity=" + e, Map.of(Keyword.of("entity"), e));
    }
}
