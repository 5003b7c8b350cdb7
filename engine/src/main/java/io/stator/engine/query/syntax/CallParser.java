package io.stator.engine.query.syntax;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads function calls and their arguments. */
final class CallParser {
    private static final Operator VECTOR = new Operator.Named(Symbol.of("vector"));
    private static final Operator HASH_SET = new Operator.Named(Symbol.of("hash-set"));
    private static final Operator HASH_MAP = new Operator.Named(Symbol.of("hash-map"));
    private static final Set<Symbol> TAKES_A_QUERY =
            Set.of(Symbol.of("q"), Symbol.parse("datomic.client.api/q"), Symbol.parse("datomic.api/q"));

    private final Set<Symbol> inputNames;
    private final Origin clause;
    private final Effort effort;

    CallParser(Set<Symbol> inputNames, Origin clause, Effort effort) {
        this.inputNames = inputNames;
        this.clause = clause;
        this.effort = effort;
    }

    Call parse(List<?> form) {
        return call(form, 0);
    }

    private Call call(List<?> form, int depth) {
        if (form.isEmpty()) {
            throw Malformed.clause("a function call must start with a function, got ()", clause);
        }
        Operator operator = operator(form.get(0));
        boolean quotedFirst = operator instanceof Operator.Named named && TAKES_A_QUERY.contains(named.name());
        List<Argument> arguments = new ArrayList<>(form.size() - 1);
        for (Object argument : form.subList(1, form.size())) {
            arguments.add(
                    quotedFirst && arguments.isEmpty() && argument instanceof Collection<?> query
                            ? new Constant(unquoted(query))
                            : argument(argument, depth + 1));
        }
        return new Call(operator, arguments, Origin.of(form));
    }

    private Operator operator(@Nullable Object form) {
        if (FormKinds.isPlainSymbol(form) && form instanceof Symbol symbol) {
            return new Operator.Named(symbol);
        }
        if (form instanceof Keyword || form instanceof Set || form instanceof Map || form instanceof Pattern) {
            return new Operator.Literal(form);
        }
        throw Malformed.clause(
                "a function must be called by its name, or be a set, map, keyword or regular expression, got "
                        + Origin.show(form),
                clause);
    }

    private static Object unquoted(Collection<?> form) {
        return form instanceof List<?> list && isQuote(list) ? quoted(list) : form;
    }

    private static boolean isQuote(List<?> form) {
        return form.size() == 2 && form.get(0) == FormKinds.QUOTE;
    }

    private static Object quoted(List<?> form) {
        Object value = form.get(1);
        return value == null ? form : value;
    }

    private Argument argument(@Nullable Object form, int depth) {
        effort.steps(1);
        if (depth > ClauseParser.NESTING_MAX) {
            throw Malformed.tooDeep();
        }
        if (form instanceof Symbol symbol) {
            return symbol(symbol);
        }
        if (form instanceof List<?> list) {
            if (isQuote(list)) {
                return new Constant(list.get(1));
            }
            return FormKinds.isRound(list) && !list.isEmpty()
                    ? call(list, depth)
                    : collection(VECTOR, list, form, depth);
        }
        if (form instanceof Set<?> set) {
            return collection(HASH_SET, set, form, depth);
        }
        if (form instanceof Map<?, ?> map) {
            List<@Nullable Object> entries = new ArrayList<>(2 * map.size());
            map.forEach((key, value) -> {
                entries.add(key);
                entries.add(value);
            });
            return collection(HASH_MAP, entries, form, depth);
        }
        return new Constant(form);
    }

    private Argument symbol(Symbol symbol) {
        if (symbol == FormKinds.PLACEHOLDER || symbol == FormKinds.RULES) {
            throw Malformed.clause(symbol + " may not be an argument of a function", clause);
        }
        if (FormKinds.isVariable(symbol)) {
            return new Variable(symbol);
        }
        if (FormKinds.isSource(symbol)) {
            return new SourceVariable(symbol);
        }
        return inputNames.contains(symbol) ? new InputName(symbol) : new Constant(symbol);
    }

    /** Returns a constant when the collection holds no variable, or else a call that makes it. */
    private Argument collection(Operator maker, Collection<?> elements, Object form, int depth) {
        if (!mentionsVariable(elements, depth)) {
            return new Constant(form);
        }
        List<Argument> arguments = new ArrayList<>(elements.size());
        for (Object element : elements) {
            arguments.add(argument(element, depth + 1));
        }
        return new Call(maker, arguments, Origin.of(form));
    }

    private boolean mentionsVariable(@Nullable Object form, int depth) {
        effort.steps(1);
        if (depth > ClauseParser.NESTING_MAX) {
            throw Malformed.tooDeep();
        }
        if (form instanceof Map<?, ?> map) {
            return mentionsVariable(map.keySet(), depth + 1) || mentionsVariable(map.values(), depth + 1);
        }
        if (form instanceof List<?> list && isQuote(list)) {
            return false;
        }
        if (form instanceof Collection<?> collection) {
            for (Object element : collection) {
                if (mentionsVariable(element, depth + 1)) {
                    return true;
                }
            }
            return false;
        }
        return FormKinds.isVariable(form);
    }
}
