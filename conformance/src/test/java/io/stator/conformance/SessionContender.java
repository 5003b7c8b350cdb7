package io.stator.conformance;

import io.stator.edn.Keyword;
import io.stator.engine.duel.Contender;
import io.stator.engine.duel.Datum;
import io.stator.engine.duel.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A {@link Session} that transacts against another one. */
record SessionContender(Session session) implements Contender {
    private static final String INDEX = "eavt";

    @Override
    public Verdict transact(List<?> forms) {
        return verdict(() -> session.transact(forms));
    }

    @Override
    public Verdict with(List<?> forms) {
        return verdict(() -> session.db().with(forms));
    }

    private static Verdict verdict(Supplier<Report> call) {
        try {
            Report report = call.get();
            Map<Object, Long> tempids = new LinkedHashMap<>();
            report.tempids().forEach((tempid, entity) -> {
                if (entity instanceof Long id) {
                    tempids.put(tempid, id);
                }
            });
            return Verdict.accepted(datums(report.facts()), tempids);
        } catch (Refusal refusal) {
            return Verdict.refused(refusal.category(), refusal.error(), refusal.getMessage());
        }
    }

    private static List<Datum> datums(List<List<?>> facts) {
        return facts.stream()
                .map(fact -> new Datum(
                        (Long) fact.get(0), (Long) fact.get(1), fact.get(2), (Long) fact.get(3), (Boolean) fact.get(4)))
                .toList();
    }

    @Override
    public List<Datum> datums(boolean history) {
        View view = session.db();
        return datums((history ? view.history() : view).facts(Keyword.of(INDEX), List.of()));
    }
}
