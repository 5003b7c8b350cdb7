package io.stator.engine.query.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as a tree, checked as far as that is possible without its inputs; immutable.
 *
 * @param find the columns and shape of the result
 * @param returnMap the keys of rows that are maps; null for plain rows
 * @param with variables that keep rows apart before they are aggregated or returned
 * @param inputs what each argument is; {@code $} alone when the query has no {@code :in}
 * @param where the clauses, all of which must hold
 */
public record ParsedQuery(
        FindSpec find, @Nullable ReturnMap returnMap, List<Variable> with, List<InputSpec> inputs, List<Clause> where) {
    /** Makes one, with copies of the lists. */
    public ParsedQuery {
        with = List.copyOf(with);
        inputs = List.copyOf(inputs);
        where = List.copyOf(where);
    }
}
