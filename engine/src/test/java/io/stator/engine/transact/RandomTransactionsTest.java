package io.stator.engine.transact;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Compares random transactions with a model that knows nothing but sets of facts and the rules. */
final class RandomTransactionsTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int TRANSACTIONS = 4000;
    private static final List<String> ATTRIBUTES = List.of("one", "many", "identity", "value", "ref");

    private record Row(Object e, String a, Object v) {}

    private record Form(
            String operator,
            Object e,
            @Nullable String a,
            @Nullable Object v) {
        List<Object> list() {
            List<Object> list = new ArrayList<>(List.of(Keyword.of("db", operator), e));
            if (a != null) {
                list.add(Keyword.of(a));
            }
            if (v != null) {
                list.add(v);
            }
            return list;
        }
    }

    private final Random random = new Random(SEED);
    private final Ledger ledger = Ledger.with("[[:one :long :one] [:many :long :many] [:identity :long :one :identity]"
            + " [:value :long :one :value] [:ref :ref :many]]");
    private final List<Long> entities = new ArrayList<>();

    @Test
    void transactionsAgreeWithTheModel() {
        ledger.transact("[{:db/id \"a\" :one 0} {:db/id \"b\" :one 0} {:db/id \"c\" :one 0} {:db/id \"d\" :one 0}]");
        List.of("a", "b", "c", "d").forEach(name -> entities.add(ledger.id(name)));
        Set<Row> rows = rows(ledger.database());
        int accepted = 0;
        for (int i = 0; i < TRANSACTIONS; i++) {
            List<Form> forms = forms();
            String where = "seed " + SEED + ", transaction " + i + ": " + forms;
            String error = new Model(rows, forms).error();
            List<List<Object>> lists = forms.stream().map(Form::list).toList();
            if (error != null) {
                Anomaly anomaly = ledger.refused(lists);
                assertThat(anomaly.error()).as(where).isEqualTo(Keyword.of("db.error", error));
                continue;
            }
            TxResult result = ledger.transact(lists);
            Set<Row> expected = new Model(rows, forms).after(result.tempids());
            assertThat(rows(result.after())).as(where).isEqualTo(expected);
            assertThat(changes(result)).as(where).isEqualTo(difference(rows, expected));
            assertThat(result.txData()).as(where).hasSize(1 + changes(result).size());
            rows = expected;
            accepted++;
        }
        assertThat(accepted).isBetween(TRANSACTIONS / 5, TRANSACTIONS);
    }

    private List<Form> forms() {
        List<Form> forms = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            Object e = random.nextInt(3) == 0 ? "t" + random.nextInt(3) : pick(entities);
            String a = ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size()));
            Object v = a.equals("ref") ? pick(entities) : (Object) (long) random.nextInt(5);
            switch (random.nextInt(10)) {
                case 0 -> forms.add(new Form("retract", e, a, null));
                case 1, 2 -> forms.add(new Form("retract", e, a, v));
                case 3 -> forms.add(new Form("retractEntity", pick(entities), null, null));
                default -> forms.add(new Form("add", e, a, v));
            }
        }
        return forms;
    }

    private Long pick(List<Long> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static Set<Row> rows(DatabaseValue database) {
        Set<Row> rows = new HashSet<>();
        for (String a : ATTRIBUTES) {
            FactCursor facts = database.facts(
                    Prefix.attribute(database.requireAttribute(Keyword.of(a)).id()));
            for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
                rows.add(new Row(fact.e, a, fact.v()));
            }
        }
        return rows;
    }

    private static Map<Row, Boolean> changes(TxResult result) {
        Map<Row, Boolean> changes = new HashMap<>();
        for (Fact fact : result.txData().subList(1, result.txData().size())) {
            Keyword a = result.after().ident(fact.a);
            changes.put(new Row(fact.e, String.valueOf(a).substring(1), fact.v()), fact.added());
        }
        return changes;
    }

    private static Map<Row, Boolean> difference(Set<Row> before, Set<Row> after) {
        Map<Row, Boolean> difference = new HashMap<>();
        before.stream().filter(row -> !after.contains(row)).forEach(row -> difference.put(row, false));
        after.stream().filter(row -> !before.contains(row)).forEach(row -> difference.put(row, true));
        return difference;
    }

    /** What a transaction means, by the rules: names first, then conflicts, then uniqueness afterwards. */
    private static final class Model {
        private final Set<Row> before;
        private final List<Form> forms;
        private final Map<Object, Set<Object>> groups = new HashMap<>();
        private final Set<Row> added = new HashSet<>();
        private final Set<Row> retracted = new HashSet<>();

        Model(Set<Row> before, List<Form> forms) {
            this.before = before;
            this.forms = forms;
        }

        @Nullable
        String error() {
            Map<Object, Object> names = new HashMap<>();
            for (Set<Object> group : groups()) {
                Set<Object> known = known(group);
                if (known.size() > 1) {
                    expand(Map.of());
                    return isAmbiguous(added) ? "datoms-conflict" : "unique-conflict";
                }
                Object e = known.isEmpty()
                        ? group.iterator().next()
                        : known.iterator().next();
                group.forEach(tempid -> names.put(tempid, e));
            }
            expand(names);
            return isConflicting() ? "datoms-conflict" : isUnique(result()) ? null : "unique-conflict";
        }

        Set<Row> after(Map<Object, Long> tempids) {
            expand(new HashMap<>(tempids));
            return result();
        }

        /** Returns the sets of tempids that mean one entity because the same identity is said of them. */
        private Set<Set<Object>> groups() {
            forms.stream()
                    .map(Form::e)
                    .filter(String.class::isInstance)
                    .forEach(e -> groups.put(e, new HashSet<>(Set.of(e))));
            for (Form left : forms) {
                for (Form right : forms) {
                    if (isIdentity(left) && isIdentity(right) && left.v().equals(right.v())) {
                        Set<Object> united = new HashSet<>(groups.get(left.e()));
                        united.addAll(groups.get(right.e()));
                        united.forEach(e -> groups.put(e, united));
                    }
                }
            }
            return new HashSet<>(groups.values());
        }

        private static boolean isIdentity(Form form) {
            return form.e() instanceof String && "identity".equals(form.a()) && form.v() != null;
        }

        private Set<Object> known(Set<Object> group) {
            Set<Object> known = new HashSet<>();
            for (Form form : forms) {
                for (Row row : before) {
                    if (isIdentity(form)
                            && group.contains(form.e())
                            && row.a().equals("identity")
                            && row.v().equals(form.v())) {
                        known.add(row.e());
                    }
                }
            }
            return known;
        }

        private void expand(Map<Object, Object> names) {
            for (Form form : forms) {
                Object e = names.getOrDefault(form.e(), form.e());
                if (form.operator().equals("add")) {
                    added.add(new Row(e, form.a(), form.v()));
                } else if (form.v() != null) {
                    retracted.add(new Row(e, form.a(), form.v()));
                } else {
                    before.stream().filter(row -> isRetracted(row, form, e)).forEach(retracted::add);
                }
            }
        }

        private static boolean isRetracted(Row row, Form form, Object e) {
            if (form.a() != null) {
                return row.e().equals(e) && row.a().equals(form.a());
            }
            return row.e().equals(e) || (row.a().equals("ref") && row.v().equals(e));
        }

        private static boolean isMany(Row row) {
            return row.a().equals("many") || row.a().equals("ref");
        }

        private boolean isConflicting() {
            return isAmbiguous(added)
                    || isAmbiguous(retracted)
                    || !isUnique(added)
                    || added.stream().anyMatch(retracted::contains);
        }

        /** Returns whether rows give an attribute of one value two. */
        private static boolean isAmbiguous(Set<Row> rows) {
            return rows.stream()
                    .anyMatch(left -> !isMany(left)
                            && rows.stream()
                                    .anyMatch(right -> left.a().equals(right.a())
                                            && left.e().equals(right.e())
                                            && !left.v().equals(right.v())));
        }

        private static boolean isUnique(Set<Row> rows) {
            Set<List<Object>> seen = new HashSet<>();
            return rows.stream()
                    .filter(row -> row.a().equals("identity") || row.a().equals("value"))
                    .allMatch(row -> seen.add(List.of(row.a(), row.v())));
        }

        private Set<Row> result() {
            Set<Row> after = new HashSet<>(before);
            after.removeAll(retracted);
            after.removeIf(row -> !isMany(row)
                    && added.stream()
                            .anyMatch(add -> add.e().equals(row.e()) && add.a().equals(row.a())));
            after.addAll(added);
            return after;
        }
    }
}
