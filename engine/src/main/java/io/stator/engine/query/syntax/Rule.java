package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;
import java.util.List;

/**
 * One definition of a rule; other definitions of the same name are alternatives.
 *
 * @param name the name it is called by
 * @param requiredCount how many of the first parameters must be bound before the call
 * @param parameters all parameters, the required ones first, no two alike
 * @param clauses the body, all of which must hold
 * @param origin the form it was made from
 */
public record Rule(Symbol name, int requiredCount, List<Variable> parameters, List<Clause> clauses, Origin origin) {
    /** Makes one, with copies of the lists. */
    public Rule {
        parameters = List.copyOf(parameters);
        clauses = List.copyOf(clauses);
    }

    /** Returns the parameters that must be bound before the call. */
    public List<Variable> required() {
        return parameters.subList(0, requiredCount);
    }
}
