package io.stator.cli;

import io.stator.Datom;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/** A database as it is read to be copied: its transactions in order, and what the entities are called that it began with. */
interface TransactionHistory {
    /** Returns the transactions from one t (inclusive) to another (exclusive), one at a time. */
    Iterator<Transaction> transactions(long fromT, long toT);

    /** Returns what {@code :db/ident} says now of the entities of the smallest ids, at least a hundred, in the order of their ids. */
    List<Datom> idents();

    /** Returns the entity of an ident, old ones included. */
    OptionalLong entityId(Keyword ident);
}
