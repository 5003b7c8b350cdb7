package io.stator.engine.query.syntax;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Effort;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the sections of a query into a checked tree. */
public final class QueryParser {
    private static final Keyword VARIABLES = Keyword.of("variables");

    private QueryParser() {}

    /**
     * Returns the tree of a query.
     *
     * @throws Anomaly.Incorrect when it is malformed, or returns variables that nothing binds
     */
    public static ParsedQuery parse(Query query) {
        return parse(query, Effort.UNLIMITED);
    }

    /** As {@link #parse(Query)}, telling of each form. */
    public static ParsedQuery parse(Query query, Effort effort) {
        Map<Keyword, List<?>> sections = query.sections();
        List<InputSpec> inputs = inputs(sections.get(Keyword.of("in")));
        Set<Symbol> inputNames = new LinkedHashSet<>();
        for (InputSpec input : inputs) {
            if (input instanceof InputSpec.Named named) {
                inputNames.add(named.name());
            }
        }
        FindSpec find = new FindParser(inputNames).parse(query.section("find"));
        List<Variable> with = with(query.section("with"));
        List<Clause> where = new ClauseParser(inputNames, false, effort).parse(query.section("where"));
        checkBound(find, with, inputs, where);
        ReturnMap returnMap = returnMap(query, find);
        checkTimeout(query.section("timeout"));
        return new ParsedQuery(find, returnMap, with, inputs, where);
    }

    private static List<InputSpec> inputs(@Nullable List<?> forms) {
        if (forms == null) {
            return List.of(new InputSpec.Source(SourceVariable.DEFAULT));
        }
        List<InputSpec> inputs = new ArrayList<>(forms.size());
        for (Object form : forms) {
            inputs.add(input(form));
        }
        long rules = inputs.stream().filter(InputSpec.Rules.class::isInstance).count();
        if (rules > 1) {
            throw Malformed.query("% may stand once in :in, got " + Origin.of(forms));
        }
        return inputs;
    }

    private static InputSpec input(@Nullable Object form) {
        if (form instanceof Symbol symbol) {
            if (symbol == FormKinds.RULES) {
                return new InputSpec.Rules();
            }
            if (FormKinds.isSource(symbol)) {
                return new InputSpec.Source(new SourceVariable(symbol));
            }
            if (FormKinds.isPlainSymbol(symbol)) {
                return new InputSpec.Named(symbol);
            }
        }
        return new InputSpec.Bound(BindingParser.parse(form));
    }

    private static List<Variable> with(List<?> forms) {
        List<Variable> with = new ArrayList<>(forms.size());
        for (Object form : forms) {
            if (!FormKinds.isVariable(form) || !(form instanceof Symbol symbol)) {
                throw Malformed.query("Argument " + Origin.of(form) + " in :with is not a variable");
            }
            with.add(new Variable(symbol));
        }
        return with;
    }

    private static @Nullable ReturnMap returnMap(Query query, FindSpec find) {
        for (ReturnMap.Kind kind : ReturnMap.Kind.values()) {
            List<?> names = query.section(kind.name().toLowerCase(Locale.ROOT));
            if (names.isEmpty()) {
                continue;
            }
            if (find.shape() != FindSpec.Shape.RELATION) {
                throw Malformed.query(":keys, :strs and :syms need a :find of the form ?a ?b");
            }
            if (names.size() != find.elements().size()) {
                throw Malformed.query("Count of :keys/:strs/:syms must match count of :find");
            }
            List<Object> keys = new ArrayList<>(names.size());
            for (Object name : names) {
                keys.add(key(kind, name));
            }
            return new ReturnMap(kind, keys);
        }
        return null;
    }

    private static Object key(ReturnMap.Kind kind, @Nullable Object name) {
        String text;
        if (name instanceof Named named) {
            text = named.qualifiedName();
        } else if (name instanceof String string && !string.isEmpty()) {
            text = string.startsWith(":") && string.length() > 1 ? string.substring(1) : string;
        } else {
            throw Malformed.query("the names of :keys, :strs and :syms must be symbols, got " + Origin.show(name));
        }
        return switch (kind) {
            case KEYS -> Keyword.parse(text);
            case STRS -> name instanceof Keyword ? ":" + text : text;
            case SYMS -> Symbol.parse(text);
        };
    }

    private static void checkTimeout(List<?> forms) {
        boolean isTime = forms.size() == 1 && forms.get(0) instanceof Number millis && millis.longValue() >= 0;
        if (!forms.isEmpty() && !isTime) {
            throw Malformed.query(
                    ":timeout of a query must be a number of milliseconds that is not negative: timeout=" + forms);
        }
    }

    private static void checkBound(FindSpec find, List<Variable> with, List<InputSpec> inputs, List<Clause> where) {
        Set<Variable> bound = Clause.variablesIn(where);
        for (InputSpec input : inputs) {
            if (input instanceof InputSpec.Bound form) {
                bound.addAll(form.binding().variables());
            }
        }
        Set<Variable> unbound = new LinkedHashSet<>(with);
        for (FindElement element : find.elements()) {
            unbound.add(element.variable());
            if (element instanceof FindElement.AggregateElement aggregate) {
                aggregate.arguments().stream()
                        .filter(Variable.class::isInstance)
                        .map(Variable.class::cast)
                        .forEach(unbound::add);
            }
        }
        unbound.removeAll(bound);
        if (!unbound.isEmpty()) {
            Collection<Symbol> names = new LinkedHashSet<>();
            unbound.forEach(variable -> names.add(variable.name()));
            throw Anomaly.incorrect(
                    "unbound-query-variables",
                    "Query is referencing unbound variables: " + Origin.show(names),
                    Map.of(VARIABLES, names));
        }
    }
}
