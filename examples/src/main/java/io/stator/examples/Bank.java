package io.stator.examples;

import static io.stator.TxData.add;
import static io.stator.TxData.call;
import static io.stator.TxData.lookup;

import io.stator.Anomaly;
import io.stator.Client;
import io.stator.Connection;
import io.stator.Database;
import io.stator.Functions;
import io.stator.Stator;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Rules that transactions keep: a function, predicates, a spec, an id against doing things twice; and forgetting somebody. */
public final class Bank {
    /** What transactions and the schema call by name; it is handed over whenever the system is opened. */
    private static final Functions FUNCTIONS = Functions.none()
            .withTransactionFunction("bank/transfer", Bank::transfer)
            .withAttributePredicate("bank/not-negative?", value -> (Long) value >= 0)
            .withEntityPredicate("bank/adult?", (after, person) -> (Long) value(after, person, ":person/age") >= 18);

    private Bank() {}

    /** Runs on the system in the directory named by the first argument, or else in {@code stator-data}. */
    public static void main(String[] arguments) {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "stator-data");
        try (Client client = Stator.open(directory, FUNCTIONS)) {
            client.deleteDatabase("bank");
            client.createDatabase("bank");
            Connection connection = client.connect("bank");
            fill(connection);
            payOnce(connection);
            refuse(connection);
            speculate(connection.db());
            forget(connection);
        }
    }

    /** Sees the database before the transaction, and returns what takes the place of its call. */
    private static TxData transfer(Database before, List<?> arguments) {
        Object from = arguments.get(0);
        Object to = arguments.get(1);
        long amount = (Long) arguments.get(2);
        long left = (Long) value(before, from, ":person/balance") - amount;
        if (left < 0) {
            throw Anomaly.cancel(
                    Anomaly.Category.CONFLICT, "not enough money", Map.of(Keyword.of("bank", "missing"), -left));
        }
        return TxData.of(
                add(from, ":person/balance", left),
                add(to, ":person/balance", (Long) value(before, to, ":person/balance") + amount));
    }

    private static Object value(Database database, Object entity, String attribute) {
        return Objects.requireNonNull(
                database.pull(List.of(attribute), entity).get(attribute), () -> attribute + " must be known");
    }

    private static void fill(Connection connection) {
        connection.transact("""
                [{:db/ident :person/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one
                  :db/unique :db.unique/identity}
                 {:db/ident :person/age :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
                 {:db/ident :person/balance :db/valueType :db.type/long :db/cardinality :db.cardinality/one
                  :db.attr/preds bank/not-negative?}
                 {:db/ident :bank/customer
                  :db.entity/attrs [:person/name :person/age]
                  :db.entity/preds bank/adult?}]""");
        connection.transact("""
                [{:person/name "Ada" :person/age 36 :person/balance 100 :db/ensure :bank/customer}
                 {:person/name "Bob" :person/age 41 :person/balance 5 :db/ensure :bank/customer}]""");
    }

    private static void payOnce(Connection connection) {
        TxData transfer = TxData.of(
                        call("bank/transfer", lookup(":person/name", "Ada"), lookup(":person/name", "Bob"), 30L))
                .withSubmissionId("transfer-1");
        connection.transact(transfer);
        // The answer was lost? The same id makes it safe to ask again: it is not done twice.
        connection.transact(transfer);
        System.out.println("Balances: " + balances(connection.db()));
    }

    private static void refuse(Connection connection) {
        tell(() -> connection.transact(
                TxData.of(call("bank/transfer", lookup(":person/name", "Bob"), lookup(":person/name", "Ada"), 99L))));
        tell(() -> connection.transact("[{:person/name \"Bob\" :person/balance -1}]"));
        tell(() -> connection.transact("[{:person/name \"Tim\" :person/age 9 :db/ensure :bank/customer}]"));
    }

    private static void tell(Runnable transaction) {
        try {
            transaction.run();
        } catch (Anomaly anomaly) {
            Object code = anomaly.error() == null ? anomaly.data().get(Keyword.of("bank", "missing")) : anomaly.error();
            System.out.println("Refused, " + anomaly.category() + ": " + code);
        }
    }

    private static void speculate(Database db) {
        Database rich = db;
        for (int year = 0; year < 3; year++) {
            rich = rich.with("[[:db/add [:person/name \"Ada\"] :person/balance " + (100 + 10 * year) + "]]")
                    .dbAfter();
        }
        System.out.println("If: " + balances(rich) + ", in fact: " + balances(db));
    }

    private static void forget(Connection connection) {
        connection.transact("[{:db/excise [:person/name \"Bob\"]}]");
        Database all = connection.db().history();
        System.out.println("Names of all time: " + all.q("[:find [?name ...] :where [_ :person/name ?name]]"));
    }

    private static List<?> balances(Database db) {
        return db.query("[:find ?name ?balance :where [?p :person/name ?name] [?p :person/balance ?balance]]").stream()
                .map(row -> row.get(0) + " " + row.get(1))
                .sorted()
                .toList();
    }
}
