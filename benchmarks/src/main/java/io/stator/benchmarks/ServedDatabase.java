package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Connection;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The database of the measurements of the server: entities of five attributes, each with a number of its own. */
final class ServedDatabase {
    static final String NAME = "bench";
    static final String SCHEMA = """
            [{:db/ident :item/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :item/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :item/size :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :item/price :db/valueType :db.type/double :db/cardinality :db.cardinality/one}
             {:db/ident :item/kind :db/valueType :db.type/keyword :db/cardinality :db.cardinality/one}]""";
    static final String PATTERN = "[:item/name :item/size :item/price :item/kind]";
    static final String QUERY =
            "[:find ?n ?s :in $ ?id :where [?e :item/id ?id] [?e :item/name ?n] [?e :item/size ?s]]";

    private static final int BATCH = 1_000;
    private static final int KINDS = 16;

    private ServedDatabase() {}

    /** Returns the connection to the database, which is made and filled when it is not there. */
    static Connection fill(Client client, int entities) {
        if (client.createDatabase(NAME)) {
            Connection connection = client.connect(NAME);
            connection.transact(TxData.parse(SCHEMA));
            for (int from = 0; from < entities; from += BATCH) {
                connection.transact(TxData.of(forms(from, Math.min(entities, from + BATCH))));
            }
        }
        return client.connect(NAME);
    }

    /** Returns the maps of entities. */
    static List<Map<Keyword, Object>> forms(int from, int to) {
        List<Map<Keyword, Object>> forms = new ArrayList<>();
        for (long i = from; i < to; i++) {
            forms.add(Map.of(
                    Keyword.of("item", "id"),
                    i,
                    Keyword.of("item", "name"),
                    "item number " + i,
                    Keyword.of("item", "size"),
                    i * 7,
                    Keyword.of("item", "price"),
                    i / 4.0,
                    Keyword.of("item", "kind"),
                    Keyword.of("kind", "k" + i % KINDS)));
        }
        return forms;
    }
}
