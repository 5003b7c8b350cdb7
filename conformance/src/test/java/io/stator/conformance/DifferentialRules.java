package io.stator.conformance;

import io.stator.engine.duel.Bout;
import io.stator.engine.duel.Difference;
import io.stator.engine.duel.Trait;
import io.stator.engine.duel.Verdict;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The differences from Datomic Local that docs/compatibility.md justifies, as random transactions meet them. */
final class DifferentialRules implements Bout.Rules {
    private static final String VALUE_ONLY = "tempid-not-an-entity";

    @Override
    public @Nullable String rule(Difference difference) {
        Verdict ours = difference.left();
        Verdict local = difference.right();
        if (Refusal.RAW.equals(local.category()) && "incorrect".equals(ours.category())) {
            return "raw-exceptions";
        }
        if (is(local, "schema-without-install") && difference.traits().contains(Trait.COMPONENT_OF_ATTRIBUTE)) {
            return "components-of-attributes";
        }
        if (is(ours, "not-an-attribute") && !is(local, "not-an-attribute")) {
            return "numbers-of-attributes";
        }
        if (difference.traits().contains(Trait.IDENTITY_OF_TRANSACTION)) {
            return "transaction-upsert";
        }
        if (difference.traits().contains(Trait.UNIQUE_DECIMAL)) {
            return "unique-decimals";
        }
        if (difference.traits().contains(Trait.DECIMAL_OF_ATTRIBUTE) && !ours.isRefused()) {
            return "facts-of-attributes";
        }
        if (difference.traits().contains(Trait.PROPERTY_RETRACTED)) {
            return "alteration-of-nothing";
        }
        if (difference.traits().contains(Trait.NAN)) {
            return "nan";
        }
        if (difference.traits().contains(Trait.LONG_TEXT) && ours.isRefused() && local.isRefused()) {
            return "order";
        }
        if (is(ours, "datoms-conflict") && difference.traits().contains(Trait.SAID_OF_ATTRIBUTE)) {
            return "facts-of-attributes";
        }
        if (is(ours, "unique-conflict")
                && !local.isRefused()
                && difference.traits().contains(Trait.SAID_OF_ATTRIBUTE)) {
            return "facts-of-attributes";
        }
        if (is(local, "not-an-entity")
                && !ours.isRefused()
                && String.valueOf(local.message()).contains("/_")) {
            return "reverse-in-nested";
        }
        if (is(local, "invalid-alter-attribute")
                && String.valueOf(local.message()).contains("#datom[-1 -1 -1 ")) {
            return "unique-minus-one";
        }
        if (is(local, "not-an-entity") && is(ours, "invalid-alter-attribute")) {
            return "components-of-attributes";
        }
        if (is(local, "datom-cannot-be-altered") && difference.traits().contains(Trait.SAID_OF_ATTRIBUTE)) {
            return "facts-of-boot-entities";
        }
        if ((isMalformed(ours) || is(ours, VALUE_ONLY)) && (isMalformed(local) || is(local, VALUE_ONLY))) {
            return "malformed-values";
        }
        if (difference.traits().contains(Trait.TUPLE_RETRACTED)
                && is(ours, "invalid-tuple-value")
                && !is(local, "invalid-tuple-value")) {
            return "retracted-tuples";
        }
        return difference.traits().contains(Trait.IDENTITY_TWICE) ? identityTwice(ours, local) : null;
    }

    private static @Nullable String identityTwice(Verdict ours, Verdict local) {
        if (is(ours, "datoms-conflict") && is(local, "unique-conflict")) {
            return "facts-of-attributes";
        }
        boolean settled = !ours.isRefused() || is(ours, "unique-conflict");
        return settled && (is(local, "datoms-conflict") || is(local, "unique-conflict")) ? "chained-identities" : null;
    }

    private static boolean isMalformed(Verdict verdict) {
        return is(verdict, "invalid-tuple-value")
                || is(verdict, "not-an-entity")
                || is(verdict, "invalid-nested-entity")
                || is(verdict, "invalid-lookup-ref");
    }

    @Override
    public boolean ends(Set<Trait> traits) {
        return traits.contains(Trait.COMPONENT_OF_ATTRIBUTE);
    }

    private static boolean is(Verdict verdict, String error) {
        return (":db.error/" + error).equals(verdict.error());
    }
}
