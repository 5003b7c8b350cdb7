package io.stator.engine.query.run;

import io.stator.engine.query.plan.AdornedRule;
import io.stator.engine.query.plan.CalledRule;
import io.stator.engine.query.plan.Goal.Recursion;
import io.stator.engine.query.plan.RuleProgram;
import io.stator.engine.query.plan.SlotNames;
import io.stator.engine.query.relation.Bindings;
import io.stator.engine.query.relation.Joins;
import io.stator.engine.query.relation.Relation;
import io.stator.engine.query.relation.RowTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs rules that call each other when calls of functions fail in their bodies: what is found of a suspect goes from rule to
 * rule beside the answers.
 *
 * <p>Each rule has, for each set of parameters it is called with, a table of the calls that are asked for, of the answers and of the suspects. All
 * bodies are run for all calls until no table grows: simple rather than fast, for queries that mostly fail. Not thread-safe.
 */
final class FailingRecursion {
    private final Context context;
    private final Map<AdornedRule, Table> tables = new HashMap<>();
    private final List<Table> ordered = new ArrayList<>();
    private @Nullable CalledRule component;
    private boolean grown;

    /** What is asked of a rule, and what was found. */
    private record Table(RuleProgram program, BitSet bound, RowTable asked, RowTable answers, Suspects suspects) {
        /** Returns the number under which suspects have their failure, after those of the parameters. */
        int failure() {
            return program.arity();
        }
    }

    FailingRecursion(Context context) {
        this.context = context.with(this);
    }

    /** Returns whether a call is one of the rules whose bodies are being run. */
    boolean has(Recursion call) {
        return component != null && context.programs().isSameComponent(component, call.rule());
    }

    /** Finds all answers to a call from outside, and the suspects among them. */
    void run(Recursion call, BitSet bound, Relation seeds, RecursionRun.Caller caller) {
        component = call.rule();
        Table table = ask(call, bound, seeds);
        do {
            grown = false;
            for (int i = 0; i < ordered.size(); i++) {
                context.guard().check();
                advance(ordered.get(i));
            }
        } while (grown);
        join(call, table, seeds, caller);
    }

    /** Answers a call in a body with what is known so far. */
    void answer(Recursion call, BitSet bound, Relation seeds, RecursionRun.Caller caller) {
        join(call, ask(call, bound, seeds), seeds, caller);
    }

    private Table ask(Recursion call, BitSet bound, Relation seeds) {
        Table table = tables.computeIfAbsent(new AdornedRule(call.rule(), call.source(), bound), key -> {
            RuleProgram program = context.programs().get(call.rule(), call.source(), context.guard());
            int[] parameters = parameters(program);
            Table made = new Table(
                    program,
                    bound,
                    new RowTable(bound.stream().toArray(), context.guard()),
                    new RowTable(parameters, context.guard()),
                    Suspects.collected(context.guard()));
            ordered.add(made);
            return made;
        });
        grown |= table.asked().addAll(seeds) > 0;
        return table;
    }

    private static int[] parameters(RuleProgram program) {
        int[] parameters = new int[program.arity()];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = i;
        }
        return parameters;
    }

    private void advance(Table table) {
        Relation asked = table.asked().relation();
        for (RuleProgram.Body body : table.program().bodies()) {
            int[] head = body.head();
            int[] slots = table.bound().stream().map(i -> head[i]).toArray();
            Bindings bindings = new Bindings(body.names().size());
            bindings.add(asked.renamed(slots));
            Suspects suspects = Suspects.collected(context.guard());
            Relation found = Solver.solve(context, body.names(), bindings, body.goals(), head, suspects);
            grown |= table.answers().addAll(found.renamed(parameters(table.program()))) > 0;
            for (Relation rows : suspects.relations(SlotNames.FAILURE)) {
                grown |= table.suspects().add(renamed(rows, head), table.failure());
            }
        }
        context.guard()
                .rows((long) table.asked().size()
                        + table.answers().size()
                        + table.suspects().size());
    }

    private static Relation renamed(Relation rows, int[] head) {
        int[] slots = new int[rows.slots.length];
        for (int i = 0; i < slots.length; i++) {
            int parameter = 0;
            while (parameter < head.length && head[parameter] != rows.slots[i]) {
                parameter++;
            }
            slots[i] = parameter;
        }
        return rows.renamed(slots);
    }

    private void join(Recursion call, Table table, Relation seeds, RecursionRun.Caller caller) {
        List<Relation> suspects = new ArrayList<>();
        for (Relation rows : table.suspects().relations(table.failure())) {
            suspects.add(askedFor(rows, table, seeds));
        }
        caller.join(call, table.bound(), askedFor(table.answers().relation(), table, seeds), suspects);
    }

    /** Returns the answers to some of the calls. */
    private Relation askedFor(Relation answers, Table table, Relation seeds) {
        int[] parameters = table.bound().stream().toArray();
        return parameters.length == 0
                ? answers
                : Joins.semi(
                        answers, answers.columns(parameters), seeds, seeds.columns(parameters), true, context.guard());
    }
}
