package io.stator.engine.query.syntax;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.edn.Symbol;
import io.stator.engine.query.syntax.FindSpec.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code :find}. */
final class FindParser {
    private static final Symbol PULL = Symbol.of("pull");

    private final Set<Symbol> inputNames;

    FindParser(Set<Symbol> inputNames) {
        this.inputNames = inputNames;
    }

    FindSpec parse(List<?> forms) {
        if (forms.isEmpty()) {
            throw Malformed.query("No :find clause specified");
        }
        if (forms.size() == 2 && forms.get(1) == FormKinds.DOT) {
            return new FindSpec(Shape.SCALAR, List.of(element(forms.get(0))));
        }
        if (forms.size() == 1 && forms.get(0) instanceof List<?> list && !isElement(list)) {
            if (list.size() == 2 && list.get(1) == FormKinds.ELLIPSIS) {
                return new FindSpec(Shape.COLLECTION, List.of(element(list.get(0))));
            }
            if (list.isEmpty()) {
                throw Malformed.query("No :find clause specified");
            }
            return new FindSpec(Shape.TUPLE, elements(list));
        }
        return new FindSpec(Shape.RELATION, elements(forms));
    }

    private static boolean isElement(List<?> form) {
        return FormKinds.isRound(form) && !form.isEmpty() && FormKinds.isPlainSymbol(form.get(0));
    }

    private List<FindElement> elements(List<?> forms) {
        List<FindElement> elements = new ArrayList<>(forms.size());
        for (Object form : forms) {
            elements.add(element(form));
        }
        return elements;
    }

    private FindElement element(@Nullable Object form) {
        if (FormKinds.isVariable(form) && form instanceof Symbol symbol) {
            return new Variable(symbol);
        }
        if (form instanceof List<?> list && list.size() > 1 && list.get(0) instanceof Symbol name) {
            return name == PULL ? pull(list) : aggregate(name, list);
        }
        throw notAVariable(form);
    }

    private static Anomaly notAVariable(@Nullable Object form) {
        return Malformed.query("Argument " + Origin.of(form) + " in :find is not a variable");
    }

    private FindElement pull(List<?> form) {
        int next = 1;
        SourceVariable source = SourceVariable.DEFAULT;
        if (FormKinds.isSource(form.get(1)) && form.get(1) instanceof Symbol symbol) {
            source = new SourceVariable(symbol);
            next = 2;
        }
        if (form.size() != next + 2 || !(form.get(next) instanceof Symbol entity) || !FormKinds.isVariable(entity)) {
            throw invalidPull("expected (pull source? variable pattern), got " + Origin.of(form));
        }
        return new FindElement.PullElement(source, new Variable(entity), pattern(form.get(next + 1), form));
    }

    private PullArgument pattern(@Nullable Object form, List<?> whole) {
        if (form instanceof Symbol symbol) {
            if (!FormKinds.isPlainSymbol(symbol)) {
                throw invalidPull("a pull pattern given as an input must have a plain name, got " + symbol + " in "
                        + Origin.of(whole));
            }
            if (!inputNames.contains(symbol)) {
                throw invalidPull("the pull pattern " + symbol + " is not among the inputs, in " + Origin.of(whole));
            }
            return new PullArgument.Input(symbol);
        }
        return new PullArgument.Literal(Pull.of(form));
    }

    private static Anomaly invalidPull(String message) {
        return Anomaly.incorrect("invalid-pull", message);
    }

    private FindElement aggregate(Symbol name, List<?> form) {
        if (!FormKinds.isPlainSymbol(name)) {
            throw notAVariable(form);
        }
        Object last = form.get(form.size() - 1);
        if (!FormKinds.isVariable(last) || !(last instanceof Symbol variable)) {
            throw notAVariable(last);
        }
        List<Argument> arguments = new ArrayList<>();
        for (Object argument : form.subList(1, form.size() - 1)) {
            arguments.add(argument(argument));
        }
        return new FindElement.AggregateElement(name, arguments, new Variable(variable));
    }

    private Argument argument(@Nullable Object form) {
        if (form instanceof Symbol symbol) {
            if (FormKinds.isVariable(symbol)) {
                return new Variable(symbol);
            }
            if (FormKinds.isSource(symbol)) {
                return new SourceVariable(symbol);
            }
            if (inputNames.contains(symbol)) {
                return new InputName(symbol);
            }
        }
        if (form == FormKinds.PLACEHOLDER) {
            throw notAVariable(form);
        }
        return new Constant(form);
    }
}
