package io.stator.engine.duel;

import java.util.List;

/** One implementation of transactions, on a database of its own. */
public interface Contender {
    /** Transacts forms whose entities are this contender's ids. */
    Verdict transact(List<?> forms);

    /** Returns what the forms would do, and does nothing. */
    Verdict with(List<?> forms);

    /** Returns all that is true now, or all that was ever said. */
    List<Datum> datums(boolean history);
}
