package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.EntityData;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.schema.SystemIds;
import io.stator.spi.SimilarNames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Expands the forms of a transaction to assertions and retractions: list forms, map forms, and calls of functions. */
final class Expansion {
    private static final Keyword ADD = Keyword.of("db", "add");
    private static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final Keyword CAS = Keyword.of("db", "cas");
    private static final Keyword CAS_ALIAS = Keyword.of("db.fn", "cas");
    private static final Keyword RETRACT_ENTITY = Keyword.of("db", "retractEntity");
    private static final Keyword RETRACT_ENTITY_ALIAS = Keyword.of("db.fn", "retractEntity");
    private static final List<Keyword> OPERATORS =
            List.of(ADD, RETRACT, CAS, CAS_ALIAS, RETRACT_ENTITY, RETRACT_ENTITY_ALIAS);

    private final Basis basis;
    private final Identifiers names;
    private final ValueCheck check;
    private final Operations operations;
    private final NamedFunctions functions;
    private final MapForms maps;
    private final BuiltInOperators operators;
    private int forms;
    private int calls;

    private Expansion(
            Basis basis,
            Identifiers names,
            Tempids tempids,
            Operations operations,
            Placement placement,
            NamedFunctions functions) {
        this.basis = basis;
        this.names = names;
        this.operations = operations;
        this.functions = functions;
        this.check = new ValueCheck(basis, names, tempids);
        this.maps = new MapForms(names, tempids, check, operations, placement);
        this.operators = new BuiltInOperators(basis, names, check, operations);
    }

    /** Expands all forms, in their order; null is none. */
    static Expanded expand(Basis basis, @Nullable Collection<?> forms, NamedFunctions functions) {
        Tempids tempids = new Tempids();
        Identifiers names = new Identifiers(basis, tempids);
        Operations operations = new Operations(basis);
        Placement placement = new Placement(basis, names, tempids);
        if (forms != null) {
            if (forms.size() > TransactionLimits.FORMS_MAX) {
                throw tooManyForms();
            }
            new Expansion(basis, names, tempids, operations, placement, functions).expandAll(forms, 0);
        }
        return new Expanded(operations, tempids, placement, names.isTransactionNamed());
    }

    private void expandAll(Collection<?> forms, int depth) {
        for (Object form : forms) {
            basis.step();
            if (++this.forms > TransactionLimits.FORMS_MAX) {
                throw tooManyForms();
            }
            if (form instanceof Map<?, ?> map) {
                if (depth == 0 && Rebuilding.isOne(map)) {
                    rebuild(map);
                } else {
                    maps.expand(map);
                }
            } else if (form instanceof List<?> list) {
                expandList(list, depth);
            } else if (form instanceof EntityData data) {
                maps.expand(data.form());
            } else {
                throw TransactionErrors.notTransactionData(form);
            }
        }
    }

    private void rebuild(Map<?, ?> form) {
        if (forms != 1) {
            throw Anomaly.incorrect(
                    "invalid-rebuilding",
                    "the form that says which transaction is rebuilt must be the first: "
                            + TransactionErrors.print(form));
        }
        basis.rebuild(Rebuilding.of(form));
    }

    private static Anomaly tooManyForms() {
        return new Anomaly.Incorrect(
                "Tx too large: a transaction must have at most " + TransactionLimits.FORMS_MAX
                        + " forms, those of its functions included",
                Map.of(Keyword.of("limit"), (long) TransactionLimits.FORMS_MAX),
                null);
    }

    private void expandList(List<?> list, int depth) {
        if (list.isEmpty()) {
            throw TransactionErrors.notTransactionData(list);
        }
        Object operator = list.get(0);
        if (operator instanceof Symbol name) {
            call(name, list, depth);
            return;
        }
        Keyword keyword = operator instanceof Number id ? operator(id.longValue()) : Identifiers.keyword(operator);
        if (keyword == ADD) {
            add(list);
        } else if (keyword == RETRACT) {
            retract(list);
        } else if (keyword == CAS || keyword == CAS_ALIAS) {
            compareAndSet(list);
        } else if (keyword == RETRACT_ENTITY || keyword == RETRACT_ENTITY_ALIAS) {
            retractEntity(list);
        } else {
            throw notAFunction(keyword == null ? operator : keyword);
        }
    }

    private @Nullable Keyword operator(long id) {
        return id >= 0 && id < SystemIds.FIRST_USER_ATTRIBUTE ? basis.database.ident(id) : null;
    }

    private Anomaly notAFunction(@Nullable Object operator) {
        boolean known = operator instanceof Keyword && names.existing(operator) != Identifiers.UNRESOLVED;
        String problem = known ? "Not a data function: " : "Unable to resolve data function: ";
        String similar = known || operator == null ? "" : SimilarNames.hint(operator, OPERATORS);
        return Anomaly.incorrect("not-a-data-function", problem + TransactionErrors.print(operator) + similar);
    }

    private void add(List<?> list) {
        checkSize(list, 4, "[:db/add entity attribute value]");
        Object entity = list.get(1);
        AttributeInfo attribute = names.attribute(list.get(2));
        Object value = list.get(3);
        long e = subject(entity, attribute, value);
        operations.add(e, attribute, check.canonical(e, attribute, value));
    }

    private void retract(List<?> list) {
        checkSize(list, 3, "[:db/retract entity attribute value?]");
        Object entity = list.get(1);
        AttributeInfo attribute = names.attribute(list.get(2));
        if (list.size() == 3) {
            retractAll(entity, attribute);
            return;
        }
        Object value = list.get(3);
        long e = subject(entity, attribute, value);
        if (value == null) {
            throw TransactionErrors.nilValue(false, entity == null ? e : entity, attribute.ident());
        }
        operations.retract(e, attribute, check.canonical(e, attribute, value));
    }

    /** Retracts all values there are; a tempid has none, and nothing is said of it. */
    private void retractAll(@Nullable Object entity, AttributeInfo attribute) {
        if (Identifiers.isTempid(entity)) {
            return;
        }
        long e = names.target(entity);
        if (e == Identifiers.UNRESOLVED) {
            throw TransactionErrors.notAnEntity(entity, entity, attribute.ident(), null);
        }
        operations.retractAll(e, attribute);
    }

    private long subject(@Nullable Object entity, AttributeInfo attribute, @Nullable Object value) {
        long e = names.subject(entity);
        if (e == Identifiers.UNRESOLVED) {
            throw TransactionErrors.notAnEntity(entity, entity, attribute.ident(), value);
        }
        return e;
    }

    private static void checkSize(List<?> list, int size, String shape) {
        if (list.size() < size) {
            throw new Anomaly.Incorrect("a list form must be " + shape + ": form=" + TransactionErrors.print(list));
        }
    }

    private void compareAndSet(List<?> list) {
        if (list.size() != 5) {
            throw Anomaly.incorrect(
                    "invalid-cas",
                    "a compare-and-set must be [:db/cas entity attribute expected new]: form="
                            + TransactionErrors.print(list));
        }
        operators.compareAndSet(list.get(1), list.get(2), list.get(3), list.get(4));
    }

    private void retractEntity(List<?> list) {
        checkSize(list, 2, "[:db/retractEntity entity]");
        operators.retractEntity(list.get(1));
    }

    private void call(Symbol name, List<?> list, int depth) {
        if (depth >= TransactionLimits.CALL_DEPTH_MAX) {
            throw new Anomaly.Incorrect("calls of transaction functions must be nested at most "
                    + TransactionLimits.CALL_DEPTH_MAX + " deep: function=" + name);
        }
        if (++calls > TransactionLimits.CALLS_MAX) {
            throw new Anomaly.Incorrect("a transaction must call functions at most " + TransactionLimits.CALLS_MAX
                    + " times: function=" + name);
        }
        basis.checkTime();
        List<@Nullable Object> arguments = new ArrayList<>(list.size());
        arguments.add(basis.seen);
        Iterator<?> rest = list.iterator();
        rest.next();
        rest.forEachRemaining(arguments::add);
        Object result = Calls.call(functions, FunctionUse.TRANSACTION, name, arguments);
        if (result instanceof Collection<?> forms) {
            expandAll(forms, depth + 1);
        } else if (result != null) {
            throw Anomaly.incorrect(
                    "not-transaction-data",
                    "a transaction function must return a collection of forms: function=" + name + " result="
                            + TransactionErrors.print(result),
                    TransactionErrors.details(Keyword.of("data"), result));
        }
    }
}
