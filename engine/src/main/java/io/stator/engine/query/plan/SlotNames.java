package io.stator.engine.query.plan;

import io.stator.Anomaly;
import io.stator.edn.Symbol;
import io.stator.engine.query.syntax.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The variables of all scopes of a query by their slots; not thread-safe while slots are added. */
public final class SlotNames {
    /** The slot of every scope under which a suspect row has its failure. */
    public static final int FAILURE = 0;

    /** The greatest number of variables of a query, and of a rule. */
    private static final int VARIABLES_MAX = 10_000;

    private static final Variable UNNAMED = Variable.of("?_");

    /** The names of a scope without variables. */
    public static final SlotNames NONE = new SlotNames();

    private final List<Variable> variables = new ArrayList<>();

    /** Makes the names of a scope, whose first slot is {@link #FAILURE}. */
    SlotNames() {
        addUnnamed();
    }

    int add(Variable variable) {
        if (variables.size() == VARIABLES_MAX) {
            throw new Anomaly.Incorrect(
                    "a query must have at most " + VARIABLES_MAX + " variables: variable=" + variable);
        }
        variables.add(variable);
        return variables.size() - 1;
    }

    /** Adds a variable nobody names. */
    int addUnnamed() {
        return add(UNNAMED);
    }

    Variable variable(int slot) {
        return variables.get(slot);
    }

    /** Returns the number of slots. */
    public int size() {
        return variables.size();
    }

    /** Returns the names of slots, of those that have one. */
    public List<Symbol> named(BitSet slots) {
        List<Symbol> named = new ArrayList<>();
        slots.stream()
                .filter(slot -> slot < variables.size() && variables.get(slot) != UNNAMED)
                .forEach(slot -> named.add(variables.get(slot).name()));
        return named;
    }

    /** Returns the names of slots, as messages show them. */
    String show(BitSet slots) {
        StringBuilder text = new StringBuilder("[");
        slots.stream().forEach(slot -> text.append(text.length() > 1 ? " " : "").append(variables.get(slot)));
        return text.append(']').toString();
    }
}
