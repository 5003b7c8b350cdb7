package io.stator.engine.query.run;

import io.stator.engine.query.plan.BodyOrder;
import io.stator.engine.query.plan.RuleProgram;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The calls of one rule with certain parameters bound, and the answers to them; not thread-safe. */
final class RuleTable {
    private final Context context;
    private final RowTable asked;
    private final RowTable answers;
    private final List<BodyTable> bodies = new ArrayList<>();
    private final boolean anyBound;
    private boolean askedAtAll;

    RuleTable(Context context, TableRecursion recursion, RuleProgram program, BitSet bound) {
        this.context = context;
        this.asked = new RowTable(bound.stream().toArray(), context.guard());
        this.anyBound = !bound.isEmpty();
        int[] all = new int[program.arity()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        this.answers = new RowTable(all, context.guard());
        for (RuleProgram.Body body : program.bodies()) {
            bodies.add(new BodyTable(
                    context,
                    recursion,
                    this,
                    BodyOrder.of(
                            program,
                            body,
                            bound,
                            context.bindingPatterns(),
                            context.guard().isDeep()),
                    body,
                    bound));
        }
    }

    /** Asks for the answers to some calls; returns whether any is new. */
    boolean ask(Relation calls) {
        if (anyBound) {
            return asked.addAll(calls) > 0;
        }
        boolean isNew = !askedAtAll && calls.size > 0;
        askedAtAll |= isNew;
        return isNew;
    }

    Relation answers() {
        return answers.relation();
    }

    /** Goes on with what is new in any table; returns whether that changed anything. */
    boolean advance() {
        boolean changed = false;
        for (BodyTable body : bodies) {
            changed |= body.advance();
            Relation found = body.takeFound();
            changed |= answers.addAll(found) > 0;
        }
        context.guard().rows((long) asked.size() + answers.size());
        return changed;
    }

    /** Returns the calls from a number on; for a rule without bound parameters one empty call, once it is asked for. */
    Relation askedFrom(int first) {
        if (anyBound) {
            return asked.relationFrom(first);
        }
        return Relation.unit(askedAtAll && first == 0);
    }

    /** Returns how many different calls were asked for. */
    int askedCount() {
        return anyBound ? asked.size() : askedAtAll ? 1 : 0;
    }

    int answerCount() {
        return answers.size();
    }

    Relation answersFrom(int first) {
        return answers.relationFrom(first);
    }

    /** Returns how many rows are kept. */
    long rows() {
        long rows = (long) asked.size() + answers.size();
        for (BodyTable body : bodies) {
            rows += body.rows();
        }
        return rows;
    }
}
