package io.stator.conformance;

import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A scenario on one candidate: a database that is made when the first case is run, and the names learned so far. */
final class ScenarioRun {
    private static final String TX_INSTANT = ":db/txInstant";

    private final Candidate candidate;
    private final Scenario scenario;
    private @Nullable Session session;
    private @Nullable Names names;

    /** Makes the run of a scenario; nothing happens yet. */
    ScenarioRun(Candidate candidate, Scenario scenario) {
        this.candidate = candidate;
        this.scenario = scenario;
    }

    /** Returns the names learned so far. */
    Names names() {
        begin();
        return Objects.requireNonNull(names);
    }

    /** Returns what the symbols in database positions stand for. */
    Function<List<?>, View> views() {
        return this::view;
    }

    private void begin() {
        if (session != null) {
            return;
        }
        session = candidate.begin();
        names = new Names(session.db().t() + 1);
        for (Object txData : scenario.given()) {
            learn(names, session.transact(names.resolve(txData, views())));
        }
    }

    private static void learn(Names names, Report report) {
        names.learn(report.tempids());
        names.learn(report.after().t());
    }

    /** Runs the action of a case. */
    Outcome run(Case behaviour) {
        begin();
        try {
            return act(behaviour);
        } catch (Refusal refusal) {
            return new Outcome(refusal, null, null);
        }
    }

    /** Runs a case, and throws an assertion error with the expectation and the outcome when they differ. */
    void check(Case behaviour) {
        Outcome outcome = run(behaviour);
        List<String> wrong = new ArrayList<>();
        if (behaviour.has("anomaly") || outcome.refusal() != null) {
            if (!matchesAnomaly(behaviour.get("anomaly"), outcome.refusal())) {
                wrong.add("anomaly");
            }
            checkDetails(behaviour, outcome.refusal(), wrong);
        } else if (outcome.report() != null) {
            checkReport(behaviour, outcome.report(), wrong);
        } else {
            checkValue(behaviour, outcome.value(), wrong);
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError(Describe.difference(behaviour, wrong, outcome, names()));
        }
    }

    private Outcome act(Case behaviour) {
        if (behaviour.has("transact")) {
            Report report = session().transact(resolved(behaviour, "transact"));
            learn(names(), report);
            return Outcome.of(report);
        }
        View view = view((List<?>) Objects.requireNonNullElse(behaviour.get("view"), List.of()));
        if (behaviour.has("with")) {
            return transacted(view.with(resolved(behaviour, "with")));
        }
        if (behaviour.has("query")) {
            return query(behaviour, view);
        }
        if (behaviour.has("pull")) {
            return Outcome.of(view.pull(resolved(behaviour, "pull"), resolved(behaviour, "entity")));
        }
        if (behaviour.has("index")) {
            List<?> index = (List<?>) resolved(behaviour, "index");
            return Outcome.of(view.datoms(index.get(0), index.subList(1, index.size())));
        }
        if (behaviour.has("index-pull")) {
            return Outcome.of(view.indexPull((Map<?, ?>) resolved(behaviour, "index-pull")));
        }
        if (behaviour.has("range")) {
            List<?> range = (List<?>) resolved(behaviour, "range");
            return Outcome.of(view.range(range.get(0), range.get(1), range.get(2)));
        }
        if (behaviour.has("log")) {
            List<?> log = (List<?>) resolved(behaviour, "log");
            return Outcome.of(session().log(log.get(0), log.get(1)));
        }
        if (behaviour.has("sync")) {
            return Outcome.of(session().sync((Long) resolved(behaviour, "sync")).points());
        }
        return Outcome.of(view.points());
    }

    private Session session() {
        return Objects.requireNonNull(session);
    }

    private Outcome transacted(Report report) {
        names().learn(report.tempids());
        return Outcome.of(report);
    }

    private Outcome query(Case behaviour, View view) {
        List<Object> arguments = new ArrayList<>();
        if (behaviour.has("args")) {
            arguments.addAll((List<?>) resolved(behaviour, "args"));
        } else {
            arguments.add(view);
            arguments.addAll((List<?>) Objects.requireNonNullElse(resolved(behaviour, "inputs"), List.of()));
        }
        Object query = resolved(behaviour, "query");
        if (behaviour.has("value")) {
            return Outcome.of(session().value(query, arguments));
        }
        return Outcome.of(
                session().query(query, arguments, (Long) behaviour.get("offset"), (Long) behaviour.get("limit")));
    }

    private @Nullable Object resolved(Case behaviour, String key) {
        return names().resolve(behaviour.get(key), views());
    }

    /** Returns the newest database value, changed step by step: {@code :history}, or a pair such as {@code [:as-of #t 2]}. */
    private View view(List<?> steps) {
        View view = session().db();
        for (Object step : steps) {
            if (step instanceof Keyword) {
                view = view.history();
                continue;
            }
            String verb = ((Keyword) ((List<?>) step).get(0)).name();
            Object argument = names().resolve(((List<?>) step).get(1), views());
            view = switch (verb) {
                case "as-of" -> view.asOf(argument);
                case "since" -> view.since(argument);
                case "with" -> {
                    Report report = view.with(argument);
                    names().learn(report.tempids());
                    yield report.after();
                }
                default ->
                    throw new IllegalArgumentException(
                            "a step of a :view must be :history, :as-of, :since or :with: " + step);
            };
        }
        return view;
    }

    private static boolean matchesAnomaly(@Nullable Object expected, @Nullable Refusal actual) {
        if (expected == null || actual == null) {
            return false;
        }
        List<?> parts = expected instanceof List<?> list ? list : List.of(expected);
        return ((Keyword) parts.get(0)).name().equals(actual.category())
                && (parts.size() < 2 || parts.get(1).toString().equals(actual.error()));
    }

    private static void checkDetails(Case behaviour, @Nullable Refusal refusal, List<String> wrong) {
        if (refusal == null) {
            return;
        }
        if (behaviour.has("message") && !refusal.shape().equals(behaviour.get("message"))) {
            wrong.add("message");
        }
        if (behaviour.get("keys") instanceof Collection<?> keys
                && !refusal.data().keySet().containsAll(keys)) {
            wrong.add("keys");
        }
        if (behaviour.get("errors") instanceof List<?> errors
                && !errors.stream()
                        .map(String::valueOf)
                        .sorted()
                        .toList()
                        .equals(refusal.errors().stream().sorted().toList())) {
            wrong.add("errors");
        }
    }

    private void checkReport(Case behaviour, Report report, List<String> wrong) {
        Matching matching = new Matching(names(), views());
        if (behaviour.has("datoms")
                && !matching.matchesInAnyOrder((List<?>) behaviour.get("datoms"), withoutInstant(report.datoms()))) {
            wrong.add("datoms");
        }
        if (behaviour.has("tempids") && !matching.matches(behaviour.get("tempids"), report.tempids())) {
            wrong.add("tempids");
        }
        for (String key : List.of("rows", "count", "value")) {
            if (behaviour.has(key)) {
                wrong.add(key);
            }
        }
    }

    private void checkValue(Case behaviour, @Nullable Object value, List<String> wrong) {
        Matching matching = new Matching(names(), views());
        boolean inOrder = behaviour.has("in-order");
        boolean checked = false;
        for (String key : List.of("rows", "datoms")) {
            Object expected = behaviour.get(key);
            if (expected instanceof List<?> list) {
                List<?> actual = (List<?>) value;
                checked = true;
                if (!(inOrder ? matching.matchesInOrder(list, actual) : matching.matchesInAnyOrder(list, actual))) {
                    wrong.add(key);
                }
            }
        }
        if (behaviour.get("transactions") instanceof List<?> expected) {
            checked = true;
            if (!matchesLog(matching, expected, transactions((List<?>) value))) {
                wrong.add("transactions");
            }
        }
        if (behaviour.has("count")) {
            checked = true;
            if (!Objects.equals(behaviour.get("count"), (long) ((List<?>) value).size())) {
                wrong.add("count");
            }
        }
        if (behaviour.has("value")) {
            checked = true;
            if (!matching.matches(behaviour.get("value"), value)) {
                wrong.add("value");
            }
        }
        if (!checked) {
            wrong.add("expectation");
        }
    }

    private static boolean matchesLog(Matching matching, List<?> expected, List<List<?>> actual) {
        boolean matches = expected.size() == actual.size();
        for (int i = 0; matches && i < actual.size(); i++) {
            List<?> entry = (List<?>) expected.get(i);
            matches = matching.matches(entry.get(0), actual.get(i).get(0))
                    && matching.matchesInAnyOrder(
                            (List<?>) entry.get(1), (List<?>) actual.get(i).get(1));
        }
        return matches;
    }

    /** Returns the datoms of one transaction without its instant, each as entity, attribute, value and whether it was added. */
    static List<List<?>> withoutInstant(List<?> datoms) {
        List<List<?>> rest = new ArrayList<>();
        for (Object datom : datoms) {
            List<?> parts = (List<?>) datom;
            if (!(String.valueOf(parts.get(1)).equals(TX_INSTANT) && Objects.equals(parts.get(0), parts.get(3)))) {
                List<Object> kept = new ArrayList<>(parts);
                kept.remove(3);
                rest.add(kept);
            }
        }
        return rest;
    }

    /** Returns the transactions of a log, each as its t and its datoms in the shape of {@link #withoutInstant}. */
    static List<List<?>> transactions(List<?> log) {
        List<List<?>> transactions = new ArrayList<>();
        for (Object entry : log) {
            List<?> parts = (List<?>) entry;
            transactions.add(List.of(parts.get(0), withoutInstant((List<?>) parts.get(1))));
        }
        return transactions;
    }
}
