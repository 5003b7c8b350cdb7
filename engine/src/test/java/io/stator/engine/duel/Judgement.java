package io.stator.engine.duel;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Decides whether two refusals for different reasons only name different ones of several mistakes. */
final class Judgement {
    private Judgement() {}

    /**
     * Returns null when each reason is one that both give for a part of the transaction, otherwise the smallest part that
     * they refuse for different reasons, or that only one of them refuses.
     */
    static List<?> unsettled(Duel duel, Difference difference) {
        List<?> least = Reductions.least(difference.forms(), forms -> differs(duel.with(forms)));
        Verdict[] verdicts = duel.with(least);
        if (!verdicts[0].isRefused() || !verdicts[1].isRefused()) {
            return least;
        }
        Set<String> agreed = new HashSet<>();
        for (List<Object> smaller : Reductions.of(least)) {
            Verdict[] smallers = duel.with(smaller);
            if (smallers[0].isRefusedAs(smallers[1])) {
                agreed.add(smallers[0].reason());
            }
        }
        boolean settled = agreed.contains(verdicts[0].reason()) && agreed.contains(verdicts[1].reason());
        return settled ? List.of() : least;
    }

    private static boolean differs(Verdict[] verdicts) {
        return verdicts[0].isRefused() != verdicts[1].isRefused()
                || (verdicts[0].isRefused() && !verdicts[0].isRefusedAs(verdicts[1]));
    }
}
