package io.stator.engine.query.function;

import io.stator.edn.EdnList;
import io.stator.edn.EdnVector;
import io.stator.edn.Symbol;
import io.stator.engine.query.limit.Sizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that are given a function. */
final class HigherOrderFunctions {
    private static final Set<String> NAMES =
            Set.of("apply", "map", "mapv", "filter", "filterv", "remove", "some", "every?");

    private HigherOrderFunctions() {}

    /** Returns whether the first argument of a function is a function. */
    static boolean takesFunction(Symbol name) {
        String namespace = name.namespace();
        return NAMES.contains(name.name()) && (namespace == null || namespace.equals("clojure.core"));
    }

    static void addTo(Definitions to) {
        to.withContext("apply", 2, Definitions.ANY, HigherOrderFunctions::apply)
                .withContext("map", 2, 2, (context, arguments) -> EdnList.copyOf(map(context, arguments)))
                .withContext("mapv", 2, 2, (context, arguments) -> EdnVector.copyOf(map(context, arguments)))
                .withContext("filter", 2, 2, (context, arguments) -> EdnList.copyOf(select(context, arguments, true)))
                .withContext(
                        "filterv", 2, 2, (context, arguments) -> EdnVector.copyOf(select(context, arguments, true)))
                .withContext("remove", 2, 2, (context, arguments) -> EdnList.copyOf(select(context, arguments, false)))
                .withContext("some", 2, 2, HigherOrderFunctions::some)
                .withContext(
                        "every?",
                        2,
                        2,
                        (context, arguments) ->
                                select(context, arguments, false).isEmpty());
    }

    private static EngineFunction function(@Nullable Object value) {
        EngineFunction function = LiteralFunctions.of(value);
        if (function == null) {
            throw new IllegalArgumentException("expected a function, got " + Arguments.describe(value));
        }
        return function;
    }

    private static @Nullable Object apply(FunctionContext context, @Nullable Object[] arguments) {
        int last = arguments.length - 1;
        List<@Nullable Object> all = new ArrayList<>(Arrays.asList(arguments).subList(1, last));
        all.addAll(Sequences.of(arguments[last]));
        CopyCost.of(all.toArray()).take(context);
        return function(arguments[0]).call(context, all.toArray());
    }

    private static List<@Nullable Object> map(FunctionContext context, @Nullable Object[] arguments) {
        EngineFunction function = function(arguments[0]);
        List<@Nullable Object> mapped = new ArrayList<>();
        long made = 0;
        for (Object element : Sequences.of(arguments[1])) {
            mapped.add(call(function, context, element));
            made += Sizes.bytes(mapped.get(mapped.size() - 1));
            context.need(made);
        }
        return mapped;
    }

    private static List<@Nullable Object> select(
            FunctionContext context, @Nullable Object[] arguments, boolean wanted) {
        EngineFunction function = function(arguments[0]);
        List<@Nullable Object> selected = new ArrayList<>();
        for (Object element : Sequences.of(arguments[1])) {
            if (Expression.isTrue(call(function, context, element)) == wanted) {
                selected.add(element);
            }
        }
        return selected;
    }

    private static @Nullable Object some(FunctionContext context, @Nullable Object[] arguments) {
        EngineFunction function = function(arguments[0]);
        for (Object element : Sequences.of(arguments[1])) {
            Object found = call(function, context, element);
            if (Expression.isTrue(found)) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable Object call(EngineFunction function, FunctionContext context, @Nullable Object argument) {
        context.effort().steps(1);
        return function.call(context, Collections.singletonList(argument).toArray());
    }
}
