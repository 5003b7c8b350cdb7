package io.stator.engine;

import io.stator.Anomaly;
import io.stator.Datom;
import io.stator.Query;
import io.stator.Results;
import io.stator.Row;
import io.stator.TxReport;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.pull.PullEngine;
import io.stator.engine.transact.NamedFunctions;
import io.stator.engine.transact.Transactor;
import io.stator.engine.transact.TxResult;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all databases of a system share. Thread-safe. */
record EngineContext(EngineConfig config, PullEngine pulls, NamedFunctions functions) {

    static EngineContext of(EngineConfig config) {
        return new EngineContext(config, new PullEngine(), NamedFunctions.builtIn());
    }

    /** Returns what a transaction does to a value, by this system's clock. */
    TxResult transact(DatabaseValue before, Collection<?> forms) {
        return Transactor.transact(before, forms, config.clock().millis(), functions);
    }

    Results<Row> query(Query query, List<? extends @Nullable Object> inputs) {
        throw new Anomaly.Unsupported("queries: " + query + inputs);
    }

    @Nullable
    Object shaped(Query query, List<? extends @Nullable Object> inputs) {
        throw new Anomaly.Unsupported("queries: " + query + inputs);
    }

    TxReport report(DatabaseValue before, TxResult result) {
        return new TxReport(
                new EmbeddedDatabase(this, before),
                new EmbeddedDatabase(this, result.after()),
                datoms(result.txData()),
                result.tempids());
    }

    static List<Datom> datoms(List<Fact> facts) {
        return Collections.unmodifiableList(facts);
    }
}
