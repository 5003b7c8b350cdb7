package io.stator.engine.writer;

import io.stator.Database;
import io.stator.SystemConfig;
import io.stator.engine.calls.Alarms;
import io.stator.engine.calls.Completions;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.durable.SegmentCache;
import io.stator.engine.transact.TxResult;
import java.time.InstantSource;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What the writers of all databases of a system are given by it. Thread-safe. */
public interface WriterHost {
    /** Returns what tells the time of transactions. */
    InstantSource clock();

    /** Returns what tells the time that has passed. */
    LongSupplier nanoClock();

    /** Returns the limits and time-outs of the system. */
    SystemConfig system();

    /** Returns an id that nothing else has. */
    String newId();

    /** Returns where futures of the system are completed. */
    Completions completions();

    /** Returns what tells calls that their time is over. */
    Alarms alarms();

    /** Returns what a transaction does to a value, unless its time is over before. */
    TxResult transact(DatabaseValue before, Collection<?> forms, BooleanSupplier over);

    /**
     * Returns what a transaction does to a value, if no code of the program is called for that.
     *
     * @throws io.stator.engine.transact.BeyondBuiltIn when there is
     */
    TxResult transactPlainly(DatabaseValue before, Collection<?> forms, BooleanSupplier over);

    /** Returns what a program sees of a value. */
    Database database(DatabaseValue value);

    /** Returns the segments that were read lately. */
    SegmentCache segmentCache();

    /** Has something done in a thread that is there for what nobody waits for; fails when there can be none. */
    void inBackground(Runnable work);

    /** Drops what modules keep of a database. */
    void forget(String databaseId);
}
