package io.stator.engine.durable;

import io.stator.engine.database.Remains;
import io.stator.engine.datom.Fact;
import io.stator.engine.log.LoggedTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The excised facts that the log still holds and nobody may see; immutable.
 *
 * <p>A fact of the log is known by its transaction, entity, attribute and operation. Its value is looked at only when not all
 * facts that are alike in these are hidden: what a value reads like in the log must not decide whether it can be forgotten.
 */
final class HiddenFacts {
    /** Entity, attribute and operation: what facts of one transaction are first told apart by, without looking at their values. */
    private record Said(long entity, int attribute, boolean added) {
        static Said of(Fact fact) {
            return new Said(fact.e, fact.a, fact.added());
        }
    }

    /** No facts at all. */
    static final HiddenFacts NONE = new HiddenFacts(new TreeMap<>());

    /** What one transaction excised. */
    private record Request(List<Fact> facts, List<Remains> remains) {}

    private final NavigableMap<Long, Request> byRequest;
    private final List<Remains> remains = new ArrayList<>();
    private final NavigableMap<Long, Map<Said, List<Fact>>> byT = new TreeMap<>();

    private HiddenFacts(NavigableMap<Long, Request> byRequest) {
        this.byRequest = byRequest;
        for (Request request : byRequest.values()) {
            remains.addAll(request.remains());
            for (Fact fact : request.facts()) {
                byT.computeIfAbsent(fact.t(), t -> new HashMap<>())
                        .computeIfAbsent(Said.of(fact), said -> new ArrayList<>())
                        .add(fact);
            }
        }
    }

    /** Returns these and more facts, which a transaction excised. */
    HiddenFacts plus(List<Fact> facts, List<Remains> more, long requestT) {
        NavigableMap<Long, Request> all = new TreeMap<>(byRequest);
        all.put(requestT, new Request(facts, more));
        return new HiddenFacts(all);
    }

    /** Returns these without the facts that transactions up to t excised. */
    HiddenFacts without(long t) {
        return new HiddenFacts(new TreeMap<>(byRequest.tailMap(t, false)));
    }

    /** Returns the t of the newest transaction that excised any of these facts; 0 when there is none. */
    long requestT() {
        return byRequest.isEmpty() ? 0 : byRequest.lastKey();
    }

    /** Returns the t of the first transaction that has hidden facts; 0 when there is none. */
    long firstT() {
        return byT.isEmpty() || !remains.isEmpty() ? 0 : byT.firstKey();
    }

    /** Returns the t of the last transaction that has hidden facts; -1 when there is none. */
    long lastT() {
        if (!remains.isEmpty()) {
            return requestT();
        }
        return byT.isEmpty() ? -1 : byT.lastKey();
    }

    /** Returns a transaction of the log without its hidden facts. */
    LoggedTransaction visible(LoggedTransaction transaction) {
        Map<Said, List<Fact>> hidden = byT.getOrDefault(transaction.t(), Map.of());
        if (hidden.isEmpty() && remains.isEmpty()) {
            return transaction;
        }
        Map<Said, Integer> counts = counts(transaction);
        return transaction.withFacts(transaction.facts().stream()
                .filter(fact -> !isHidden(fact, hidden, counts) && !Remains.hold(remains, fact))
                .toList());
    }

    private static Map<Said, Integer> counts(LoggedTransaction transaction) {
        Map<Said, Integer> counts = new HashMap<>();
        for (Fact fact : transaction.facts()) {
            counts.merge(Said.of(fact), 1, Integer::sum);
        }
        return counts;
    }

    private static boolean isHidden(Fact fact, Map<Said, List<Fact>> hidden, Map<Said, Integer> counts) {
        Said said = Said.of(fact);
        List<Fact> alike = hidden.get(said);
        if (alike == null) {
            return false;
        }
        return alike.size() >= counts.getOrDefault(said, 0)
                || alike.stream().anyMatch(other -> Fact.compareValues(other, fact) == 0);
    }

    /** Returns how many hidden facts a transaction of the log should hold, and does not. */
    long missing(LoggedTransaction transaction) {
        Map<Said, List<Fact>> hidden = byT.get(transaction.t());
        if (hidden == null) {
            return 0;
        }
        Map<Said, Integer> counts = counts(transaction);
        Map<Said, Integer> left = counts(visible(transaction));
        long missing = 0;
        for (Map.Entry<Said, List<Fact>> each : hidden.entrySet()) {
            int there = counts.getOrDefault(each.getKey(), 0);
            int removed = there - left.getOrDefault(each.getKey(), 0);
            missing += Math.max(0, Math.min(there, each.getValue().size()) - removed);
        }
        return missing;
    }
}
