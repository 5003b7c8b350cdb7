package io.stator.engine;

import io.stator.Index;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactTree;
import io.stator.engine.log.LoggedTransaction;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The excised facts that the log still holds and nobody may see; immutable. */
final class HiddenFacts {
    /** No facts at all. */
    static final HiddenFacts NONE = new HiddenFacts(new TreeMap<>());

    private final NavigableMap<Long, List<Fact>> byRequest;
    private final NavigableMap<Long, Set<Fact>> byT = new TreeMap<>();

    private HiddenFacts(NavigableMap<Long, List<Fact>> byRequest) {
        this.byRequest = byRequest;
        for (List<Fact> facts : byRequest.values()) {
            for (Fact fact : facts) {
                byT.computeIfAbsent(fact.t(), t -> new TreeSet<>(FactTree.comparator(Index.EAVT)))
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

    long size() {
        return byT.values().stream().mapToLong(Set::size).sum();
    }

    /** Returns a transaction of the log without its hidden facts. */
    LoggedTransaction visible(LoggedTransaction transaction) {
        Set<Fact> hidden = byT.get(transaction.t());
        if (hidden == null) {
            return transaction;
        }
        return transaction.withFacts(transaction.facts().stream()
                .filter(fact -> !hidden.contains(fact))
                .toList());
    }
}
