package io.stator.engine.duel;

import java.util.List;

/** Decides whether two refusals for different reasons only name different ones of several mistakes. */
final class Judgement {
    private static final int STEPS = 2;

    private final Duel duel;
    private final Bout.Rules rules;

    Judgement(Duel duel, Bout.Rules rules) {
        this.duel = duel;
        this.rules = rules;
    }

    /** Returns whether each reason is one that both have to refuse a part of the transaction, or that a rule justifies there. */
    boolean isSettled(Difference difference) {
        List<?> least = Reductions.least(difference.forms(), this::isUnjustified);
        Verdict[] verdicts = duel.with(least);
        return verdicts[0].isRefused()
                && verdicts[1].isRefused()
                && isShared(least, verdicts[0].reason(), STEPS)
                && isShared(least, verdicts[1].reason(), STEPS);
    }

    private boolean isUnjustified(List<?> forms) {
        Difference difference = duel.difference(forms);
        return difference != null && rules.rule(difference) == null;
    }

    /** Returns whether both refuse for a reason a part of forms that is so many steps smaller at most. */
    private boolean isShared(List<?> forms, String reason, int steps) {
        for (List<Object> smaller : Reductions.of(forms)) {
            Verdict[] verdicts = duel.with(smaller);
            boolean ours = verdicts[0].reason().equals(reason);
            boolean theirs = verdicts[1].reason().equals(reason);
            if ((ours && theirs) || ((ours || theirs) && !isUnjustified(smaller))) {
                return true;
            }
            if ((ours || theirs) && steps > 1 && isShared(smaller, reason, steps - 1)) {
                return true;
            }
        }
        return false;
    }
}
