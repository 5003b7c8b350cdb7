package io.stator.cli;

import io.stator.Connection;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/** The transactions of a database that a client reaches, a few of them in memory at a time. */
record ConnectedHistory(Connection connection) implements TransactionHistory {
    /** The transactions that are asked for together. */
    static final int CHUNK = 8;

    private static final int IDENTS = 128;
    private static final Keyword IDENT = Keyword.of("db", "ident");

    @Override
    public Iterator<Transaction> transactions(long fromT, long toT) {
        return connection
                .transactions(fromT, toT)
                .limit(Results.NO_LIMIT)
                .chunk(CHUNK)
                .iterator();
    }

    @Override
    public List<Datom> idents() {
        return connection.db().datoms(Index.AEVT, IDENT).limit(IDENTS).list();
    }

    @Override
    public OptionalLong entityId(Keyword ident) {
        return connection.db().entityId(ident);
    }
}
