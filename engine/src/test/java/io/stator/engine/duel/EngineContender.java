package io.stator.engine.duel;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.transact.NamedFunctions;
import io.stator.engine.transact.Transactor;
import io.stator.engine.transact.TxResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The transactions of this engine, without threads, storage or log. */
final class EngineContender implements Contender {
    /** What the clock shows. */
    static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private static final NamedFunctions FUNCTIONS = DuelFunctions.functions();

    private DatabaseValue database = Bootstrap.database("id", "duel");

    @Override
    public Verdict transact(List<?> forms) {
        try {
            TxResult result = Transactor.transact(database, forms, NOW, FUNCTIONS);
            database = result.after();
            return verdict(result);
        } catch (Anomaly anomaly) {
            return refused(anomaly);
        }
    }

    @Override
    public Verdict with(List<?> forms) {
        try {
            return verdict(Transactor.transact(database, forms, NOW, FUNCTIONS));
        } catch (Anomaly anomaly) {
            return refused(anomaly);
        }
    }

    private static Verdict refused(Anomaly anomaly) {
        Keyword error = anomaly.error();
        return Verdict.refused(
                anomaly.category().keyword().name(), error == null ? null : error.toString(), anomaly.getMessage());
    }

    private static Verdict verdict(TxResult result) {
        return Verdict.accepted(
                result.txData().stream().map(EngineContender::datum).toList(), result.tempids());
    }

    private static Datum datum(Fact fact) {
        return new Datum(fact.e, fact.a, fact.v(), fact.tx(), fact.added());
    }

    @Override
    public List<Datum> datums(boolean history) {
        DatabaseValue view = history ? database.history() : database;
        List<Datum> all = new ArrayList<>();
        for (AttributeInfo attribute : view.schema().attributes()) {
            FactCursor facts = view.facts(Prefix.attribute(attribute.id()));
            for (Fact fact = facts.next(); fact != null; fact = facts.next()) {
                all.add(datum(fact));
            }
        }
        return all;
    }
}
