package io.stator.dynamodb;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB, at one endpoint with one set of credentials.
 *
 * <p>Thread-safe, and made to be shared: a program needs one. Opening it asks nothing of the service; connections are opened when
 * they are first needed and closed with it. Each method that asks the service has a twin that ends in {@code Async}, blocks no
 * thread and gives its failures in the future.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/start.md}, or {@code stator help manual dynamodb/start}.
 *
 * <p>Waits and failures: a method with such a twin waits for the service, and fails with what {@linkplain DynamoException any call}
 * may fail with and what it names itself. All others wait for nothing.
 */
public final class DynamoDb implements AutoCloseable {
    private final Service service;
    private final Batches batches;
    private final Transactions transactions;
    private final Statements statements;

    private DynamoDb(DynamoConfig config) {
        this.service = new Service(config);
        this.batches = new Batches(service);
        this.transactions = new Transactions(service);
        this.statements = new Statements(service);
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

    /**
     * Does all writes, or none.
     *
     * @throws DynamoException.TransactionCanceled if an action cannot be done, with a reason for each
     * @throws DynamoException.Conflict if the same transaction, by its token, is still under way
     * @throws DynamoException.IdempotencyMismatch if its token was used for other actions
     */
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

    /**
     * Reads all items at one moment; throws {@link DynamoException.TransactionCanceled} if a read cannot be done, such as beside a
     * transaction of writes.
     */
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

    /** Executes a statement in PartiQL with a value for each {@code ?}; further pages are asked for when they are needed. */
    public StatementResults<Item> execute(String text, @Nullable Object @Nullable ... values) {
        return execute(Statement.statement(text, values));
    }

    /**
     * Executes a statement in PartiQL; further pages are asked for when they are needed.
     *
     * @throws DynamoException.ConditionFailed if a write finds no item, or one that it is not for
     * @throws DynamoException.NotFound if there is no such table
     */
    public StatementResults<Item> execute(Statement statement) {
        return Futures.join(statements.execute(service.blocking(), statement));
    }

    /** The asynchronous twin of {@link #execute(String, Object...)}. */
    public CompletableFuture<StatementResults<Item>> executeAsync(String text, @Nullable Object @Nullable ... values) {
        return executeAsync(Statement.statement(text, values));
    }

    /** The asynchronous twin of {@link #execute(Statement)}. */
    public CompletableFuture<StatementResults<Item>> executeAsync(Statement statement) {
        return statements.execute(service.async(), statement);
    }

    /** Executes any number of statements, each for one item, independently of each other; each may fail on its own. */
    public StatementBatch executeBatch(List<Statement> batch) {
        return Futures.join(statements.batch(service.blocking(), batch));
    }

    /** The asynchronous twin of {@link #executeBatch}. */
    public CompletableFuture<StatementBatch> executeBatchAsync(List<Statement> batch) {
        return statements.batch(service.async(), batch);
    }

    /** Executes all statements that are added to the empty transaction, or none. */
    public TransactStatementResult executeTransaction(UnaryOperator<TransactStatements> transaction) {
        return executeTransaction(transaction.apply(TransactStatements.empty()));
    }

    /**
     * Executes all statements, or none.
     *
     * @throws DynamoException.TransactionCanceled if a statement cannot be done, with a reason for each
     * @throws DynamoException.IdempotencyMismatch if its token was used for other statements
     */
    public TransactStatementResult executeTransaction(TransactStatements transaction) {
        return Futures.join(statements.transact(service.blocking(), transaction));
    }

    /** The asynchronous twin of {@link #executeTransaction(UnaryOperator)}. */
    public CompletableFuture<TransactStatementResult> executeTransactionAsync(
            UnaryOperator<TransactStatements> transaction) {
        return executeTransactionAsync(transaction.apply(TransactStatements.empty()));
    }

    /** The asynchronous twin of {@link #executeTransaction(TransactStatements)}. */
    public CompletableFuture<TransactStatementResult> executeTransactionAsync(TransactStatements transaction) {
        return statements.transact(service.async(), transaction);
    }

    /** Returns the names of all tables of the account in the region, in order; further pages are asked for when needed. */
    public Stream<String> listTables() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new TableNames(service), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
                false);
    }

    /** The asynchronous twin of {@link #listTables()}, with all names at once. */
    public CompletableFuture<List<String>> listTablesAsync() {
        return TableNames.all(service.async());
    }

    /** Returns what the service says of a table, or nothing if there is no such table. */
    public Optional<TableDescription> describeTable(String table) {
        return Futures.join(new Tables(service.blocking()).describe(table));
    }

    /** The asynchronous twin of {@link #describeTable(String)}. */
    public CompletableFuture<Optional<TableDescription>> describeTableAsync(String table) {
        return new Tables(service.async()).describe(table);
    }

    /** Makes a table and waits until it is active; throws {@link DynamoException.InUse} if it is there already. */
    public Table createTable(TableSpec spec) {
        return createTable(spec, Waiting.standard());
    }

    /**
     * Makes a table; one with a time-to-live attribute is waited for in any case.
     *
     * @throws DynamoException.InUse if there is such a table
     * @throws DynamoException.LimitExceeded if the account has, or is making, as many tables as it may
     * @throws DynamoException.TimedOut if that takes longer than {@code waiting} allows
     */
    public Table createTable(TableSpec spec, Waiting waiting) {
        Futures.join(new Tables(service.blocking()).create(spec, waiting));
        return table(spec.name());
    }

    /** The asynchronous twin of {@link #createTable(TableSpec)}. */
    public CompletableFuture<Table> createTableAsync(TableSpec spec) {
        return createTableAsync(spec, Waiting.standard());
    }

    /** The asynchronous twin of {@link #createTable(TableSpec, Waiting)}. */
    public CompletableFuture<Table> createTableAsync(TableSpec spec, Waiting waiting) {
        return Futures.map(new Tables(service.async()).create(spec, waiting), made -> table(spec.name()));
    }

    /**
     * Returns a table, which is made if it is not there, when it is active; throws {@link DynamoException.TableDiffers} if it is
     * there but not as specified.
     */
    public Table ensureTable(TableSpec spec) {
        return ensureTable(spec, Waiting.standard());
    }

    /**
     * Returns a table, which is made if it is not there.
     *
     * @throws DynamoException.TableDiffers if the table is there but not as specified
     * @throws DynamoException.TimedOut if that takes longer than {@code waiting} allows
     */
    public Table ensureTable(TableSpec spec, Waiting waiting) {
        Futures.join(new Tables(service.blocking()).ensure(spec, waiting));
        return table(spec.name());
    }

    /** The asynchronous twin of {@link #ensureTable(TableSpec)}. */
    public CompletableFuture<Table> ensureTableAsync(TableSpec spec) {
        return ensureTableAsync(spec, Waiting.standard());
    }

    /** The asynchronous twin of {@link #ensureTable(TableSpec, Waiting)}. */
    public CompletableFuture<Table> ensureTableAsync(TableSpec spec, Waiting waiting) {
        return Futures.map(new Tables(service.async()).ensure(spec, waiting), made -> table(spec.name()));
    }

    /**
     * Returns how the table of that name differs from a specification; see {@link TableSpec#differences}; throws
     * {@link DynamoException.NotFound} if there is no such table.
     */
    public List<TableDifference> tableDifferences(TableSpec spec) {
        return Futures.join(new Tables(service.blocking()).differences(spec));
    }

    /** The asynchronous twin of {@link #tableDifferences(TableSpec)}. */
    public CompletableFuture<List<TableDifference>> tableDifferencesAsync(TableSpec spec) {
        return new Tables(service.async()).differences(spec);
    }

    /** Changes a table, waits until it is active again, and returns its description; it must be active before. */
    public TableDescription updateTable(String table, TableUpdate update) {
        return updateTable(table, update, Waiting.standard());
    }

    /**
     * Changes a table and returns its description; all requests but the last are waited for in any case.
     *
     * @throws DynamoException.NotFound if there is no such table
     * @throws DynamoException.InUse if it is being changed by someone else
     * @throws DynamoException.TimedOut if that takes longer than {@code waiting} allows
     */
    public TableDescription updateTable(String table, TableUpdate update, Waiting waiting) {
        return Futures.join(new Tables(service.blocking()).update(table, update, waiting));
    }

    /** The asynchronous twin of {@link #updateTable(String, TableUpdate)}. */
    public CompletableFuture<TableDescription> updateTableAsync(String table, TableUpdate update) {
        return updateTableAsync(table, update, Waiting.standard());
    }

    /** The asynchronous twin of {@link #updateTable(String, TableUpdate, Waiting)}. */
    public CompletableFuture<TableDescription> updateTableAsync(String table, TableUpdate update, Waiting waiting) {
        return new Tables(service.async()).update(table, update, waiting);
    }

    /** Deletes a table, waits until it is gone, and returns its last description. */
    public TableDescription deleteTable(String table) {
        return deleteTable(table, Waiting.standard());
    }

    /**
     * Deletes a table and returns its last description.
     *
     * @throws DynamoException.NotFound if there is no such table
     * @throws DynamoException.InUse if it is being made or changed
     * @throws DynamoException.TimedOut if that takes longer than {@code waiting} allows
     */
    public TableDescription deleteTable(String table, Waiting waiting) {
        return Futures.join(new Tables(service.blocking()).delete(table, waiting));
    }

    /** The asynchronous twin of {@link #deleteTable(String)}. */
    public CompletableFuture<TableDescription> deleteTableAsync(String table) {
        return deleteTableAsync(table, Waiting.standard());
    }

    /** The asynchronous twin of {@link #deleteTable(String, Waiting)}. */
    public CompletableFuture<TableDescription> deleteTableAsync(String table, Waiting waiting) {
        return new Tables(service.async()).delete(table, waiting);
    }

    /**
     * Waits until a table is there and active with all its indexes, and returns its description.
     *
     * @throws DynamoException.NotFound if there is no such table, or it is deleted meanwhile
     * @throws DynamoException.TimedOut if that takes longer than {@code waiting} allows
     */
    public TableDescription awaitActive(String table, Waiting waiting) {
        return Futures.join(new Tables(service.blocking()).awaitActive(table, waiting));
    }

    /** The asynchronous twin of {@link #awaitActive(String, Waiting)}. */
    public CompletableFuture<TableDescription> awaitActiveAsync(String table, Waiting waiting) {
        return new Tables(service.async()).awaitActive(table, waiting);
    }

    /** Waits until there is no such table; throws {@link DynamoException.TimedOut} if that takes longer than {@code waiting} allows. */
    public void awaitDeleted(String table, Waiting waiting) {
        Futures.join(new Tables(service.blocking()).awaitGone(table, waiting));
    }

    /** The asynchronous twin of {@link #awaitDeleted(String, Waiting)}. */
    public CompletableFuture<@Nullable Void> awaitDeletedAsync(String table, Waiting waiting) {
        return new Tables(service.async()).awaitGone(table, waiting);
    }

    /** Returns what a table says of the expiry of its items, or nothing if there is no such table. */
    public Optional<TimeToLiveDescription> describeTimeToLive(String table) {
        return Futures.join(new TimesToLive(service.blocking()).describe(table));
    }

    /** The asynchronous twin of {@link #describeTimeToLive(String)}. */
    public CompletableFuture<Optional<TimeToLiveDescription>> describeTimeToLiveAsync(String table) {
        return new TimesToLive(service.async()).describe(table);
    }

    /**
     * Turns the expiry of items at the time in an attribute (seconds since 1970) on or off; throws
     * {@link DynamoException.InvalidRequest} if expiry is as wanted already, or was changed within the hour.
     */
    public void updateTimeToLive(String table, boolean enabled, String attribute) {
        Futures.join(new TimesToLive(service.blocking()).update(table, enabled, attribute));
    }

    /** The asynchronous twin of {@link #updateTimeToLive(String, boolean, String)}. */
    public CompletableFuture<@Nullable Void> updateTimeToLiveAsync(String table, boolean enabled, String attribute) {
        return new TimesToLive(service.async()).update(table, enabled, attribute);
    }

    /**
     * Turns the expiry of items by an attribute on unless it is on already; returns whether it was not; throws
     * {@link DynamoException.InvalidRequest} if items expire by another attribute.
     */
    public boolean ensureTimeToLive(String table, String attribute) {
        return Futures.join(new TimesToLive(service.blocking()).ensure(table, attribute));
    }

    /** The asynchronous twin of {@link #ensureTimeToLive(String, String)}. */
    public CompletableFuture<Boolean> ensureTimeToLiveAsync(String table, String attribute) {
        return new TimesToLive(service.async()).ensure(table, attribute);
    }

    /**
     * Returns the tags of a table; DynamoDB Local has none and answers {@link DynamoException.Unsupported}; throws
     * {@link DynamoException.NotFound} if there is no such table.
     */
    public Map<String, String> tags(String table) {
        return Futures.join(new ResourceTags(service.blocking()).list(table));
    }

    /** The asynchronous twin of {@link #tags(String)}. */
    public CompletableFuture<Map<String, String>> tagsAsync(String table) {
        return new ResourceTags(service.async()).list(table);
    }

    /** Adds tags to a table, in place of those with the same names; throws {@link DynamoException.NotFound} if there is no such table. */
    public void tag(String table, Map<String, String> tags) {
        Futures.join(new ResourceTags(service.blocking()).add(table, tags));
    }

    /** The asynchronous twin of {@link #tag(String, Map)}. */
    public CompletableFuture<@Nullable Void> tagAsync(String table, Map<String, String> tags) {
        return new ResourceTags(service.async()).add(table, tags);
    }

    /** Takes tags from a table, by their names; throws {@link DynamoException.NotFound} if there is no such table. */
    public void untag(String table, String... names) {
        Futures.join(new ResourceTags(service.blocking()).remove(table, List.of(names)));
    }

    /** The asynchronous twin of {@link #untag(String, String...)}. */
    public CompletableFuture<@Nullable Void> untagAsync(String table, String... names) {
        return new ResourceTags(service.async()).remove(table, List.of(names));
    }

    /** Returns the streams of changes that tables keep. */
    public Streams streams() {
        return new Streams(service);
    }

    /** Reads any number of items: {@code batchGet(reads -> reads.get(table, key).get(other, keys))}. */
    public BatchItems batchGet(UnaryOperator<BatchReads> reads) {
        return batchGet(reads.apply(BatchReads.empty()));
    }

    /** Reads any number of items, or throws {@link DynamoException.Incomplete} with the {@link BatchItems} so far. */
    public BatchItems batchGet(BatchReads reads) {
        return batches.get(reads);
    }

    /** The asynchronous twin of {@link #batchGet(UnaryOperator)}. */
    public CompletableFuture<BatchItems> batchGetAsync(UnaryOperator<BatchReads> reads) {
        return batchGetAsync(reads.apply(BatchReads.empty()));
    }

    /** The asynchronous twin of {@link #batchGet(BatchReads)}. */
    public CompletableFuture<BatchItems> batchGetAsync(BatchReads reads) {
        return batches.getAsync(reads);
    }

    /** Puts and deletes any number of items: {@code batchWrite(writes -> writes.put(table, item).delete(other, keys))}. */
    public BatchResult batchWrite(UnaryOperator<BatchWrites> writes) {
        return batchWrite(writes.apply(BatchWrites.empty()));
    }

    /** Puts and deletes any number of items, or throws {@link DynamoException.Incomplete} with the {@link BatchResult} so far. */
    public BatchResult batchWrite(BatchWrites writes) {
        return batches.write(writes);
    }

    /** The asynchronous twin of {@link #batchWrite(UnaryOperator)}. */
    public CompletableFuture<BatchResult> batchWriteAsync(UnaryOperator<BatchWrites> writes) {
        return batchWriteAsync(writes.apply(BatchWrites.empty()));
    }

    /** The asynchronous twin of {@link #batchWrite(BatchWrites)}. */
    public CompletableFuture<BatchResult> batchWriteAsync(BatchWrites writes) {
        return batches.writeAsync(writes);
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
