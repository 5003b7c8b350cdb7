package io.stator.engine.query.syntax;

import io.stator.edn.Symbol;
import io.stator.engine.query.syntax.Binding.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads binding forms. */
final class BindingParser {
    private static final String EXPECTED =
            "a binding is ?x, _, [?x ?y], [?x ...] or [[?x ?y]]; an entity is named in a clause by id, ident or variable";

    private BindingParser() {}

    static Binding parse(@Nullable Object form) {
        if (FormKinds.isVariable(form) && form instanceof Symbol symbol) {
            return new Binding(Kind.SCALAR, List.of(new Variable(symbol)));
        }
        if (form == FormKinds.PLACEHOLDER) {
            return new Binding(Kind.IGNORE, List.of());
        }
        if (!(form instanceof List<?> list) || list.isEmpty()) {
            throw Malformed.binding(form, EXPECTED);
        }
        boolean repeated = list.size() == 2 && list.get(1) == FormKinds.ELLIPSIS;
        if (list.get(0) instanceof List<?> row) {
            if ((list.size() == 1 || repeated) && !row.isEmpty()) {
                return new Binding(Kind.RELATION, targets(row, form));
            }
            throw Malformed.binding(form, EXPECTED);
        }
        return repeated
                ? new Binding(Kind.COLLECTION, List.of(target(list.get(0), form)))
                : new Binding(Kind.TUPLE, targets(list, form));
    }

    private static List<Target> targets(List<?> forms, Object whole) {
        List<Target> targets = new ArrayList<>(forms.size());
        for (Object form : forms) {
            targets.add(target(form, whole));
        }
        return targets;
    }

    private static Target target(@Nullable Object form, Object whole) {
        if (form == FormKinds.PLACEHOLDER) {
            return Placeholder.ANY;
        }
        if (FormKinds.isVariable(form) && form instanceof Symbol symbol) {
            return new Variable(symbol);
        }
        throw Malformed.binding(whole, EXPECTED);
    }
}
