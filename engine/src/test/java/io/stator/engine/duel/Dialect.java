package io.stator.engine.duel;

import io.stator.edn.Keyword;
import java.util.List;
import java.util.stream.Stream;

/** What random transactions may contain. */
public enum Dialect {
    /** What Datomic Local has, too. */
    SHARED(Types.SCALAR_NAMES),
    /** Also what only Datomic Pro has, and predicates of entities, which a program must bring. */
    FULL(Stream.concat(Types.SCALAR_NAMES.stream(), Stream.of(Keyword.of("db.type", "bytes")))
            .toList());

    private final List<Keyword> scalars;

    Dialect(List<Keyword> scalars) {
        this.scalars = scalars;
    }

    boolean isFull() {
        return this == FULL;
    }

    /** Returns the names of the types of single values. */
    List<Keyword> scalars() {
        return scalars;
    }
}
