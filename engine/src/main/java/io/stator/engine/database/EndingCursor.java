package io.stator.engine.database;

import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The facts of another cursor, up to the first one that a test says is behind the end. */
final class EndingCursor implements FactCursor {
    private final FactCursor facts;
    private final Predicate<Fact> isBehind;
    private boolean ended;

    EndingCursor(FactCursor facts, Predicate<Fact> isBehind) {
        this.facts = facts;
        this.isBehind = isBehind;
    }

    @Override
    public @Nullable Fact next() {
        Fact fact = ended ? null : facts.next();
        ended = fact == null || isBehind.test(fact);
        return ended ? null : fact;
    }
}
