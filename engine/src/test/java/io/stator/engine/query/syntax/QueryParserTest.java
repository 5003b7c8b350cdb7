package io.stator.engine.query.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.stator.Anomaly;
import io.stator.Query;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.query.syntax.Binding.Kind;
import io.stator.engine.query.syntax.FindSpec.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QueryParserTest {
    private static final Variable E = Variable.of("?e");
    private static final Variable N = Variable.of("?n");

    private static ParsedQuery parse(String text) {
        return QueryParser.parse(Query.parse(text));
    }

    private static List<Clause> where(String clauses) {
        return parse("[:find ?e :in $ $2 % pat ?e :where " + clauses + "]").where();
    }

    private static Clause clause(String text) {
        List<Clause> clauses = where(text);
        assertThat(clauses).hasSize(1);
        return clauses.get(0);
    }

    private static String message(String query) {
        return anomaly(query).getMessage();
    }

    private static Anomaly anomaly(String query) {
        return catchThrowableOfType(Anomaly.Incorrect.class, () -> parse(query));
    }

    @Test
    void allFourFindSpecsAreRead() {
        assertThat(parse("[:find ?e ?n :in ?e ?n]").find()).isEqualTo(new FindSpec(Shape.RELATION, List.of(E, N)));
        assertThat(parse("[:find [?e ?n] :in ?e ?n]").find()).isEqualTo(new FindSpec(Shape.TUPLE, List.of(E, N)));
        assertThat(parse("[:find [?e ...] :in ?e]").find()).isEqualTo(new FindSpec(Shape.COLLECTION, List.of(E)));
        assertThat(parse("[:find ?e . :in ?e]").find()).isEqualTo(new FindSpec(Shape.SCALAR, List.of(E)));
    }

    @Test
    void pullsAndAggregatesAreFindElements() {
        List<FindElement> elements = parse("[:find (pull $2 ?e [:a]) (pull ?e pat) (max 3 ?n) :in $ $2 pat ?e ?n]")
                .find()
                .elements();
        assertThat(elements.get(0)).isInstanceOfSatisfying(FindElement.PullElement.class, pull -> {
            assertThat(pull.source().name()).isEqualTo(Symbol.of("$2"));
            assertThat(pull.variable()).isEqualTo(E);
            assertThat(pull.pattern()).isInstanceOf(PullArgument.Literal.class);
        });
        assertThat(elements.get(1))
                .isEqualTo(new FindElement.PullElement(
                        SourceVariable.DEFAULT, E, new PullArgument.Input(Symbol.of("pat"))));
        assertThat(elements.get(2))
                .isEqualTo(new FindElement.AggregateElement(Symbol.of("max"), List.of(new Constant(3L)), N));
    }

    @Test
    void allBindingFormsAreRead() {
        ParsedQuery query = parse("[:find ?e :in $ % pat ?e [?e _] [?e ...] [[?e ?n]] [[?e ?n] ...] _]");
        Binding relation = new Binding(Kind.RELATION, List.of(E, N));
        assertThat(query.inputs())
                .containsExactly(
                        new InputSpec.Source(SourceVariable.DEFAULT),
                        new InputSpec.Rules(),
                        new InputSpec.Named(Symbol.of("pat")),
                        new InputSpec.Bound(new Binding(Kind.SCALAR, List.of(E))),
                        new InputSpec.Bound(new Binding(Kind.TUPLE, List.of(E, Placeholder.ANY))),
                        new InputSpec.Bound(new Binding(Kind.COLLECTION, List.of(E))),
                        new InputSpec.Bound(relation),
                        new InputSpec.Bound(relation),
                        new InputSpec.Bound(new Binding(Kind.IGNORE, List.of())));
    }

    @Test
    void aQueryWithoutInputsHasTheDefaultSource() {
        assertThat(parse("[:find ?e :where [?e :a]]").inputs())
                .containsExactly(new InputSpec.Source(SourceVariable.DEFAULT));
    }

    @Test
    void dataPatternsKeepTheirTerms() {
        assertThat(clause("[$2 ?e :a _ 5]")).isInstanceOfSatisfying(Clause.DataPattern.class, pattern -> {
            assertThat(pattern.source().name()).isEqualTo(Symbol.of("$2"));
            assertThat(pattern.terms())
                    .containsExactly(E, new Constant(Keyword.of("a")), Placeholder.ANY, new Constant(5L));
            assertThat(pattern.term(4)).isEqualTo(Placeholder.ANY);
        });
    }

    @Test
    void expressionsArePredicatesOrFunctions() {
        assertThat(clause("[(< ?e 5)]")).isInstanceOf(Clause.Predicate.class);
        assertThat(clause("[(#{1 2} ?e)]"))
                .isInstanceOfSatisfying(
                        Clause.Predicate.class,
                        predicate -> assertThat(predicate.call().operator())
                                .isEqualTo(new Operator.Literal(Set.of(1L, 2L))));
        assertThat(clause("[(inc (inc ?e)) ?n]")).isInstanceOfSatisfying(Clause.FunctionClause.class, function -> {
            assertThat(function.call().variables()).containsExactly(E);
            assertThat(function.binding()).isEqualTo(new Binding(Kind.SCALAR, List.of(N)));
            assertThat(function.variables()).containsExactly(E, N);
        });
    }

    @Test
    void literalsWithVariablesAreCalls() {
        assertThat(clause("[(f [?e :a] [1 2] pat other 'x) ?n]"))
                .isInstanceOfSatisfying(Clause.FunctionClause.class, function -> {
                    List<Argument> arguments = function.call().arguments();
                    assertThat(arguments.get(0))
                            .isInstanceOfSatisfying(
                                    Call.class,
                                    call -> assertThat(call.operator())
                                            .isEqualTo(new Operator.Named(Symbol.of("vector"))));
                    assertThat(arguments.subList(1, 5))
                            .containsExactly(
                                    new Constant(List.of(1L, 2L)),
                                    new InputName(Symbol.of("pat")),
                                    new Constant(Symbol.of("other")),
                                    new Constant(Symbol.of("x")));
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [(q [:find ?x :where [?x :a]] $) ?n]
            [(q (quote [:find ?x :where [?x :a]]) $) ?n]
            [(q '[:find ?x :where [?x :a]] $) ?n]
            """)
    void theQueryOfANestedQueryIsAValue(String text) {
        assertThat(clause(text)).isInstanceOfSatisfying(Clause.FunctionClause.class, function -> {
            assertThat(function.call().arguments().get(0)).isInstanceOf(Constant.class);
            assertThat(function.call().variables()).isEmpty();
            assertThat(function.call().arguments())
                    .filteredOn(SourceVariable.class::isInstance)
                    .containsExactly(SourceVariable.DEFAULT);
        });
    }

    @Test
    void sourcesReachIntoNotAndOr() {
        assertThat(clause("($2 not [?e :a] (or [?e :b] (r ?e)) [$ ?e :c])"))
                .isInstanceOfSatisfying(Clause.Not.class, not -> {
                    assertThat(not.joinVariables()).isNull();
                    assertThat(sources(not.clauses())).containsExactly("$2", "$2", "$2", "$");
                });
    }

    private static List<String> sources(List<Clause> clauses) {
        return clauses.stream()
                .flatMap(clause -> clause instanceof Clause.Or or
                        ? or.branches().stream().flatMap(branch -> sources(branch).stream())
                        : clause instanceof Clause.DataPattern pattern
                                ? Stream.of(pattern.source().toString())
                                : Stream.of(((Clause.RuleCall) clause).source().toString()))
                .toList();
    }

    @Test
    void joinFormsNameTheirVariables() {
        assertThat(clause("(not-join [?e] [?e :a ?x] [?x :b])").variables()).containsExactly(E);
        assertThat(clause("(or-join [[?e] ?n] [?e :a ?n] (and [?e :b ?y] [?y :a ?n]))"))
                .isInstanceOfSatisfying(Clause.Or.class, or -> {
                    assertThat(or.required()).containsExactly(E);
                    assertThat(or.joinVariables()).containsExactly(N);
                    assertThat(or.variables()).containsExactly(E, N);
                    assertThat(or.branches()).hasSize(2);
                    assertThat(or.branches().get(1)).hasSize(2);
                });
    }

    @Test
    void anEmptyNotHasNoEffect() {
        assertThat(where("[?e :a] (not) (not-join [?e])")).hasSize(1);
    }

    @Test
    void ruleCallsMayBeVectors() {
        assertThat(clause("[$2 r ?e 1 _]")).isInstanceOfSatisfying(Clause.RuleCall.class, call -> {
            assertThat(call.name()).isEqualTo(Symbol.of("r"));
            assertThat(call.source().name()).isEqualTo(Symbol.of("$2"));
            assertThat(call.arguments()).containsExactly(E, new Constant(1L), Placeholder.ANY);
        });
    }

    @Test
    void plainJavaListsAreReadByTheirFirstElement() {
        Symbol e = E.name();
        List<?> query = Arrays.asList(
                ":find",
                e,
                ":where",
                List.of(e, ":a/b", 5L),
                List.of(List.of(Symbol.of("<"), e, 7L)),
                List.of(List.of(Symbol.of("inc"), e), N.name()),
                List.of(Symbol.of("not"), List.of(e, ":a/c")));
        assertThat(QueryParser.parse(Query.of(query)).where())
                .hasExactlyElementsOfTypes(
                        Clause.DataPattern.class,
                        Clause.Predicate.class,
                        Clause.FunctionClause.class,
                        Clause.Not.class);
    }

    @Test
    void returnMapsMayBeNamedInAnyWay() {
        assertThat(returnMap(":keys a/b :c \"d\""))
                .isEqualTo(new ReturnMap(
                        ReturnMap.Kind.KEYS, List.of(Keyword.of("a", "b"), Keyword.of("c"), Keyword.of("d"))));
        assertThat(returnMap(":strs a \"Na me\" c"))
                .isEqualTo(new ReturnMap(ReturnMap.Kind.STRS, List.of("a", "Na me", "c")));
        assertThat(returnMap(":syms a b c"))
                .isEqualTo(new ReturnMap(ReturnMap.Kind.SYMS, List.of(Symbol.of("a"), Symbol.of("b"), Symbol.of("c"))));
    }

    private static @Nullable ReturnMap returnMap(String names) {
        return parse("[:find ?e ?e ?e " + names + " :in ?e]").returnMap();
    }

    @Test
    void variablesThatNothingBindsAreRefused() {
        Anomaly anomaly = anomaly("[:find ?x ?e :with ?y :where [?e :a] (not-join [?e] [?e :b ?x])]");
        assertThat(anomaly.error()).isEqualTo(Keyword.of("db.error", "unbound-query-variables"));
        assertThat(anomaly).hasMessage("Query is referencing unbound variables: #{?y ?x}");
        assertThat(anomaly.data()).containsEntry(Keyword.of("variables"), Set.of(Symbol.of("?x"), Symbol.of("?y")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [:find ?e :foo 1 :where [?e :a]]                        | Argument :foo in :find is not a variable
            [:find _ :where [?e :a]]                                | Argument _ in :find is not a variable
            [:find (count (rand 5 ?e)) :where [?e :a]]              | Argument (rand 5 ?e) (line 1, column 15) in :find is not a variable
            [:find ?v :where [[:p/name "Ann"] :p/age ?v]]           | Invalid binding form: :p/age
            [:find ?v :in $ [?v :x] :where [?v]]                    | Invalid binding form: [?v :x]
            [:find ?e :where [?e :a] (and [?e :b])]                 | and may be used inside or
            [:find ?e :where (or [?e :a] [?x :a])]                  | All clauses in 'or' must use same set of vars
            [:find ?e :where [?e :a] (or)]                          | or must have at least one branch
            [:find ?e :where [?e :a $x]]                            | $x may stand only at the beginning of a clause
            [:find ?e :in $ ?f :where [?e :a] [(?f ?e)]]            | a function must be called by its name
            [:find (pull ?e ?p) :in $ ?p :where [?e :a]]            | a pull pattern given as an input must have a plain name
            [:find ?e :where [?e :a] []]                            | each clause must be a list or vector that is not empty
            [:find ?e :where [?e :a] (or-join ?e [?e :a])]          | must start with a vector of variables
            [:find [?e ...] :keys e :where [?e :a]]                 | :keys, :strs and :syms need a :find of the form ?a ?b
            """)
    void malformedQueriesAreNamed(String query, String message) {
        assertThat(message(query)).contains(message);
    }

    @Test
    void aClauseIsShownWithItsPosition() {
        assertThat(message("[:find ?e\n :where [?e :a]\n   (or [?e :b] [?f :b])]"))
                .endsWith("in clause (or [?e :b] [?f :b]) (line 3, column 4)");
    }

    @Test
    void nestingIsLimited() {
        String query = "[:find ?e :where [?e :a] " + "(not ".repeat(150) + "[?e :b]" + ")".repeat(150) + "]";
        assertThat(message(query)).contains("at most 100 deep");
        String call = "[:find ?x :where [" + "(inc ".repeat(150) + "1" + ")".repeat(150) + " ?x]]";
        assertThat(message(call)).contains("at most 100 deep");
    }

    @Test
    void rulesAreGroupedByName() {
        RuleSet rules = RuleSet.parse("[[(r ?a ?b) [?a :x ?b]] [(r [?a] ?b) [?a :y ?c] (r ?c ?b)] [[s ?a] [?a :z]]]");
        assertThat(rules.all()).containsOnlyKeys(Symbol.of("r"), Symbol.of("s"));
        List<Rule> r = rules.all().get(Symbol.of("r"));
        assertThat(r).hasSize(2);
        assertThat(r.get(0).required()).isEmpty();
        assertThat(r.get(1).required()).containsExactly(Variable.of("?a"));
        assertThat(r.get(1).parameters()).containsExactly(Variable.of("?a"), Variable.of("?b"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [[(f ?e) [?e :a]] [(f ?e ?n) [?e :a ?n]]] | Arity mismatch for predicate: f
            [[(f ?e 1) [?e :a]]]                      | the parameters of a rule must be variables, got 1
            [[(f ?e [?x]) [?e :a]]]                   | Required args list must be first in predicate: f
            [[(f ?e ?e) [?e :a]]]                     | the parameters of a rule must differ
            [[(f) [?e :a]]]                           | a rule must have at least one parameter
            [[?e :a]]                                 | a rule must start with its head
            [[(f ?e) [$ ?e :a]]]                      | Cannot resolve key: $
            {:a 1}                                    | rules must be a list of definitions
            [(                                        | malformed rules
            """)
    void malformedRulesAreNamed(String rules, String message) {
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> RuleSet.parse(rules))
                .withMessageContaining(message);
    }

    @Test
    void aCallOfARuleIsChecked() {
        RuleSet rules = RuleSet.parse("[[(f ?e) [?e :a]]]");
        assertThat(rules.definitions((Clause.RuleCall) clause("(f ?e)"))).hasSize(1);
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> rules.definitions((Clause.RuleCall) clause("(g ?e)")))
                .withMessageContaining("Cannot resolve key: g");
        assertThatExceptionOfType(Anomaly.Incorrect.class)
                .isThrownBy(() -> rules.definitions((Clause.RuleCall) clause("(f ?e 5)")))
                .withMessageContaining("must be called with 1 arguments, got 2");
    }
}
