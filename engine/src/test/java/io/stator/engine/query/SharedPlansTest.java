package io.stator.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Anomaly;
import io.stator.Pull;
import io.stator.Query;
import io.stator.edn.Edn;
import io.stator.edn.EdnOptions;
import io.stator.edn.Symbol;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Deadline;
import io.stator.engine.pull.PullEngine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Forms that are alike, asked one after the other, give what each gives alone. */
final class SharedPlansTest {
    private static final long SEED = Long.getLong("stator.seed", 20_261_130L);
    private static final int PAIRS = 400;
    private static final int DEPTH_MAX = 3;

    /** Values that something takes for the same: each list holds what may stand for each other. */
    private static final List<List<String>> ATOMS = List.of(
            List.of("1", "1N", "1.0", "1.0M", "1.00M", "\"1\""),
            List.of("0.0", "-0.0", "0", "0M"),
            List.of("\"a\"", ":a", "a", "\\a", "\":a\""),
            List.of("nil", "false", "##NaN", "##Inf"),
            List.of("range", "count", ":count", "\"count\""));

    /** What can be asked of a form: at {@code FORM} it stands. */
    private static final List<String> QUERIES = List.of(
            "[:find ?x . :where [(ground FORM) ?x]]",
            "[:find ?x . :where [(pr-str FORM) ?x]]",
            "[:find ?x . :where [(count FORM) ?x]]",
            "[:find ?x . :where [(vector FORM FORM) ?x]]",
            "[:find [?x ...] :where [(ground [1 2]) [?x ...]] [(!= ?x FORM)]]",
            "[:find [?e ...] :where [?e :p/age FORM]]",
            "[:find ?x . :where [(q [:find ?y . :where [(ground FORM) ?y]]) ?x]]",
            "[:find (pull ?e [(:p/none :default FORM)]) . :where [?e :p/name \"Ann\"]]",
            "[:find (pull ?e [(:p/name :as FORM)]) . :where [?e :p/name \"Ann\"]]",
            "[:find (min FORM ?a) . :where [_ :p/age ?a]]");

    private static final List<String> RULES = List.of(
            "[[(r ?x) [(ground FORM) ?x]]]",
            "[[(r ?x) [(pr-str FORM) ?x]]]",
            "[[(r ?x) [?x :p/age FORM]]]",
            "[[(r ?x) [(ground 1) ?y] (s FORM ?x)] [(s ?y ?x) [(vector ?y) ?x]]]");

    private static final List<String> PATTERNS =
            List.of("[(:p/none :default FORM)]", "[(:p/name :as FORM)]", "[(:p/nick :limit FORM)]", "[FORM]");

    private final DatabaseValue db = QueryTests.people();
    private final SplittableRandom random = new SplittableRandom(SEED);

    /** A system's engines, which keep what they parsed. */
    private record System(QueryEngine queries, PullEngine pulls) {
        static System fresh() {
            PullEngine pulls = new PullEngine();
            return new System(new QueryEngine(pulls::pull), pulls);
        }
    }

    /** Something to ask of a system. */
    private interface Question {
        Object ask(System system);
    }

    @Test
    void formsThatAreAlikeGiveWhatEachGivesAlone() {
        for (int i = 0; i < PAIRS; i++) {
            String one = form(0);
            String other = twin(one);
            for (String query : QUERIES) {
                check(query, one, other, form -> system -> run(system, query(query.replace("FORM", form)), db));
            }
            for (String rules : RULES) {
                check(
                        rules,
                        one,
                        other,
                        form -> system -> run(
                                system,
                                query("[:find ?x . :in $ % :where (r ?x)]"),
                                db,
                                read(rules.replace("FORM", form))));
                check(
                        rules,
                        one,
                        other,
                        form -> system -> run(
                                system,
                                query("[:find ?x . :in $ % :where (r ?x)]"),
                                db,
                                plain(read(rules.replace("FORM", form)))));
            }
            for (String pattern : PATTERNS) {
                check(
                        pattern,
                        one,
                        other,
                        form -> system -> system.pulls()
                                .pull(
                                        db,
                                        Pull.parse(pattern.replace("FORM", form)),
                                        read("[:p/name \"Ann\"]"),
                                        Deadline.none()));
            }
        }
    }

    @Test
    void rulesThatTheirCallerChangesAreOtherRules() {
        System system = System.fresh();
        Query query = query("[:find [?x ...] :in $ % :where (r ?x)]");
        List<Object> clause = new ArrayList<>((List<?>) read("[?x :p/age 30]"));
        List<Object> rules = new ArrayList<>();
        rules.add(Arrays.asList(read("(r ?x)"), clause));
        assertThat((List<?>) run(system, query, db, rules)).hasSize(2);
        clause.set(2, 40L);
        assertThat((List<?>) run(system, query, db, rules)).hasSize(1);
        clause.set(2, 30L);
        assertThat((List<?>) run(system, query, db, rules)).hasSize(2);
    }

    @Test
    void messagesTellThePlaceInTheTextThatWasAsked() {
        System system = System.fresh();
        Query near = query("[:find ?x :where [(/ 1 0) ?x]]");
        Query far = query("[:find ?x\n :where\n [(/ 1 0) ?x]]");
        assertThat(answer(s -> run(s, near, db), system)).asString().contains("line 1, column 18");
        assertThat(answer(s -> run(s, far, db), system)).asString().contains("line 3, column 2");
    }

    private void check(String place, String one, String other, java.util.function.Function<String, Question> question) {
        String first = answer(question.apply(one), System.fresh());
        String second = answer(question.apply(other), System.fresh());
        System shared = System.fresh();
        String description = "seed " + SEED + ", " + place + ": " + one + " and " + other;
        assertThat(answer(question.apply(one), shared)).as(description).isEqualTo(first);
        assertThat(answer(question.apply(other), shared)).as(description).isEqualTo(second);
        assertThat(answer(question.apply(one), shared)).as(description).isEqualTo(first);
    }

    private static String answer(Question question, System system) {
        try {
            return show(question.ask(system));
        } catch (Anomaly refused) {
            return refused.category() + " " + refused.getMessage();
        }
    }

    /** Returns a value with the classes of everything in it. */
    private static String show(Object value) {
        StringBuilder text = new StringBuilder();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) ->
                    text.append(show(key)).append('=').append(show(element)).append(' '));
            return "map " + text;
        }
        if (value instanceof Collection<?> collection) {
            collection.forEach(element -> text.append(show(element)).append(' '));
            return collection.getClass().getSimpleName() + "(" + text + ")";
        }
        return value == null ? "nil" : value.getClass().getSimpleName() + " " + value;
    }

    private static Object run(System system, Query query, Object... inputs) {
        QueryResult result = system.queries().run(query, Arrays.asList(inputs), Deadline.none());
        List<Object> rows = new ArrayList<>();
        result.rows().forEach(row -> rows.add(row[0]));
        return rows;
    }

    private static Query query(String text) {
        return Query.parse(text);
    }

    private static Object read(String text) {
        return Edn.read(text, EdnOptions.defaults().queryForms());
    }

    /** Returns a form as the plain lists of Java. */
    private static Object plain(Object form) {
        return form instanceof List<?> list
                ? new ArrayList<>(
                        list.stream().map(SharedPlansTest::plainOrNull).toList())
                : form;
    }

    private static Object plainOrNull(Object form) {
        return form instanceof List ? plain(form) : form == null ? Symbol.of("nil") : form;
    }

    private String form(int depth) {
        if (depth == DEPTH_MAX || random.nextInt(10) < 3 + depth) {
            return pick(pick(ATOMS));
        }
        StringBuilder text = new StringBuilder();
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : " ").append(form(depth + 1));
        }
        return switch (random.nextInt(4)) {
            case 0 -> "(" + text + ")";
            case 1 -> "#{" + form(depth + 1) + "}";
            case 2 -> "{" + form(depth + 1) + " " + form(depth + 1) + "}";
            default -> "[" + text + "]";
        };
    }

    /** Returns a form in which one thing is another that is like it. */
    private String twin(String form) {
        List<String> twins = new ArrayList<>();
        for (int i = 0; i < form.length(); i++) {
            char opening = form.charAt(i);
            if (opening == '[' || (opening == '(' && form.length() > 1)) {
                int end = closing(form, i);
                String inside = form.substring(i + 1, end);
                twins.add(form.substring(0, i)
                        + (opening == '[' ? "(" : "[")
                        + inside
                        + (opening == '[' ? ")" : "]")
                        + form.substring(end + 1));
            }
        }
        for (List<String> alike : ATOMS) {
            for (String atom : alike) {
                int at = form.indexOf(atom);
                if (at >= 0 && isToken(form, at, atom)) {
                    twins.add(form.substring(0, at) + pick(alike) + form.substring(at + atom.length()));
                }
            }
        }
        return twins.isEmpty() ? form(0) : pick(twins);
    }

    private static boolean isToken(String form, int at, String atom) {
        String ends = " ()[]{}";
        int end = at + atom.length();
        return (at == 0 || ends.indexOf(form.charAt(at - 1)) >= 0)
                && (end == form.length() || ends.indexOf(form.charAt(end)) >= 0);
    }

    private static int closing(String form, int opening) {
        int depth = 0;
        for (int i = opening; i < form.length(); i++) {
            depth += "([{".indexOf(form.charAt(i)) >= 0 ? 1 : ")]}".indexOf(form.charAt(i)) >= 0 ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalStateException("unbalanced: " + form);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
