package io.stator.engine.program;

import io.stator.Anomaly;
import io.stator.EntityData;
import io.stator.Functions;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.schema.SystemIds;
import io.stator.engine.transact.FunctionUse;
import io.stator.engine.transact.NamedFunctions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which functions transaction data names, for callers that may not call all of them. A call is a form that begins with a symbol. A schema names predicates as values, and is what calls
 * them later: so whoever speaks of the attributes for that may use no symbol that is not allowed.
 */
public final class CallableForms {
    private static final Set<?> ATTRIBUTES = Set.of(
            Keyword.of("db.attr", "preds"),
            Keyword.of("db.entity", "preds"),
            ":db.attr/preds",
            ":db.entity/preds",
            (long) SystemIds.ATTR_PREDS,
            (long) SystemIds.ENTITY_PREDS);

    private CallableForms() {}

    /**
     * Refuses forms that name what is not allowed.
     *
     * @throws Anomaly.Forbidden when there are any
     */
    public static void require(Functions allowed, Collection<?> forms) {
        for (Object form : forms) {
            if (form instanceof List<?> list
                    && !list.isEmpty()
                    && list.get(0) instanceof Symbol name
                    && !allowed.transactionFunctions().containsKey(name)
                    && !allowed.allowsClojure(name)) {
                throw refused(name);
            }
        }
        List<Symbol> names = new ArrayList<>();
        if (speaksOfPredicates(forms, names)) {
            names.stream()
                    .filter(name -> !isPredicate(allowed, name))
                    .findFirst()
                    .ifPresent(name -> {
                        throw refused(name);
                    });
        }
    }

    private static Anomaly refused(Symbol name) {
        return new Anomaly.Forbidden(
                "'" + name + "' is not allowed: the program must name it for those who ask through this client",
                Map.of(Keyword.of("stator", "function"), name),
                null);
    }

    private static boolean isPredicate(Functions allowed, Symbol name) {
        return allowed.attributePredicates().containsKey(name)
                || allowed.entityPredicates().containsKey(name)
                || allowed.allowsClojure(name)
                || NamedFunctions.builtIn().find(FunctionUse.ATTRIBUTE_PREDICATE, name) != null;
    }

    /** Returns whether one of the attributes is spoken of, and gathers the symbols with a namespace, wherever they are. */
    private static boolean speaksOfPredicates(Collection<?> forms, List<Symbol> names) {
        boolean speaks = false;
        Deque<Object> waiting = new ArrayDeque<>();
        add(waiting, forms);
        for (Object next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next instanceof Map<?, ?> map) {
                add(waiting, map.keySet());
                add(waiting, map.values());
            } else if (next instanceof Collection<?> collection) {
                add(waiting, collection);
            } else if (next instanceof EntityData data) {
                waiting.add(data.form());
            } else if (next instanceof Symbol symbol) {
                if (symbol.namespace() != null) {
                    names.add(symbol);
                }
            } else {
                speaks |= ATTRIBUTES.contains(next instanceof Number number ? (Object) number.longValue() : next);
            }
        }
        return speaks;
    }

    private static void add(Deque<Object> waiting, Collection<? extends @Nullable Object> parts) {
        for (Object part : parts) {
            if (part != null) {
                waiting.add(part);
            }
        }
    }
}
