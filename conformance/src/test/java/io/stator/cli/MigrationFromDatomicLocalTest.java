package io.stator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Stator;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database of Datomic Local is rebuilt from its transactions. */
@Tag("oracle")
final class MigrationFromDatomicLocalTest {
    private static final List<String> TRANSACTIONS = List.of(
            "[[:db/add \"datomic.tx\" :db/txInstant #inst \"1999-01-01\"]]",
            """
            [{:db/ident :p/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/noHistory true}
             {:db/ident :p/size :db/valueType :db.type/double :db/cardinality :db.cardinality/many}
             {:db/ident :p/worth :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/one}
             {:db/ident :p/count :db/valueType :db.type/bigint :db/cardinality :db.cardinality/one}
             {:db/ident :p/ratio :db/valueType :db.type/float :db/cardinality :db.cardinality/one}
             {:db/ident :p/friends :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}
             {:db/ident :p/best :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
             {:db/ident :p/pair :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleAttrs [:p/age :p/best]}
             {:db/ident :p/way :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleType :db.type/ref}
             {:db/ident :p/when :db/valueType :db.type/instant :db/cardinality :db.cardinality/one}
             {:db/ident :p/where :db/valueType :db.type/uri :db/cardinality :db.cardinality/one}
             {:db/ident :p/is :db/valueType :db.type/symbol :db/cardinality :db.cardinality/one}
             {:db/ident :p/id :db/valueType :db.type/uuid :db/cardinality :db.cardinality/one :db/unique :db.unique/value}
             {:db/ident :tx/note :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
             {:db/ident :color/red} {:db/ident :color/blue}]""",
            """
            [{:db/id "a" :p/name "Ann" :p/age 3 :p/best "b" :p/size [1.5 ##NaN ##Inf] :p/worth 1.0M :p/count 12345678901234567890N
              :p/friends [{:p/age 1} {:db/id "b" :p/name "Bob"}] :p/way ["a" nil :color/red] :p/when #inst "2001-02-03"
              :p/is my/symbol :p/id #uuid "00000000-0000-0000-0000-000000000001"}
             {:db/id "datomic.tx" :tx/note "first" :p/best "a"}]""",
            "[{:p/name \"Ann\" :p/worth 1.00M :p/age 4 :p/best :color/red}]",
            "[{:p/name \"Bob\" :p/age 4} [:db/retract [:p/name \"Ann\"] :p/size 1.5]]",
            "[[:db/add :p/name :db/ident :p/called] {:db/ident :p/later :db/valueType :db.type/tuple"
                    + " :db/cardinality :db.cardinality/one :db/tupleAttrs [:p/age :p/count]}]",
            "[{:p/called \"Ann\" :p/age 4} [:db/add :p/worth :db/cardinality :db.cardinality/many] [:db/retract :p/id :db/unique :db.unique/value]]",
            "[{:p/called \"Cid\" :p/worth [1M 1.0M] :p/age 9}]",
            "[[:db/retract [:p/called \"Cid\"] :p/age 9] [:db/add [:p/called \"Cid\"] :p/age 10]]",
            "[[:db/retractEntity [:p/called \"Ann\"]] [:db/add 13194139533320 :tx/note \"said later\"]]",
            "[]",
            "[{:db/ident :color/red :db/doc \"a color\"}]");

    private static final List<String> QUERIES = List.of(
            "[:find ?e ?n :where [?e :p/called ?n]]",
            "[:find ?e ?v ?tx :where [?e :p/age ?v ?tx]]",
            "[:find ?e ?v ?tx :where [?e :p/pair ?v ?tx]]",
            "[:find ?e ?v ?tx :where [?e :p/worth ?v ?tx]]",
            "[:find ?tx ?i ?n :where [?tx :db/txInstant ?i] [?tx :tx/note ?n]]");

    private static List<String> query(Database database, String query) {
        List<String> rows = new ArrayList<>();
        database.query(query).forEach(row -> rows.add(String.valueOf(new ArrayList<>(row))));
        Collections.sort(rows);
        return rows;
    }

    @Test
    void itIsTheSameWithTheSameIds() throws InterruptedException {
        DatomicLocalHistory local = new DatomicLocalHistory();
        TRANSACTIONS.forEach(local::transact);
        StringBuilder said = new StringBuilder();
        try (Client client = Stator.inMemory()) {
            client.createDatabase("copy");
            Connection copy = client.connect("copy");
            SystemEntities system = SystemEntities.read();
            CountDownLatch never = new CountDownLatch(1);
            for (int run = 0; run < 2; run++) {
                HistoryProgress progress =
                        new HistoryProgress(Console.of(InputStream.nullInputStream(), said, said), System::nanoTime);
                CopyTarget target = new CopyTarget(copy, true, FactSum.Marks.of(system), progress, never);
                Migration migration = new Migration(local, target, system, List.of(), progress, never);
                migration.run(local.t());
                assertThat(migration.comparison().transactions()).isEqualTo(TRANSACTIONS.size());
                assertThat(progress.transactions()).isEqualTo(run == 0 ? TRANSACTIONS.size() : 0);
            }
            assertThat(copy.db().t()).isEqualTo(local.t());
            for (String query : QUERIES) {
                assertThat(query(copy.db(), query))
                        .as(query)
                        .isEqualTo(local.query(query))
                        .isNotEmpty();
            }
        }
    }
}
