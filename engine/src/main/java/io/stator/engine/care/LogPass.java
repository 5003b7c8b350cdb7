package io.stator.engine.care;

import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.ForgottenFacts;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.StoredState;
import io.stator.engine.log.LoggedTransaction;
import io.stator.engine.schema.SystemIds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the log once, as far as the indexes in storage have it, and tells which of its facts they hold; used once, not thread-safe.
 *
 * <p>The indexes hold all facts but those that say once more that an attribute was altered, and superseded ones of attributes without history
 * that were forgotten.
 */
final class LogPass {
    /** Hears of the facts in the order of the log. */
    interface Listener {
        /**
         * Takes a fact that the indexes hold unless it is forgotten.
         *
         * @param fades whether it retracts a value without history, so that it may be forgotten
         */
        void fact(Fact fact, boolean fades);

        /** Takes note that a retraction that was taken before, and the assertion that it ended, are forgotten. */
        default void forgotten(Fact retraction) {}

        /** Takes note that no retraction that was taken so far can be forgotten any more. */
        default void allAreSettled() {}

        /** Takes note of a transaction before its facts. */
        default void transaction(List<Fact> facts) {}
    }

    private final Listener listener;
    private final ForgottenFacts rule = new ForgottenFacts();
    private final Set<Long> alteredAttributes = new HashSet<>();

    private LogPass(Listener listener) {
        this.listener = listener;
    }

    /**
     * Reads the log.
     *
     * @param look called again and again; what it throws ends the reading
     */
    static void run(StoredState state, long sequence, Runnable look, Listener listener) {
        LogPass pass = new LogPass(listener);
        pass.begin();
        state.log().records(0, sequence, (record, transactions) -> {
            look.run();
            transactions.forEach(pass::take);
        });
    }

    /** Begins one that is given the transactions of the log. */
    static LogPass begun(Listener listener) {
        LogPass pass = new LogPass(listener);
        pass.begin();
        return pass;
    }

    /** Takes what every database begins with, parts of which describe attributes that earlier parts use. */
    private void begin() {
        listener.transaction(Bootstrap.untold());
        Bootstrap.transactions().forEach(listener::transaction);
        take(Bootstrap.untold());
        Bootstrap.transactions().forEach(this::take);
    }

    /** Takes the next transaction. */
    void take(LoggedTransaction transaction) {
        take(transaction.facts());
    }

    private void take(List<Fact> facts) {
        listener.transaction(facts);
        for (Fact fact : facts) {
            if (!isRepeatedMarker(fact)) {
                listener.fact(fact, !fact.added() && rule.isWithoutHistory(fact));
            }
        }
        rule.add(facts);
        rule.drop(listener::forgotten);
        if (rule.kept() == 0) {
            listener.allAreSettled();
        }
    }

    private boolean isRepeatedMarker(Fact fact) {
        if (fact.a != SystemIds.ALTER_ATTRIBUTE || fact.e != SystemIds.PART_DB) {
            return false;
        }
        if (fact.added()) {
            return !alteredAttributes.add(fact.bits);
        }
        alteredAttributes.remove(fact.bits);
        return false;
    }
}
