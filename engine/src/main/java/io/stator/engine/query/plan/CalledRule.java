package io.stator.engine.query.plan;

import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule as it is called: parameters that are given one variable are one.
 *
 * <p>So a variable given twice is one variable in the body, too, as it would be if the body stood in place of the call, and means there what it means in clauses.
 *
 * @param name its name
 * @param arguments for each parameter of a definition, the number of its argument, each counted where it stands first
 */
public record CalledRule(Symbol name, List<Integer> arguments) {
    /** Returns a rule called with variables, by their slots. */
    static CalledRule of(Symbol name, int[] slots) {
        List<Integer> arguments = new ArrayList<>(slots.length);
        int count = 0;
        for (int i = 0; i < slots.length; i++) {
            int first = firstOf(slots, i);
            arguments.add(first == i ? count++ : arguments.get(first));
        }
        return new CalledRule(name, List.copyOf(arguments));
    }

    private static int firstOf(int[] slots, int position) {
        int first = 0;
        while (slots[first] != slots[position]) {
            first++;
        }
        return first;
    }

    /** Returns those of the slots that are different arguments. */
    int[] different(int[] slots) {
        int[] different = new int[arity()];
        for (int i = 0; i < slots.length; i++) {
            different[arguments.get(i)] = slots[i];
        }
        return different;
    }

    /** Returns the number of different arguments. */
    int arity() {
        int arity = 0;
        for (int argument : arguments) {
            arity = Math.max(arity, argument + 1);
        }
        return arity;
    }

    /** Returns whether each parameter has an argument of its own. */
    boolean isPlain() {
        return arity() == arguments.size();
    }
}
