package io.stator.engine.transact;

import io.stator.engine.database.DatabaseValue;
import io.stator.engine.database.Remains;
import io.stator.engine.datom.Fact;
import java.util.List;
import java.util.Map;

/**
 * What a transaction did.
 *
 * @param after the database with the transaction
 * @param txData the facts of the transaction: its instant, what the forms said, composite tuples, schema markers
 * @param tempids the entity of each tempid the caller used, a string or a negative number
 * @param excised the facts of all time that it had removed
 * @param remains what it asked to excise that the log alone may still hold
 */
public record TxResult(
        DatabaseValue after, List<Fact> txData, Map<Object, Long> tempids, List<Fact> excised, List<Remains> remains) {}
