package io.stator.conformance;

import io.stator.engine.duel.Bout;
import io.stator.engine.duel.Difference;
import io.stator.engine.duel.Trait;
import io.stator.engine.duel.Verdict;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The differences from Datomic Local that docs/compatibility.md justifies, as random transactions meet them. */
final class DifferentialRules implements Bout.Rules {
    private static final String VALUE_ONLY = "tempid-not-an-entity";

    private static final List<Rule> ALL = Stream.of(ofSchema(), ofAttributes(), ofValues(), ofForms())
            .flatMap(List::stream)
            .toList();

    /** A row of the document, and which differences it justifies. */
    private record Rule(String name, Predicate<Difference> justifies) {}

    @Override
    public @Nullable String rule(Difference difference) {
        return ALL.stream()
                .filter(rule -> rule.justifies().test(difference))
                .map(Rule::name)
                .findFirst()
                .orElse(null);
    }

    /** Rules about definitions and their changes. */
    private static List<Rule> ofSchema() {
        return List.of(
                new Rule(
                        "raw-exceptions",
                        it -> Refusal.RAW.equals(local(it).category()) && "incorrect".equals(ours(it).category())),
                new Rule("numbers-of-attributes", it -> ours(it, "not-an-attribute") && !local(it, "not-an-attribute")),
                new Rule(
                        "alteration-of-nothing",
                        it -> has(it, Trait.PROPERTY_RETRACTED) && (it.isOfMarkers() || isAcceptedByUsOnly(it))),
                new Rule(
                        "renamed-parts",
                        it -> has(it, Trait.PART_RENAMED)
                                && says(ours(it), "constituent-of-a-composite-must-be-card-one")
                                && !local(it).isRefused()),
                new Rule(
                        "uniqueness-of-another-kind",
                        it -> says(ours(it), "unique-not-allowed") && !local(it).isRefused()),
                new Rule(
                        "unique-minus-one",
                        it -> local(it, "invalid-alter-attribute") && says(local(it), "#datom[-1 -1 -1 ")));
    }

    /** Rules about what is said of attributes and of transactions. */
    private static List<Rule> ofAttributes() {
        return List.of(
                new Rule(
                        "components-of-attributes",
                        it -> has(it, Trait.COMPONENT_OF_TRANSACTION)
                                || (has(it, Trait.COMPONENT_OF_ATTRIBUTE) && local(it, "schema-without-install"))),
                new Rule(
                        "components-of-attributes",
                        it -> ours(it, "invalid-alter-attribute") && local(it, "not-an-entity")),
                new Rule("components-by-value", it -> has(it, Trait.COMPONENT_BY_VALUE)),
                new Rule("transaction-upsert", it -> has(it, Trait.IDENTITY_OF_TRANSACTION)),
                new Rule("facts-of-attributes", it -> has(it, Trait.DECIMAL_OF_ATTRIBUTE) && !ours(it).isRefused()),
                new Rule("facts-of-attributes", it -> has(it, Trait.SAID_OF_ATTRIBUTE) && ours(it, "datoms-conflict")),
                new Rule(
                        "facts-of-attributes",
                        it -> has(it, Trait.SAID_OF_ATTRIBUTE)
                                && (ours(it, "unique-conflict") || ours(it, "attr-pred") || has(it, Trait.LONG_TEXT))
                                && !local(it).isRefused()),
                new Rule(
                        "facts-of-boot-entities",
                        it -> has(it, Trait.SAID_OF_ATTRIBUTE) && local(it, "datom-cannot-be-altered")),
                new Rule(
                        "system-properties",
                        it -> has(it, Trait.SAID_OF_ATTRIBUTE) && ours(it, "datom-cannot-be-altered")));
    }

    /** Rules about values of some types. */
    private static List<Rule> ofValues() {
        return List.of(
                new Rule("unique-decimals", it -> has(it, Trait.UNIQUE_DECIMAL)),
                new Rule(
                        "decimals-in-tuples",
                        it -> has(it, Trait.DECIMAL_IN_TUPLE)
                                && !ours(it).isRefused()
                                && !local(it).isRefused()),
                new Rule("nan", it -> has(it, Trait.NAN)),
                new Rule(
                        "order",
                        it -> has(it, Trait.UNIQUE_MINUS_ZERO)
                                && ours(it, "datoms-conflict")
                                && local(it, "unique-conflict")),
                new Rule(
                        "order",
                        it -> has(it, Trait.LONG_TEXT)
                                && ours(it).isRefused()
                                && local(it).isRefused()),
                new Rule(
                        "retracted-tuples",
                        it -> has(it, Trait.TUPLE_RETRACTED)
                                && ours(it, "invalid-tuple-value")
                                && !local(it, "invalid-tuple-value")));
    }

    /** Rules about the forms of transactions. */
    private static List<Rule> ofForms() {
        return List.of(
                new Rule(
                        "reverse-of-values",
                        it -> has(it, Trait.REVERSE_OF_VALUE)
                                && ours(it).isRefused()
                                && (ours(it, "wrong-type-for-attribute") || local(it, "wrong-type-for-attribute"))),
                new Rule("keys-that-meet", it -> local(it, "map-key-collision")),
                new Rule("reverse-in-nested", it -> local(it, "not-an-entity") && says(local(it), "/_")),
                new Rule(
                        "malformed-values",
                        it -> local(it, "not-an-entity")
                                && says(local(it), "Unable to resolve entity: :db/id")
                                && !ours(it).isRefused()),
                new Rule("malformed-values", it -> isMalformed(ours(it)) && isMalformed(local(it))),
                new Rule(
                        "order",
                        it -> ours(it, "lookup-ref-attr-not-unique")
                                && (local(it, "invalid-nested-entity") || local(it, "invalid-lookup-ref"))),
                new Rule(
                        "order",
                        it -> has(it, Trait.CONTRADICTING_IDENTITIES)
                                && (ours(it, "unique-conflict") || ours(it, "datoms-conflict"))
                                && (local(it, "unique-conflict") || local(it, "datoms-conflict"))),
                new Rule(
                        "contradicting-identities",
                        it -> has(it, Trait.CONTRADICTING_IDENTITIES)
                                && ours(it, "unique-conflict")
                                && !local(it).isRefused()),
                new Rule(
                        "facts-of-attributes",
                        it -> has(it, Trait.IDENTITY_TWICE)
                                && ours(it, "datoms-conflict")
                                && local(it, "unique-conflict")),
                new Rule(
                        "chained-identities",
                        it -> has(it, Trait.IDENTITY_TWICE)
                                && (!ours(it).isRefused() || ours(it, "unique-conflict") || ours(it, "attr-pred"))
                                && (local(it, "datoms-conflict") || local(it, "unique-conflict"))));
    }

    private static boolean isMalformed(Verdict verdict) {
        return is(verdict, "invalid-tuple-value")
                || is(verdict, "not-an-entity")
                || is(verdict, "invalid-nested-entity")
                || is(verdict, "invalid-lookup-ref")
                || is(verdict, VALUE_ONLY);
    }

    @Override
    public boolean ends(Set<Trait> traits) {
        return traits.contains(Trait.COMPONENT_OF_ATTRIBUTE)
                || traits.contains(Trait.COMPONENT_OF_TRANSACTION)
                || traits.contains(Trait.UNSAID)
                || traits.contains(Trait.NAN);
    }

    @Override
    public boolean areDoubtful(Set<Trait> traits) {
        return !traits.isEmpty();
    }

    private static Verdict ours(Difference difference) {
        return difference.left();
    }

    private static Verdict local(Difference difference) {
        return difference.right();
    }

    private static boolean ours(Difference difference, String error) {
        return is(difference.left(), error);
    }

    private static boolean local(Difference difference, String error) {
        return is(difference.right(), error);
    }

    private static boolean isAcceptedByUsOnly(Difference difference) {
        return !difference.left().isRefused() && difference.right().isRefused();
    }

    private static boolean has(Difference difference, Trait trait) {
        return difference.traits().contains(trait);
    }

    private static boolean says(Verdict verdict, String text) {
        return String.valueOf(verdict.message()).contains(text);
    }

    private static boolean is(Verdict verdict, String error) {
        return (":db.error/" + error).equals(verdict.error());
    }
}
