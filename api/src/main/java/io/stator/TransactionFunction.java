package io.stator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that a transaction calls by name, as in {@code [my.company/transfer "ann" "bob" 100]}; the forms it returns
 * take the place of the call.
 *
 * <pre>{@code
 * Functions functions = Functions.none().withTransactionFunction("bank/deposit", (before, arguments) -> {
 *     Object account = arguments.get(0);
 *     Long balance = before.pull("[*]", account).get(BALANCE);
 *     return TxData.of(TxData.add(account, BALANCE, (balance == null ? 0 : balance) + (Long) arguments.get(1)));
 * });
 * connection.transact(TxData.of(TxData.call("bank/deposit", lookup(OWNER, "ann"), 100)));
 * }</pre>
 *
 * <p>It is called by the thread that writes the database, one transaction after the other: it should be quick and depend
 * on its arguments alone, and it must not transact or close anything. It may be called again for the same transaction.
 * Whatever it throws fails only its transaction; {@link Anomaly#cancel} says why in its own words.
 *
 * <p>All transactions of the database wait while it runs.
 */
@FunctionalInterface
public interface TransactionFunction {
    /**
     * Returns the forms that take the place of the call.
     *
     * @param before the database before the transaction, without what other forms of the transaction say
     * @param arguments what stands after the name, as it was given; strings, keywords, numbers, lists, maps
     * @throws Anomaly to end the transaction with this anomaly, see {@link Anomaly#cancel}; whatever else is thrown ends it as an {@link Anomaly.Fault}
     */
    TxData call(Database before, List<@Nullable Object> arguments);
}
