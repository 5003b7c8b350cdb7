package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A database that forms written in EDN are transacted to.
 *
 * <p>The tempids of a transaction are symbols afterwards: {@code [:db/add "ann" :person/age 1]} names the entity that
 * later forms and expectations call {@code ann}. The transaction of each step is {@code tx}.
 */
final class Ledger {
    /** The instant of the first transaction. */
    static final long START = 1_700_000_000_000L;

    private final Map<String, Object> names = new HashMap<>();
    private NamedFunctions functions = NamedFunctions.builtIn();
    private DatabaseValue database = Bootstrap.database("id", "test");
    private long clock = START;

    /** Returns a ledger with attributes written as {@code [name type cardinality & properties]}. */
    static Ledger with(String attributes) {
        Ledger ledger = new Ledger();
        ledger.attributes(attributes);
        return ledger;
    }

    /** Installs attributes written as {@code [name type cardinality & properties]}. */
    void attributes(String edn) {
        List<Object> forms = new ArrayList<>();
        for (Object row : (List<?>) Objects.requireNonNull(Edn.read(edn))) {
            List<?> entry = (List<?>) row;
            Map<Object, Object> form = new LinkedHashMap<>();
            form.put(Keyword.of("db", "ident"), entry.get(0));
            form.put(Keyword.of("db", "valueType"), Keyword.of("db.type", ((Keyword) entry.get(1)).name()));
            form.put(Keyword.of("db", "cardinality"), Keyword.of("db.cardinality", ((Keyword) entry.get(2)).name()));
            for (Object property : entry.subList(3, entry.size())) {
                String name = ((Keyword) property).name();
                if (name.equals("component")) {
                    form.put(Keyword.of("db", "isComponent"), true);
                } else {
                    form.put(Keyword.of("db", "unique"), Keyword.of("db.unique", name));
                }
            }
            forms.add(form);
        }
        database = Transactor.transact(database, forms, clock, functions).after();
    }

    void functions(NamedFunctions next) {
        functions = next;
    }

    DatabaseValue database() {
        return database;
    }

    void setClock(long millis) {
        clock = millis;
    }

    long id(String name) {
        return (Long) Objects.requireNonNull(names.get(name), name);
    }

    /** Returns forms with the entities that symbols name. */
    @Nullable
    Object read(String edn) {
        return substitute(Edn.read(edn));
    }

    private @Nullable Object substitute(@Nullable Object form) {
        if (form instanceof Symbol symbol && symbol.namespace() == null) {
            return names.getOrDefault(symbol.name(), symbol);
        }
        if (form instanceof List<?> list) {
            return EdnVector.copyOf(all(list));
        }
        if (form instanceof Set<?> set) {
            return new LinkedHashSet<>(all(set));
        }
        if (form instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(substitute(key), substitute(value)));
            return copy;
        }
        return form;
    }

    private List<@Nullable Object> all(Collection<?> forms) {
        List<@Nullable Object> all = new ArrayList<>();
        forms.forEach(form -> all.add(substitute(form)));
        return all;
    }

    /** Transacts forms written in EDN. */
    TxResult transact(String edn) {
        return transact((Collection<?>) Objects.requireNonNull(read(edn)));
    }

    /** Transacts forms. */
    TxResult transact(Collection<?> forms) {
        clock++;
        TxResult result = Transactor.transact(database, forms, clock, functions);
        database = result.after();
        result.tempids().forEach((name, e) -> names.put(name.toString(), e));
        names.put("tx", result.txData().get(0).e);
        return result;
    }

    /** Transacts forms and expects exactly these facts after the instant: {@code [e attribute v added]}. */
    void expect(String edn, String facts) {
        TxResult result = transact(edn);
        assertThat(rows(result)).as(edn).isEqualTo(read(facts));
    }

    /** Transacts forms and expects these facts after the instant, in any order. */
    void expectInAnyOrder(String edn, String facts) {
        TxResult result = transact(edn);
        Object[] expected = ((List<?>) Objects.requireNonNull(read(facts))).toArray();
        assertThat(new ArrayList<Object>(rows(result))).as(edn).containsExactlyInAnyOrder(expected);
    }

    private List<List<Object>> rows(TxResult result) {
        List<List<Object>> rows = new ArrayList<>();
        for (Fact fact : result.txData().subList(1, result.txData().size())) {
            rows.add(Arrays.asList(
                    fact.e(), Objects.requireNonNull(result.after().ident(fact.a())), fact.v(), fact.added()));
        }
        return rows;
    }

    /** Returns the anomaly that forms written in EDN are refused with; the database stays as it was. */
    Anomaly refused(String edn) {
        return refused((Collection<?>) Objects.requireNonNull(read(edn)));
    }

    /** Returns the anomaly that forms are refused with. */
    Anomaly refused(Collection<?> forms) {
        return Objects.requireNonNull(
                catchThrowableOfType(Anomaly.class, () -> Transactor.transact(database, forms, clock + 1, functions)),
                () -> "must be refused: " + forms);
    }

    /** Expects that forms are refused as incorrect with an error code. */
    void expectIncorrect(String edn, String code) {
        Anomaly anomaly = refused(edn);
        assertThat(anomaly.category()).as(edn).isEqualTo(Anomaly.Category.INCORRECT);
        assertThat(anomaly.error()).as(edn).isEqualTo(Keyword.of("db.error", code));
    }

    /** Expects that forms are refused as a conflict with an error code. */
    void expectConflict(String edn, String code) {
        Anomaly anomaly = refused(edn);
        assertThat(anomaly.category()).as(edn).isEqualTo(Anomaly.Category.CONFLICT);
        assertThat(anomaly.error()).as(edn).isEqualTo(Keyword.of("db.error", code));
    }

    /** Returns the values of an attribute of a named entity, in index order. */
    List<Object> values(String name, String attribute) {
        int a = database.requireAttribute(Keyword.parse(attribute)).id();
        List<Object> values = new ArrayList<>();
        FactCursor facts = database.facts(Prefix.entityAttribute(id(name), a));
        for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
            values.add(fact.v());
        }
        return values;
    }
}
