package io.stator;

import io.stator.spi.Require;
import java.util.List;

/** One entry of the log: the number of a transaction and the datoms it added. */
public record Transaction(long t, List<Datom> data) {
    /** Creates one; the data is copied. */
    public Transaction {
        data = List.copyOf(Require.elements(data, "data"));
    }
}
