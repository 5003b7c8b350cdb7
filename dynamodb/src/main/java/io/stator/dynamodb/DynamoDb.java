package io.stator.dynamodb;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB, at one endpoint with one set of credentials.
 *
 * <p>Thread-safe, and made to be shared: a program needs one. Opening it asks nothing of the service; connections are opened when
 * they are first needed and closed with it. Each method that asks the service has a twin that ends in {@code Async}, blocks no
 * thread and gives its failures in the future.
 */
public final class DynamoDb implements AutoCloseable {
    private final Service service;
    private final Transactions transactions;

    private DynamoDb(DynamoConfig config) {
        this.service = new Service(config);
        this.transactions = new Transactions(service);
    }

    /** Opens DynamoDB with the region and the credentials that the AWS SDK finds by itself. */
    public static DynamoDb open() {
        return open(DynamoConfig.standard());
    }

    /** Opens DynamoDB with a configuration. */
    public static DynamoDb open(DynamoConfig config) {
        return new DynamoDb(config);
    }

    /** Opens DynamoDB at an endpoint such as {@code http://localhost:8000}, where DynamoDB Local listens. */
    public static DynamoDb at(URI endpoint) {
        return open(DynamoConfig.standard().endpoint(endpoint));
    }

    /** Opens DynamoDB over a client of the caller's, who closes it; it makes blocking calls only. */
    public static DynamoDb of(DynamoDbClient client) {
        return open(DynamoConfig.standard().client(client));
    }

    /** Opens DynamoDB over two clients of the caller's, who closes them. */
    public static DynamoDb of(DynamoDbClient client, DynamoDbAsyncClient asyncClient) {
        return open(DynamoConfig.standard().client(client).client(asyncClient));
    }

    /** Returns a table by its name or its Amazon resource name, whether or not it exists. */
    public Table table(String name) {
        return new Table(service, name);
    }

    /** Does all writes that are added to the empty transaction, or none: {@code transact(writes -> writes.put(table, item))}. */
    public TransactResult transact(UnaryOperator<TransactWrites> writes) {
        return transact(writes.apply(TransactWrites.empty()));
    }

    /** Does all writes, or none and throws {@link DynamoException.TransactionCanceled} with a reason for each. */
    public TransactResult transact(TransactWrites writes) {
        return Futures.join(transactions.write(service.blocking(), writes));
    }

    /** The asynchronous twin of {@link #transact(UnaryOperator)}. */
    public CompletableFuture<TransactResult> transactAsync(UnaryOperator<TransactWrites> writes) {
        return transactAsync(writes.apply(TransactWrites.empty()));
    }

    /** The asynchronous twin of {@link #transact(TransactWrites)}. */
    public CompletableFuture<TransactResult> transactAsync(TransactWrites writes) {
        return transactions.write(service.async(), writes);
    }

    /** Reads all items at one moment: {@code transactGet(reads -> reads.get(table, key).get(other, otherKey))}. */
    public TransactReadResult transactGet(UnaryOperator<TransactReads> reads) {
        return transactGet(reads.apply(TransactReads.empty()));
    }

    /** Reads all items at one moment. */
    public TransactReadResult transactGet(TransactReads reads) {
        return Futures.join(transactions.read(service.blocking(), reads));
    }

    /** The asynchronous twin of {@link #transactGet(UnaryOperator)}. */
    public CompletableFuture<TransactReadResult> transactGetAsync(UnaryOperator<TransactReads> reads) {
        return transactGetAsync(reads.apply(TransactReads.empty()));
    }

    /** The asynchronous twin of {@link #transactGet(TransactReads)}. */
    public CompletableFuture<TransactReadResult> transactGetAsync(TransactReads reads) {
        return transactions.read(service.async(), reads);
    }

    /** Returns the blocking client of the AWS SDK under this, for what the library has no method for. */
    public DynamoDbClient client() {
        return service.clients().blocking();
    }

    /** Returns the asynchronous client of the AWS SDK under this, for what the library has no method for. */
    public DynamoDbAsyncClient asyncClient() {
        return service.clients().async();
    }

    Service service() {
        return service;
    }

    /** Closes the connections; calls that are under way fail. Clients that were handed in stay open. */
    @Override
    public void close() {
        service.close();
    }
}
