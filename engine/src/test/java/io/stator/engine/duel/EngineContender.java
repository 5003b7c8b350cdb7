package io.stator.engine.duel;

import io.stator.Anomaly;
import io.stator.Compression;
import io.stator.edn.Keyword;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.durable.LogReader;
import io.stator.engine.durable.SegmentCache;
import io.stator.engine.durable.StoredIndexes;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import io.stator.engine.schema.AttributeInfo;
import io.stator.engine.storage.MemoryStorage;
import io.stator.engine.transact.NamedFunctions;
import io.stator.engine.transact.Transactor;
import io.stator.engine.transact.TxResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The transactions of this engine, without threads, storage or log. */
final class EngineContender implements Contender {
    /** What the clock shows. */
    static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    private static final NamedFunctions FUNCTIONS = DuelFunctions.functions();

    private static final String ID = "id";

    private final MemoryStorage storage = new MemoryStorage();
    private final @Nullable StoredIndexes indexes;
    private final LogReader log = new LogReader(new MemoryStorage().log(ID), "duel");
    private final Random random;
    private @Nullable DatabaseValue before;
    private @Nullable DatabaseValue equal;
    private DatabaseValue database = Bootstrap.database("id", "duel");

    /** Creates one with all its facts in memory, or one some of whose facts are in storage, which is changed when chance says so. */
    EngineContender(boolean isStored, long seed) {
        this.random = new Random(seed);
        this.indexes =
                isStored ? new StoredIndexes(storage, new SegmentCache(1 << 22), ID, "duel", Compression.LZ4) : null;
    }

    /** Puts all facts into storage at times, and reads them from there, or goes on with what is changed since. */
    private void store(StoredIndexes storing) {
        int chance = random.nextInt(12);
        if (chance < 2) {
            DatabaseValue stored = storing.store(database, 0, 0, 1 << (4 + random.nextInt(6)), () -> false, 0);
            StoredIndexes.Opened opened =
                    chance == 0 ? storing.read(storage.roots().read(StoredIndexes.root(ID)), 0, log) : null;
            before = database;
            equal = opened == null ? stored : opened.value();
        }
        DatabaseValue then = before;
        DatabaseValue same = equal;
        if (then != null && same != null && random.nextInt(3) == 0) {
            database = database.rebased(then, same);
            before = null;
        }
    }

    @Override
    public Verdict transact(List<?> forms) {
        try {
            TxResult result = Transactor.transact(database, forms, NOW, FUNCTIONS);
            database = result.after();
            if (indexes != null) {
                store(indexes);
            }
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
