package io.stator.fulltext;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Query;
import io.stator.Stator;
import io.stator.TxData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Searches of many threads while another one writes. */
final class ConcurrentSearchTest {
    private static final int READERS = 4;
    private static final int TRANSACTIONS = 200;
    private static final Query COUNT = Query.parse("""
            [:find (count ?e) . :where [(fulltext $ :d/text "quick") [[?e]]]]
            """);

    @Test
    void everySearchSeesItsOwnDatabase() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try (Client client = Stator.inMemory()) {
            client.createDatabase("concurrent");
            Connection connection = client.connect("concurrent");
            long first = connection.transact(TxData.parse("""
                            [{:db/ident :d/text :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                              :db/fulltext true}]
                            """)).t();
            Callable<Long> reader = () -> {
                long searches = 0;
                Database database;
                do {
                    database = connection.db();
                    Object count = database.q(COUNT);
                    assertThat(count == null ? 0L : count).isEqualTo(database.t() - first);
                    searches++;
                } while (database.t() < first + TRANSACTIONS);
                return searches;
            };
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(reader));
            }
            for (int i = 0; i < TRANSACTIONS; i++) {
                connection.transact(TxData.parse("[{:d/text \"quick text " + i + "\"}]"));
            }
            for (Future<Long> each : readers) {
                assertThat(each.get()).isPositive();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
