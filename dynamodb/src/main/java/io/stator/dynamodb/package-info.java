/**
 * DynamoDB in its own verbs, with plain Java values in and out.
 *
 * <p>A program opens a {@link io.stator.dynamodb.DynamoDb}, asks it for a {@link io.stator.dynamodb.Table} and works with
 * {@link io.stator.dynamodb.Item}s. All failures are {@link io.stator.dynamodb.DynamoException}s.
 *
 * <p>For readers of the source, the chapters in which it is best read, each beginning with what a program sees of it:
 *
 * <ul>
 *   <li><b>Items</b>, an item, its key, and the answer to a call about one: {@code Item}, {@code ItemAttributes},
 *       {@code ItemKey}, {@code ItemRequests}, {@code ItemResult}, {@code Items}, {@code GetOptions}, {@code WriteOptions},
 *       {@code Returning}, {@code Mismatch}
 *   <li><b>Records</b>, records as items: attributes, keys, versions, expiry: {@code RecordTable}, {@code RecordAccess},
 *       {@code RecordAttributes}, {@code RecordReader}, {@code RecordShape}, {@code RecordWriter}, {@code RecordWrites},
 *       {@code Records}, {@code Named}, {@code PartitionKey}, {@code SortKey}, {@code TimeToLive}, {@code Version}
 *   <li><b>Values</b>, Java values as DynamoDB stores them, and back: {@code Codec}, {@code Codecs}, {@code Values},
 *       {@code ValueCopies}, {@code ValueReader}, {@code ValueReaders}, {@code ValueText}, {@code ValueWriter},
 *       {@code ValueWriters}, {@code ContainerReaders}, {@code LeafReader}, {@code StandardReaders}, {@code SetWriter},
 *       {@code GenericType}, {@code Instants}, {@code Numbers}, {@code Frozen}, {@code FrozenFormat}, {@code FrozenNippyFormat},
 *       {@code FrozenThawed}, {@code Expiries}
 *   <li><b>Expressions</b>, conditions, updates and projections, written for a request: {@code Expression},
 *       {@code ExpressionWriter}, {@code Condition}, {@code Update}, {@code Projection}, {@code KeyedProjection}
 *   <li><b>Reading</b>, queries and scans: what is asked, the walk through the pages, where to go on: {@code Results},
 *       {@code Selection}, {@code SelectionPageFetch}, {@code SelectionRequests}, {@code SelectionRun}, {@code Walk},
 *       {@code WalkChunk}, {@code WalkIterator}, {@code WalkPublisher}, {@code SingleWalk}, {@code ParallelWalk},
 *       {@code BlockingWalk}, {@code Page}, {@code PageBuilder}, {@code Count}, {@code Cursor}, {@code CursorReader},
 *       {@code CursorWriter}, {@code RateLimit}
 *   <li><b>Batches</b>, any number of reads or writes, each for itself: {@code BatchReads}, {@code BatchReadWork},
 *       {@code BatchItems}, {@code BatchWrites}, {@code BatchWriteWork}, {@code BatchResult}, {@code BatchEngine},
 *       {@code BatchSettings}, {@code Batches}, {@code Keys}
 *   <li><b>Transactions</b>, all or nothing: {@code TransactWrites}, {@code TransactResult}, {@code TransactReads},
 *       {@code TransactReadResult}, {@code TransactSettings}, {@code Transactions}, {@code CancellationReason}
 *   <li><b>Statements</b>, PartiQL: {@code Statement}, {@code StatementBatch}, {@code StatementBatches},
 *       {@code StatementPages}, {@code StatementPlaces}, {@code StatementResults}, {@code Statements}, {@code TransactStatements},
 *       {@code TransactStatementResult}
 *   <li><b>Tables</b>, tables and indexes: making, changing, describing, comparing them: {@code Table}, {@code TableClass},
 *       {@code TableDescription}, {@code TableDifference}, {@code TableNames}, {@code TableSpec}, {@code TableStatus},
 *       {@code TableUpdate}, {@code TableUpdatePlan}, {@code Tables}, {@code Index}, {@code IndexDescription}, {@code IndexSpec},
 *       {@code KeyAttribute}, {@code KeyType}, {@code AttributeDefinitions}, {@code Billing}, {@code Throughput},
 *       {@code Differences}, {@code ResourceTags}, {@code TimeToLiveDescription}, {@code TimeToLiveStatus}, {@code TimesToLive},
 *       {@code Waiting}
 *   <li><b>Streams</b>, the changes of a table, shard by shard: {@code Streams}, {@code StreamCalls}, {@code StreamChange},
 *       {@code StreamDescription}, {@code StreamPosition}, {@code StreamRecord}, {@code StreamRecords}, {@code StreamShard},
 *       {@code StreamStatus}, {@code StreamSummary}, {@code StreamView}, {@code Part}
 *   <li><b>Calls</b>, the client, its configuration, and how the service is called, asked again and understood:
 *       {@code DynamoDb}, {@code DynamoConfig}, {@code DynamoException}, {@code Service}, {@code Clients}, {@code HttpClients},
 *       {@code HttpProxy}, {@code InterruptibleHttpClient}, {@code InterruptWatch}, {@code Regions}, {@code Operation}, {@code Operations}, {@code Steps}, {@code StepsRepetition},
 *       {@code ThreadedSteps},
 *       {@code Futures}, {@code FutureSequence}, {@code Retry}, {@code Backoff}, {@code Errors}, {@code Capacity},
 *       {@code CapacityDetail}, {@code CollectionMetrics}
 * </ul>
 */
@NullMarked
package io.stator.dynamodb;

import org.jspecify.annotations.NullMarked;
