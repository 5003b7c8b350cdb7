package io.stator.engine;

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
    /** What facts of one transaction have in common that differ in their values. */
    private record Said(long entity, int attribute, boolean added) {
        static Said of(Fact fact) {
            return new Said(fact.e, fact.a, fact.added());
        }
    }

    /** No facts at all. */
    static final HiddenFacts NONE = new HiddenFacts(new TreeMap<>());

    private final NavigableMap<Long, List<Fact>> byRequest;
    private final NavigableMap<Long, Map<Said, List<Fact>>> byT = new TreeMap<>();

    private HiddenFacts(NavigableMap<Long, List<Fact>> byRequest) {
        this.byRequest = byRequest;
        for (List<Fact> facts : byRequest.values()) {
            for (Fact fact : facts) {
                byT.computeIfAbsent(fact.t(), t -> new HashMap<>())
                        .computeIfAbsent(Said.of(fact), said -> new ArrayList<>())
                        .add(fact);
            }
        }
    }

    /** Returns these and more facts, which a transaction excised. */
    HiddenFacts plus(List<Fact> facts, long requestT) {
        NavigableMap<Long, List<Fact>> all = new TreeMap<>(byRequest);
        all.put(requestT, facts);
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
        return byT.isEmpty() ? 0 : byT.firstKey();
    }

    /** Returns the t of the last transaction that has hidden facts; -1 when there is none. */
    long lastT() {
        return byT.isEmpty() ? -1 : byT.lastKey();
    }

    /** Returns a transaction of the log without its hidden facts. */
    LoggedTransaction visible(LoggedTransaction transaction) {
        Map<Said, List<Fact>> hidden = byT.get(transaction.t());
        if (hidden == null) {
            return transaction;
        }
        Map<Said, Integer> counts = counts(transaction);
        return transaction.withFacts(transaction.facts().stream()
                .filter(fact -> !isHidden(fact, hidden, counts))
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
