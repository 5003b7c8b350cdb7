package io.stator.engine.database;

import io.stator.engine.datom.EntityIds;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.SystemIds;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One request to forget: what a transaction said of an entity with {@code :db/excise}.
 *
 * @param target the entity, or the attribute, whose facts are to go
 * @param attributes the only attributes that matter of an entity; all when empty
 * @param beforeT the facts of transactions before this t only; never later than the request itself
 */
public record Excision(long target, Set<Integer> attributes, long beforeT) {
    /**
     * What is left after excisions.
     *
     * @param database the database without the facts
     * @param removed the facts of all time that are gone: assertions, and the retractions that ended them
     * @param remains what the log alone may still hold
     */
    public record Result(DatabaseValue database, List<Fact> removed, List<Remains> remains) {}

    /** Returns whether the facts of a transaction ask for an excision. */
    public static boolean isRequested(List<Fact> transaction) {
        for (Fact fact : transaction) {
            if (fact.a == SystemIds.EXCISE && fact.added()) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether any transaction of a database after a t asks for an excision. */
    public static boolean isRequestedAfter(DatabaseValue database, long t) {
        FactCursor requests = database.history().since(t).facts(Prefix.attribute(SystemIds.EXCISE));
        for (Fact fact = requests.next(); fact != null; fact = requests.next()) {
            if (fact.added()) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether an attribute is one that requests are made of; what is said with it is never excised. */
    public static boolean isRequestAttribute(int a) {
        return switch (a) {
            case SystemIds.EXCISE, SystemIds.EXCISE_ATTRS, SystemIds.EXCISE_BEFORE, SystemIds.EXCISE_BEFORE_T -> true;
            default -> false;
        };
    }

    /**
     * Returns the excisions a transaction asks for.
     *
     * @param after the database with the transaction
     */
    public static List<Excision> requests(DatabaseValue after, List<Fact> transaction) {
        Set<Long> entities = new LinkedHashSet<>();
        for (Fact fact : transaction) {
            if (fact.a == SystemIds.EXCISE && fact.added()) {
                entities.add(fact.e);
            }
        }
        return entities.stream().map(e -> request(after, e)).toList();
    }

    private static Excision request(DatabaseValue after, long e) {
        long target = 0;
        long beforeT = after.basisT();
        Set<Integer> attributes = new LinkedHashSet<>();
        FactCursor said = after.facts(Prefix.entity(e));
        for (Fact fact = said.next(); fact != null; fact = said.next()) {
            switch (fact.a) {
                case SystemIds.EXCISE -> target = fact.bits;
                case SystemIds.EXCISE_ATTRS -> attributes.add((int) fact.bits);
                case SystemIds.EXCISE_BEFORE_T -> beforeT = Math.min(beforeT, EntityIds.toT(fact.bits));
                case SystemIds.EXCISE_BEFORE -> beforeT = Math.min(beforeT, after.firstTransactionFrom(fact.v()));
                default -> {
                    // what else is said of the entity does not matter
                }
            }
        }
        return new Excision(target, attributes, beforeT);
    }

    /**
     * Returns a database without what its newest transaction asks to excise.
     *
     * @param after the database with the transaction
     */
    public static Result apply(DatabaseValue after, List<Fact> transaction) {
        return apply(after, transaction, () -> {});
    }

    /**
     * Returns a database without what its newest transaction asks to excise.
     *
     * @param after the database with the transaction
     * @param step called for every fact that is looked at, again and again; what it throws is thrown
     */
    public static Result apply(DatabaseValue after, List<Fact> transaction, Runnable step) {
        DatabaseValue database = after;
        List<Fact> removed = new ArrayList<>();
        List<Remains> remains = new ArrayList<>();
        if (isRequested(transaction)) {
            for (Excision request : requests(after, transaction)) {
                Result result = database.excise(request, step);
                database = result.database();
                removed.addAll(result.removed());
                remains.addAll(result.remains());
            }
        }
        return new Result(database, List.copyOf(removed), List.copyOf(remains));
    }
}
