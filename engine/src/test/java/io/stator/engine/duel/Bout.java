package io.stator.engine.duel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Random transactions on new databases, until two contenders differ; not thread-safe. */
public final class Bout {
    private static final int TRANSACTIONS_OF_A_DATABASE = 40;
    private static final int COMPARISONS = 10;

    /** Justifies differences. */
    public interface Rules {
        /** Returns the name of the rule that a difference follows from, or null. */
        @Nullable
        String rule(Difference difference);

        /** Returns whether a transaction with these traits may leave contenders in different states unseen. */
        default boolean ends(Set<Trait> traits) {
            return false;
        }

        /** Returns whether a transaction with these traits is to be tried before it is done, for it may be accepted by one only. */
        default boolean areDoubtful(Set<Trait> traits) {
            return false;
        }
    }

    private record Step(int number, List<?> forms) {}

    private final LongFunction<Duel> arena;
    private final Rules rules;
    private final Map<String, Integer> justified = new TreeMap<>();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private int transactions;
    private int accepted;
    private long seed;

    /**
     * Makes one.
     *
     * @param arena begins with new databases, and with the chance that a seed stands for
     */
    public Bout(LongFunction<Duel> arena, Rules rules) {
        this.arena = arena;
        this.rules = rules;
    }

    /** Returns how many transactions were compared. */
    public int transactions() {
        return transactions;
    }

    /** Returns what was done, in words. */
    public String summary() {
        return transactions + " transactions, " + accepted + " accepted by both, refusals " + refusals
                + ", justified differences " + justified;
    }

    /** Gives random transactions to contenders with new databases; returns the difference it ended with, or null. */
    @Nullable
    public Finding run(long given) {
        seed = given;
        Duel duel = arena.apply(seed);
        RandomForms random = new RandomForms(new Chance(seed), duel.world());
        List<Step> steps = new ArrayList<>();
        for (List<Object> forms : random.beginning()) {
            steps.add(new Step(steps.size() + 1, forms));
            Difference difference = duel.transact(steps.size(), forms);
            transactions++;
            if (difference != null) {
                return told(steps, difference);
            }
        }
        for (int i = 0; i < TRANSACTIONS_OF_A_DATABASE; i++) {
            List<Object> forms = random.next();
            steps.add(new Step(steps.size() + 1, forms));
            transactions++;
            if (isSkipped(duel, forms)) {
                steps.remove(steps.size() - 1);
                continue;
            }
            Difference difference = duel.transact(steps.size(), forms);
            if (difference == null) {
                difference = (i + 1) % COMPARISONS == 0 && !ends(duel) ? compare(duel, forms) : null;
            } else if (isOfOrder(duel, difference)) {
                justified.merge("order", 1, Integer::sum);
                difference = null;
            }
            if (difference != null) {
                String rule = rules.rule(difference);
                if (rule == null) {
                    return told(steps, difference);
                }
                justified.merge(rule, 1, Integer::sum);
                if (!difference.left().isRefused() || !difference.right().isRefused()) {
                    break;
                }
            } else if (ends(duel)) {
                break;
            } else if (duel.wasRefused()) {
                refusals.merge(String.valueOf(duel.lastError()), 1, Integer::sum);
            }
        }
        accepted += duel.accepted();
        return null;
    }

    /** Returns whether the last transaction may have left different states. */
    private boolean ends(Duel duel) {
        return !duel.wasRefused() && rules.ends(duel.traits());
    }

    /** Returns whether forms are left out since only one would accept them, for a reason that is known. */
    private boolean isSkipped(Duel duel, List<Object> forms) {
        Difference difference = rules.areDoubtful(duel.traits(forms)) ? duel.difference(forms) : null;
        String rule = difference == null ? null : rules.rule(difference);
        if (rule == null) {
            return false;
        }
        justified.merge(rule, 1, Integer::sum);
        return true;
    }

    private static @Nullable Difference compare(Duel duel, List<Object> forms) {
        String wrong = duel.compareAll(false);
        wrong = wrong == null ? duel.compareAll(true) : wrong;
        Verdict none = Verdict.accepted(List.of(), Map.of());
        return wrong == null ? null : new Difference(wrong, forms, none, none, Set.of());
    }

    private boolean isOfOrder(Duel duel, Difference difference) {
        return difference.left().isRefused()
                && difference.right().isRefused()
                && rules.rule(difference) == null
                && new Judgement(duel, rules).isSettled(difference);
    }

    private Finding told(List<Step> steps, Difference difference) {
        List<Step> least = shrink(steps);
        StringBuilder text = new StringBuilder(difference.what() + "\n");
        Difference last = replay(least);
        for (Step step : least) {
            if (step.forms().isEmpty()) {
                continue;
            }
            text.append("  ")
                    .append(step.number())
                    .append(' ')
                    .append(Readable.text(step.forms()))
                    .append('\n');
        }
        return new Finding(
                seed,
                (last == null ? difference : last).kind(),
                text.append(last).toString());
    }

    private @Nullable Difference replay(List<Step> steps) {
        Duel duel = arena.apply(seed);
        for (Step step : steps) {
            Difference difference;
            try {
                difference = duel.transact(step.number(), step.forms());
            } catch (Entities.UnknownNameException leftOut) {
                continue;
            }
            if (difference == null && ends(duel)) {
                return null;
            }
            if (difference == null) {
                continue;
            }
            boolean refused =
                    difference.left().isRefused() && difference.right().isRefused();
            if (rules.rule(difference) == null && !isOfOrder(duel, difference)) {
                return difference;
            } else if (!refused) {
                return null;
            }
        }
        return steps.isEmpty() ? null : compare(duel, List.of());
    }

    private List<Step> shrink(List<Step> steps) {
        List<Step> least = new ArrayList<>(steps);
        for (int size = Math.max(1, least.size() / 2); size > 0; size /= 2) {
            for (int i = least.size() - size; i >= 0; i -= size) {
                List<Step> smaller = new ArrayList<>(least);
                smaller.subList(i, i + size).clear();
                if (replay(smaller) != null) {
                    least = smaller;
                }
            }
        }
        for (int i = least.size() - 1; i >= 0; i--) {
            int place = i;
            List<Step> all = least;
            List<?> forms = Reductions.least(all.get(i).forms(), fewer -> replay(with(all, place, fewer)) != null);
            least = with(all, place, forms);
        }
        return least;
    }

    private static List<Step> with(List<Step> steps, int place, List<?> forms) {
        List<Step> changed = new ArrayList<>(steps);
        changed.set(place, new Step(steps.get(place).number(), forms));
        return changed;
    }
}
