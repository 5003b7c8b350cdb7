package io.stator.engine.duel;

import java.util.List;

/** Decides whether two refusals for different reasons only name different ones of several mistakes. */
final class Judgement {
    private static final int STEPS = 2;

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
        boolean settled = isShared(duel, least, verdicts[0].reason(), STEPS)
                && isShared(duel, least, verdicts[1].reason(), STEPS);
        return settled ? List.of() : least;
    }

    /**
     * Returns whether both refuse for a reason a part of forms that is so many steps smaller at most; a refusal that has no
     * category is for any reason.
     */
    private static boolean isShared(Duel duel, List<?> forms, String reason, int steps) {
        for (List<Object> smaller : Reductions.of(forms)) {
            Verdict[] verdicts = duel.with(smaller);
            boolean ours = verdicts[0].reason().equals(reason);
            boolean theirs = verdicts[1].reason().equals(reason) || ours && verdicts[1].isRaw();
            if (ours && theirs || (ours || theirs) && steps > 1 && isShared(duel, smaller, reason, steps - 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean differs(Verdict[] verdicts) {
        return verdicts[0].isRefused() != verdicts[1].isRefused()
                || (verdicts[0].isRefused() && !verdicts[0].isRefusedAs(verdicts[1]));
    }
}
