package io.stator.engine.query.syntax;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A function call, perhaps with calls among its arguments.
 *
 * @param operator what is called
 * @param arguments what with
 * @param origin the form it was made from
 */
public record Call(Operator operator, List<Argument> arguments, Origin origin) implements Argument {
    /** Makes one, with a copy of the list. */
    public Call {
        arguments = List.copyOf(arguments);
    }

    /** Returns the variables in the arguments at any depth, each once, in order. */
    public Set<Variable> variables() {
        Set<Variable> variables = new LinkedHashSet<>();
        collect(variables);
        return variables;
    }

    private void collect(Set<Variable> into) {
        for (Argument argument : arguments) {
            if (argument instanceof Call call) {
                call.collect(into);
            } else if (argument instanceof Variable variable) {
                into.add(variable);
            }
        }
    }

    @Override
    public String toString() {
        return origin.text();
    }
}
