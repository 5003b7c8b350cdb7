package io.stator.engine.duel;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.duel.ModelForms.Operation;
import io.stator.engine.duel.ModelForms.Temp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A naive model of transactions: sets of facts, and the rules of the reference, with loops and nothing else. */
final class Model implements Contender {
    private static final long PARTITION_TX = 3L << 42;
    private static final int COUNTER_BITS = 42;

    private final ModelState state;

    Model(List<Datum> bootstrap) {
        this.state = new ModelState(bootstrap);
    }

    @Override
    public Verdict transact(List<?> forms) {
        return run(forms, true);
    }

    @Override
    public Verdict with(List<?> forms) {
        return run(forms, false);
    }

    private Verdict run(List<?> forms, boolean commit) {
        try {
            Attempt attempt = new Attempt(PARTITION_TX | (state.t + 1));
            Verdict verdict = attempt.run(forms);
            if (commit) {
                state.apply(verdict.data());
                state.given.addAll(attempt.known.values());
                state.t++;
                state.instant = attempt.instant;
                state.nextEntity = attempt.nextEntity;
                state.nextAttribute = attempt.nextAttribute;
            }
            return verdict;
        } catch (ModelForms.RefusedException refused) {
            return refused.verdict();
        }
    }

    @Override
    public List<Datum> datums(boolean history) {
        if (history) {
            return state.history;
        }
        List<Datum> all = new ArrayList<>();
        state.facts.forEach((e, said) -> said.forEach((a, values) -> values.forEach(v ->
                all.add(new Datum(e, a, v, state.since.get(List.of(e, a, ModelValues.key(v))), true)))));
        return all;
    }

    private record Fact(long e, long a, Object v) {
        boolean is(Fact other) {
            return e == other.e && a == other.a && ModelValues.same(v, other.v);
        }

        boolean isLike(Fact other) {
            return e == other.e && a == other.a && ModelValues.alike(v, other.v);
        }
    }

    /** One transaction. */
    private final class Attempt {
        private final long tx;
        private final ModelForms forms;
        private final Map<Temp, Temp> parents = new HashMap<>();
        private final Map<Temp, Long> known = new HashMap<>();
        private final List<Fact> added = new ArrayList<>();
        private final List<Fact> retracted = new ArrayList<>();
        private final List<Fact> in = new ArrayList<>();
        private final List<Fact> out = new ArrayList<>();
        private final Set<Long> partitions = new LinkedHashSet<>();
        private final Set<List<Long>> ensured = new LinkedHashSet<>();
        private final Set<Fact> touched = new LinkedHashSet<>();
        private final Map<Long, Boolean> instants = new LinkedHashMap<>();
        private boolean reset;
        private long instant;
        private long nextEntity = state.nextEntity;
        private long nextAttribute = state.nextAttribute;
        private boolean contradictory;

        Attempt(long tx) {
            this.tx = tx;
            this.forms = new ModelForms(state, tx);
        }

        Verdict run(List<?> data) {
            forms.expand(data);
            for (Operation operation : forms.operations) {
                boolean unknown = operation.e() instanceof Long e && e != tx && !isGiven(e);
                if (unknown) {
                    throw ModelForms.incorrect("invalid-entity-id");
                }
            }
            if (!forms.subjects.containsAll(forms.targets)) {
                throw ModelForms.incorrect("tempid-not-an-entity");
            }
            unite();
            forms.partitions.readLiterals();
            allocate();
            read();
            conflicts();
            setInstant();
            change();
            checkBootstrap();
            composites();
            if (contradictory) {
                throw ModelForms.conflict("unique-conflict");
            }
            checkUnique();
            return verdict();
        }

        private boolean isGiven(long e) {
            return state.given.contains(e) || e < Entities.FIRST_USER_ID;
        }

        private Temp root(Temp temp) {
            Temp parent = parents.getOrDefault(temp, temp);
            return parent.equals(temp) ? temp : root(parent);
        }

        /**
         * Temporary ids of which one identity is said that nobody has are one entity; the others are the holder of the last
         * identity that is said of them.
         */
        private void unite() {
            for (Operation left : forms.operations) {
                if (!(left.e() instanceof Temp temp) || !state.isIdentity(left.a()) || holder(left) != null) {
                    continue;
                }
                for (Operation right : forms.operations) {
                    boolean same = right.a() == left.a() && ModelValues.same(left.v(), right.v());
                    if (same && right.e() instanceof Temp other && !root(other).equals(root(temp))) {
                        parents.put(root(other), root(temp));
                    }
                }
            }
            for (Operation operation : forms.operations) {
                if (operation.e() instanceof Temp temp && state.isIdentity(operation.a())) {
                    Long holder = holder(operation);
                    Long before = holder == null ? null : known.put(root(temp), holder);
                    contradictory |= before != null && !before.equals(holder);
                }
            }
        }

        private @Nullable Long holder(Operation operation) {
            return operation.v() instanceof Temp ? null : state.holder(operation.a(), operation.v());
        }

        private void allocate() {
            for (Operation operation : forms.operations) {
                boolean defining = operation.a() != Types.IDENT && ModelSchema.isDefining(operation.a());
                boolean installing =
                        operation.a() == Types.INSTALL_PARTITION || operation.a() == Types.INSTALL_ATTRIBUTE;
                Object installed = installing ? operation.v() : defining ? operation.e() : null;
                if (installed instanceof Temp temp && operation.added()) {
                    known.computeIfAbsent(root(temp), x -> nextAttribute++);
                }
            }
            Map<Temp, Long> before = Map.copyOf(known);
            for (Temp temp : forms.subjects) {
                long partition = before.containsKey(root(temp)) ? 0 : forms.partitions.of(temp, this::root, before);
                known.computeIfAbsent(root(temp), x -> partition << COUNTER_BITS | nextEntity++);
            }
        }

        private Object entity(Object e) {
            return e instanceof Temp temp ? known.get(root(temp)) : e;
        }

        private void read() {
            for (Operation operation : forms.operations) {
                long e = (Long) entity(operation.e());
                Object v = operation.v();
                if (v instanceof List<?> list) {
                    List<Object> all = new ArrayList<>();
                    list.forEach(element -> all.add(element == null ? null : entity(element)));
                    v = all;
                }
                Fact fact = new Fact(e, operation.a(), entity(v));
                boolean again = operation.added() && added.stream().anyMatch(fact::isLike);
                if (!again && !special(fact, operation.added()) && !state.isComposite(fact.a())) {
                    (operation.added() ? added : retracted).add(fact);
                    state.composites().stream()
                            .filter(composite -> state.parts(composite).contains(fact.a()))
                            .forEach(composite -> touched.add(new Fact(e, composite, "")));
                }
            }
        }

        private boolean special(Fact fact, boolean isAdded) {
            if (fact.a() == Types.ENSURE) {
                if (isAdded) {
                    ensured.add(List.of(fact.e(), (Long) fact.v()));
                }
                return true;
            }
            if (Types.isMarker(fact.a()) && (isAdded || fact.a() != Types.INSTALL_PARTITION)) {
                if (isAdded && fact.e() != 0) {
                    throw ModelForms.incorrect("invalid-datom");
                }
                if (isAdded && fact.a() == Types.INSTALL_PARTITION) {
                    partitions.add((Long) fact.v());
                }
                return true;
            }
            if (fact.a() == Types.TX_INSTANT && fact.e() >>> 42 == 3) {
                if (fact.e() != tx) {
                    reset = true;
                    return false;
                }
                long asked = ((Instant) fact.v()).toEpochMilli();
                boolean opposed = instants.getOrDefault(asked, isAdded) != isAdded;
                boolean two = !instants.containsKey(asked) && instants.containsValue(isAdded);
                if (opposed || two) {
                    throw ModelForms.incorrect("datoms-conflict");
                }
                instants.put(asked, isAdded);
                return true;
            }
            return false;
        }

        /** One instant may be asserted, or retracted, which is ignored but must make sense. */
        private void setInstant() {
            if (reset) {
                throw ModelForms.incorrect("reset-tx-instant");
            }
            instant = Math.max(EngineContender.NOW, state.instant);
            for (Map.Entry<Long, Boolean> asked : instants.entrySet()) {
                if (asked.getKey() > instant) {
                    throw ModelForms.incorrect("future-tx-instant");
                }
                if (asked.getKey() < state.instant) {
                    throw ModelForms.incorrect("past-tx-instant");
                }
                if (instants.size() > 1) {
                    throw ModelForms.incorrect("multiple-tx-instants");
                }
                instant = asked.getValue() ? asked.getKey() : instant;
            }
        }

        private void conflicts() {
            for (Fact fact : retracted) {
                if (!state.isMany(fact.a())
                        && retracted.stream()
                                .anyMatch(other ->
                                        fact.e() == other.e() && fact.a() == other.a() && !fact.isLike(other))) {
                    throw ModelForms.incorrect("datoms-conflict");
                }
            }
            for (Fact fact : added) {
                for (Fact other : added) {
                    boolean two = !state.isMany(fact.a()) && fact.e() == other.e() && fact.a() == other.a();
                    boolean shared = state.isUnique(fact.a())
                            && fact.a() == other.a()
                            && fact.e() != other.e()
                            && ModelValues.same(fact.v(), other.v());
                    if ((two && !fact.isLike(other)) || shared) {
                        throw ModelForms.incorrect("datoms-conflict");
                    }
                }
                if (retracted.stream().anyMatch(fact::isLike)) {
                    throw ModelForms.incorrect("datoms-conflict");
                }
            }
        }

        private boolean isTrue(Fact fact) {
            return state.values(fact.e(), fact.a()).stream().anyMatch(v -> ModelValues.same(v, fact.v()));
        }

        private void change() {
            for (Fact fact : retracted) {
                if (isTrue(fact) && out.stream().noneMatch(fact::is)) {
                    out.add(fact);
                }
            }
            for (int i = 0; i < added.size(); i++) {
                Fact fact = added.get(i);
                if (isTrue(fact) || added.subList(0, i).stream().anyMatch(fact::isLike)) {
                    continue;
                }
                in.add(fact);
                if (!state.isMany(fact.a())) {
                    replaced(fact);
                }
            }
        }

        private void checkBootstrap() {
            for (List<Fact> facts : List.of(in, out)) {
                for (Fact fact : facts) {
                    boolean boot = fact.e() < Entities.FIRST_USER_ID && state.value(fact.e(), Types.IDENT) != null;
                    if (boot && fact.a() < Entities.FIRST_USER_ID) {
                        throw ModelForms.incorrect("datom-cannot-be-altered");
                    }
                }
            }
        }

        private void replaced(Fact fact) {
            Object before = state.value(fact.e(), fact.a());
            Fact gone = before == null ? null : new Fact(fact.e(), fact.a(), before);
            if (gone != null && out.stream().noneMatch(gone::is)) {
                out.add(gone);
            }
        }

        /** Returns the value of an attribute of one value after the transaction, as it was said last. */
        private @Nullable Object after(long e, long a) {
            for (Fact fact : added) {
                if (fact.e() == e && fact.a() == a) {
                    return fact.v();
                }
            }
            Object before = state.value(e, a);
            return before == null || out.stream().anyMatch(new Fact(e, a, before)::is) ? null : before;
        }

        private void composites() {
            List<Fact> held = new ArrayList<>();
            for (Fact one : touched) {
                List<Object> parts = new ArrayList<>();
                state.parts(one.a()).forEach(part -> parts.add(after(one.e(), part)));
                Object before = state.value(one.e(), one.a());
                boolean empty = parts.stream().allMatch(part -> part == null);
                Fact fact = new Fact(one.e(), one.a(), parts);
                boolean shared = state.isUnique(one.a())
                        && held.stream().anyMatch(other -> other.a() == one.a() && ModelValues.same(other.v(), parts));
                if (shared && !empty) {
                    throw ModelForms.incorrect("datoms-conflict");
                }
                if (!empty) {
                    held.add(fact);
                }
                if (before != null && !empty && ModelValues.same(before, parts)) {
                    continue;
                }
                if (!empty) {
                    in.add(fact);
                }
                if (before != null) {
                    out.add(new Fact(one.e(), one.a(), before));
                }
            }
        }

        private void checkPredicates() {
            for (Fact fact : added) {
                for (Object predicate : state.values(fact.a(), Types.PREDICATES)) {
                    long number = (Long) fact.v();
                    boolean holds = switch (((Symbol) predicate).name()) {
                        case "pos?" -> number > 0;
                        case "even?" -> number % 2 == 0;
                        default -> true;
                    };
                    if (!holds) {
                        throw ModelForms.incorrect("attr-pred");
                    }
                }
            }
        }

        private void checkUnique() {
            for (Fact fact : in) {
                Long holder = state.isUnique(fact.a()) ? state.holder(fact.a(), fact.v()) : null;
                boolean kept = holder != null
                        && holder != fact.e()
                        && out.stream().noneMatch(new Fact(holder, fact.a(), fact.v())::is);
                if (kept) {
                    throw ModelForms.conflict("unique-conflict");
                }
            }
            for (Fact fact : in) {
                Long owner = fact.a() == Types.IDENT ? state.names.get((Keyword) fact.v()) : null;
                if (owner != null
                        && owner != fact.e()
                        && state.composites().stream()
                                .anyMatch(c -> state.parts(c).contains(owner))) {
                    throw ModelForms.incorrect("cannot-retarget-ident");
                }
            }
        }

        private void checkEnsured(List<Datum> data) {
            for (List<Long> pair : ensured) {
                for (Object name : state.values(pair.get(1), Types.ENTITY_ATTRS)) {
                    Long a = state.names.get((Keyword) name);
                    boolean there = a != null
                            && (in.stream().anyMatch(fact -> fact.e() == pair.get(0) && fact.a() == a)
                                    || state.values(pair.get(0), a).stream()
                                            .anyMatch(v -> out.stream().noneMatch(new Fact(pair.get(0), a, v)::is)));
                    if (!there) {
                        throw ModelForms.incorrect("entity-attr");
                    }
                }
                checkEntity(pair.get(0), pair.get(1), data);
            }
        }

        private void checkEntity(long e, long spec, List<Datum> data) {
            long before = state.facts.getOrDefault(e, Map.of()).values().stream()
                    .mapToLong(List::size)
                    .sum();
            long facts = before
                    + data.stream()
                            .filter(datum -> datum.e() == e)
                            .mapToLong(datum -> datum.added() ? 1 : -1)
                            .sum();
            List<Symbol> names = new ArrayList<>();
            state.values(spec, Types.ENTITY_PREDICATES).forEach(name -> names.add((Symbol) name));
            names.sort(Comparator.comparing((Symbol name) -> name.namespace() != null)
                    .thenComparing(Symbol::toString));
            for (Symbol name : names) {
                String failure = DuelFunctions.failure(name);
                if (failure != null) {
                    throw new ModelForms.RefusedException(failure, null);
                }
                if (!DuelFunctions.test(name, facts).equals(true)) {
                    throw ModelForms.incorrect("entity-pred");
                }
            }
        }

        private Verdict verdict() {
            List<Datum> data = new ArrayList<>();
            data.add(new Datum(tx, Types.TX_INSTANT, Instant.ofEpochMilli(instant), tx, true));
            out.forEach(fact -> data.add(new Datum(fact.e(), fact.a(), stored(fact), tx, false)));
            in.forEach(fact -> data.add(new Datum(fact.e(), fact.a(), fact.v(), tx, true)));
            new ModelSchema(state, data).check().forEach((e, marker) -> data.add(new Datum(0, marker, e, tx, true)));
            for (long partition : partitions) {
                if (partition >>> COUNTER_BITS != 0) {
                    throw ModelForms.incorrect("not-in-system-partition");
                }
                boolean attribute = state.isAttribute(partition)
                        || data.stream()
                                .anyMatch(datum -> datum.a() == Types.INSTALL_ATTRIBUTE
                                        && datum.v().equals(partition));
                if (attribute || state.values(0, Types.INSTALL_VALUE_TYPE).contains(partition)) {
                    throw ModelForms.incorrect("invalid-element-change");
                }
                if (!state.values(0, Types.INSTALL_PARTITION).contains(partition)) {
                    data.add(new Datum(0, Types.INSTALL_PARTITION, partition, tx, true));
                }
            }
            checkPredicates();
            checkEnsured(data);
            Map<Object, Long> tempids = new LinkedHashMap<>();
            for (Temp temp : forms.subjects) {
                if (temp.name() instanceof String || temp.name() instanceof Long) {
                    tempids.put(temp.name(), known.get(root(temp)));
                }
            }
            return Verdict.accepted(data, tempids);
        }

        private Object stored(Fact fact) {
            return state.values(fact.e(), fact.a()).stream()
                    .filter(v -> ModelValues.same(v, fact.v()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
