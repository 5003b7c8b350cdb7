package io.stator.engine.query.function;

import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.EdnOptions;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.query.syntax.Clause;
import io.stator.engine.query.syntax.QueryParser;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Evaluation of calls written as text. */
final class Functions {
    static final FunctionContext CONTEXT = new PlainContext(Deadline.none());

    private Functions() {}

    /** Returns the value of a call such as {@code (+ 1 2)}. */
    static Object value(String call, Object... inputs) {
        return expression(call).evaluate(CONTEXT, inputs);
    }

    static Expression expression(String call) {
        return expression(call, FunctionRegistry.standard());
    }

    static Expression expression(String call, FunctionRegistry registry) {
        Object form = Edn.read(
                "[:find ?result :in $ :where [" + call + " ?result]]",
                EdnOptions.defaults().queryForms());
        Clause.FunctionClause clause = (Clause.FunctionClause)
                QueryParser.parse(Query.of(form)).where().get(0);
        return Expression.compile(clause.call(), clause.origin(), registry);
    }

    /** A context without an engine. */
    record PlainContext(Deadline deadline) implements FunctionContext {
        @Override
        public RandomGenerator random() {
            return new SplittableRandom(1);
        }

        @Override
        public Object query(Query query, List<Object> inputs) {
            return List.of(query, inputs);
        }

        @Override
        public Object pull(DatabaseValue database, Object pattern, Object entity) {
            return List.of(pattern, entity);
        }
    }
}
