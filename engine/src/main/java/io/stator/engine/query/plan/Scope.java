package io.stator.engine.query.plan;

import io.stator.engine.query.syntax.Variable;
import java.util.HashMap;
import java.util.Map;

/** The variables that may be named at some place of a query, with their slots; not thread-safe. */
final class Scope {
    private final Map<Variable, Integer> slots = new HashMap<>();

    /** The number of the source that clauses without one look into; negative when there is none. */
    final int source;

    /** How many rules this place is inside of. */
    final int depth;

    Scope(int source, int depth) {
        this.source = source;
        this.depth = depth;
    }

    void put(Variable variable, int slot) {
        slots.put(variable, slot);
    }

    /** Returns the slot of a variable, a new one for a variable not seen before. */
    int slot(Variable variable, SlotNames names) {
        Integer slot = slots.get(variable);
        if (slot == null) {
            slot = names.add(variable);
            slots.put(variable, slot);
        }
        return slot;
    }

    /** Returns the slots of the variables seen so far. */
    Map<Variable, Integer> slots() {
        return Map.copyOf(slots);
    }
}
