package io.stator.engine.query.run;

import io.stator.engine.query.plan.AdornedRule;
import io.stator.engine.query.plan.CalledRule;
import io.stator.engine.query.relation.Joins;
import io.stator.engine.query.relation.Relation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs rules that call each other until nothing new is found.
 *
 * <p>Each adorned rule has a table of the calls that are asked for, its magic set, and one of the answers; each body has a table of what it found up to each recursive call (supplementary magic sets). A round
 * joins only what is new since the last one (semi-naive), and no call uses the Java stack. After Beeri and
 * Ramakrishnan, "On the power of magic", 1987. Not thread-safe.
 */
final class TableRecursion {
    /** What a row of a table takes: a few values, their hash, and its places in indexes. */
    private static final long BYTES_A_ROW = 64;

    private final Context context;
    private final Suspects suspects;
    private final Map<AdornedRule, RuleTable> tables = new HashMap<>();
    private final List<RuleTable> ordered = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param suspects is given rows on which a call failed; then there are not all answers
     */
    TableRecursion(Context context, Suspects suspects) {
        this.context = context;
        this.suspects = suspects;
    }

    Suspects suspects() {
        return suspects;
    }

    /** Returns the answers to the seeds and to whatever calls they lead to, by the numbers of the parameters. */
    Relation run(CalledRule rule, int source, BitSet bound, Relation seeds) {
        RuleTable table = table(rule, source, bound);
        table.ask(seeds);
        long before = context.guard().held();
        boolean changed = true;
        while (changed && suspects.isEmpty()) {
            context.guard().check();
            changed = false;
            long rows = 0;
            for (int i = 0; i < ordered.size(); i++) {
                changed |= ordered.get(i).advance();
                rows += ordered.get(i).rows();
            }
            context.guard().hold(before + rows * BYTES_A_ROW - context.guard().held());
        }
        context.guard().hold(before - context.guard().held());
        Relation answers = table.answers();
        if (bound.isEmpty()) {
            return answers;
        }
        int[] parameters = bound.stream().toArray();
        return Joins.semi(
                answers, answers.columns(parameters), seeds, seeds.columns(parameters), true, context.guard());
    }

    /** Returns the table of a rule called with some parameters bound. */
    RuleTable table(CalledRule rule, int source, BitSet bound) {
        AdornedRule call = new AdornedRule(rule, source, bound);
        RuleTable table = tables.get(call);
        if (table == null) {
            table = new RuleTable(context, this, context.programs().get(rule, source, context.guard()), bound);
            tables.put(call, table);
            ordered.add(table);
        }
        return table;
    }
}
