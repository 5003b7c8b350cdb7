package io.stator.cli;

import io.stator.Client;
import io.stator.Database;
import io.stator.Datom;
import io.stator.Index;
import io.stator.Results;
import io.stator.Stator;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every database of Stator begins with.
 *
 * @param ids the entities by their idents
 * @param datoms what describes their attributes
 * @param firstOwn the id of the first attribute that a user can install
 * @param firstT the t of the first transaction of a user
 */
record SystemEntities(Map<Keyword, Long> ids, List<Datom> datoms, long firstOwn, long firstT) {
    private static final String NAME = "new";

    /** Reads it of a new database. */
    static SystemEntities read() {
        try (Client client = Stator.inMemory()) {
            client.createDatabase(NAME);
            Database database = client.connect(NAME).db();
            long naming = database.entityId(Keyword.of("db", "ident")).orElseThrow();
            Map<Keyword, Long> ids = new HashMap<>();
            List<Datom> datoms = new ArrayList<>();
            long greatest = 0;
            for (Datom datom : database.datoms(Index.EAVT).limit(Results.NO_LIMIT)) {
                if (datom.e() >>> EntityNumbers.COUNTER_BITS == EntityNumbers.PARTITION_DB) {
                    datoms.add(datom);
                    greatest = Math.max(greatest, datom.e());
                    if (datom.a() == naming && datom.v() instanceof Keyword ident) {
                        ids.put(ident, datom.e());
                    }
                }
            }
            return new SystemEntities(Map.copyOf(ids), List.copyOf(datoms), greatest + 1, database.t() + 1);
        }
    }

    /** Returns the entity of an ident, null when a new database has none of that name. */
    @Nullable
    Long id(Keyword ident) {
        return ids.get(ident);
    }

    /** Returns the entity of an ident that every database has. */
    long require(String namespace, String name) {
        Long id = ids.get(Keyword.of(namespace, name));
        if (id == null) {
            throw new IllegalStateException("a new database must have :" + namespace + "/" + name);
        }
        return id;
    }
}
