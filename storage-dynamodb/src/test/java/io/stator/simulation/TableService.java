package io.stator.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * DynamoDB in memory, with the operations that a storage of ours asks for, each done at once: tables have two keys of text and are on
 * demand. What it does not know it refuses.
 */
public final class TableService implements DynamoDbClient {
    private static final int BATCH_GET_MAX = 100;
    private static final int BATCH_WRITE_MAX = 25;
    private static final int REFUSED = 400;

    private final Map<String, ItemTable> tables = new HashMap<>();
    private final LongSupplier now;
    private final Whims whims;
    private ItemTable.Source source = ItemTable.Source.DIRECT;

    /** What the service may do as it likes. */
    interface Whims {
        /** Does all at once, and lags nowhere. */
        Whims NONE = new Whims() {};

        /** Returns how long ago it is what an eventually consistent read sees. */
        default long lag() {
            return 0;
        }

        /** Returns how many items a page of a query has at most. */
        default int pageMax() {
            return Integer.MAX_VALUE;
        }

        /** Returns whether an item of a batch is left for later. */
        default boolean isLeft() {
            return false;
        }
    }

    /** Creates one without tables. */
    TableService(LongSupplier now, Whims whims) {
        this.now = now;
        this.whims = whims;
    }

    @Override
    public String serviceName() {
        return "dynamodb";
    }

    @Override
    public void close() {
        tables.clear();
    }

    /** Returns the keys of all items of a table. */
    List<ItemTable.Key> keys(String table) {
        return table(table).keys();
    }

    /** Returns all items of a table. */
    public List<Map<String, AttributeValue>> items(String table) {
        return table(table).items();
    }

    /** Returns whether an item was put by a request for whose answer nobody waited any more. */
    public boolean isLate(String table, Map<String, AttributeValue> item) {
        return table(table).source(item).isLate();
    }

    /** Returns whether an item was put by a machine after another one had taken over. */
    public boolean isFormer(String table, Map<String, AttributeValue> item) {
        return table(table).source(item).isFormer();
    }

    /** Returns the name of the machine that put an item. */
    public String who(String table, Map<String, AttributeValue> item) {
        return table(table).source(item).who();
    }

    /** Says where what is put from now on comes from. */
    void from(ItemTable.Source next) {
        source = next;
    }

    private ItemTable table(String name) {
        ItemTable table = tables.get(name);
        if (table == null) {
            throw ResourceNotFoundException.builder()
                    .message("Cannot do operations on a non-existent table")
                    .awsErrorDetails(details("ResourceNotFoundException"))
                    .statusCode(REFUSED)
                    .build();
        }
        return table;
    }

    static AwsErrorDetails details(String code) {
        return AwsErrorDetails.builder()
                .serviceName("DynamoDb")
                .errorCode(code)
                .errorMessage(code)
                .build();
    }

    private static DynamoDbException invalid(String message) {
        return (DynamoDbException) DynamoDbException.builder()
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("DynamoDb")
                        .errorCode("ValidationException")
                        .errorMessage(message)
                        .build())
                .statusCode(REFUSED)
                .build();
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        tables.put(request.tableName(), new ItemTable());
        return CreateTableResponse.builder().build();
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        table(request.tableName());
        return DescribeTableResponse.builder()
                .table(table -> table.tableName(request.tableName())
                        .tableStatus(TableStatus.ACTIVE)
                        .billingModeSummary(billing -> billing.billingMode(BillingMode.PAY_PER_REQUEST))
                        .attributeDefinitions(attribute(ItemTable.PARTITION), attribute(ItemTable.SORT))
                        .keySchema(key(ItemTable.PARTITION, KeyType.HASH), key(ItemTable.SORT, KeyType.RANGE)))
                .build();
    }

    private static AttributeDefinition attribute(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Override
    public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
        table(request.tableName());
        return DescribeTimeToLiveResponse.builder()
                .timeToLiveDescription(time -> time.timeToLiveStatus(TimeToLiveStatus.DISABLED))
                .build();
    }

    private static ItemTable.Key key(Map<String, AttributeValue> key) {
        ItemTable.Key made;
        try {
            made = ItemTable.Key.of(key);
        } catch (IllegalArgumentException missing) {
            throw invalid(String.valueOf(missing.getMessage()));
        }
        return made;
    }

    private @Nullable Map<String, AttributeValue> read(
            ItemTable table, Map<String, AttributeValue> key, @Nullable Boolean consistent) {
        if (key.size() != 2) {
            throw invalid("The provided key element does not match the schema");
        }
        ItemTable.Key place = key(key);
        return Boolean.TRUE.equals(consistent) ? table.get(place) : table.get(place, now.getAsLong() - whims.lag());
    }

    private static Map<String, AttributeValue> projected(
            Map<String, AttributeValue> item, @Nullable String projection, Map<String, String> names) {
        if (projection == null) {
            return item;
        }
        Map<String, AttributeValue> chosen = new LinkedHashMap<>();
        for (String path : projection.split(",")) {
            String name = names.getOrDefault(path.trim(), path.trim());
            AttributeValue value = item.get(name);
            if (value != null) {
                chosen.put(name, value);
            }
        }
        return chosen;
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        Map<String, AttributeValue> item = read(table(request.tableName()), request.key(), request.consistentRead());
        GetItemResponse.Builder answer = GetItemResponse.builder();
        if (item != null) {
            answer.item(projected(item, request.projectionExpression(), request.expressionAttributeNames()));
        }
        return answer.build();
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        ItemTable table = table(request.tableName());
        Map<String, AttributeValue> there = table.get(key(request.item()));
        boolean holds = Conditions.hold(
                request.conditionExpression(),
                request.expressionAttributeNames(),
                request.expressionAttributeValues(),
                there == null ? Map.of() : there);
        if (!holds) {
            ConditionalCheckFailedException.Builder failure = ConditionalCheckFailedException.builder();
            failure.message("The conditional request failed")
                    .awsErrorDetails(details("ConditionalCheckFailedException"))
                    .statusCode(REFUSED);
            boolean shown =
                    request.returnValuesOnConditionCheckFailure() == ReturnValuesOnConditionCheckFailure.ALL_OLD;
            if (there != null && shown) {
                failure.item(there);
            }
            throw failure.build();
        }
        table.put(request.item(), now.getAsLong(), source);
        PutItemResponse.Builder response = PutItemResponse.builder();
        if (request.returnConsumedCapacity() == ReturnConsumedCapacity.TOTAL) {
            response.consumedCapacity(
                    used -> used.tableName(request.tableName()).capacityUnits(1.0));
        }
        return response.build();
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        ItemTable table = table(request.tableName());
        boolean descending = Boolean.FALSE.equals(request.scanIndexForward());
        int limit = request.limit() == null ? Integer.MAX_VALUE : request.limit();
        int pageMax = Math.min(limit, whims.pageMax());
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        Map<String, AttributeValue> last = Map.of();
        for (Map<String, AttributeValue> item : selected(table, request, descending)) {
            if (found.size() == pageMax) {
                break;
            }
            found.add(projected(item, request.projectionExpression(), request.expressionAttributeNames()));
            last = ItemTable.Key.of(item).values();
        }
        QueryResponse.Builder answer =
                QueryResponse.builder().items(found).count(found.size()).scannedCount(found.size());
        if (found.size() == pageMax && !last.isEmpty()) {
            answer.lastEvaluatedKey(last);
        }
        return answer.build();
    }

    /** Returns the items that a query asks for, from where it begins. */
    private static List<Map<String, AttributeValue>> selected(
            ItemTable table, QueryRequest request, boolean descending) {
        if (request.filterExpression() != null || request.indexName() != null) {
            throw new UnsupportedOperationException("not simulated: " + request);
        }
        String start = request.hasExclusiveStartKey()
                ? key(request.exclusiveStartKey()).sort()
                : null;
        List<Map<String, AttributeValue>> found = new ArrayList<>();
        for (AttributeValue value : request.expressionAttributeValues().values()) {
            NavigableMap<String, Map<String, AttributeValue>> items = table.partition(value.s());
            NavigableMap<String, Map<String, AttributeValue>> ordered = descending ? items.descendingMap() : items;
            (start == null ? ordered : ordered.tailMap(start, false))
                    .values().stream()
                            .filter(item -> Conditions.hold(
                                    request.keyConditionExpression(),
                                    request.expressionAttributeNames(),
                                    request.expressionAttributeValues(),
                                    item))
                            .forEach(found::add);
            if (!found.isEmpty()) {
                return found;
            }
        }
        return found;
    }

    @Override
    public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        Map<String, List<Map<String, AttributeValue>>> found = new HashMap<>();
        Map<String, software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes> left = new HashMap<>();
        request.requestItems().forEach((name, wanted) -> {
            requireBatch(wanted.keys().size(), BATCH_GET_MAX, new HashSet<>(wanted.keys()).size());
            List<Map<String, AttributeValue>> items = new ArrayList<>();
            List<Map<String, AttributeValue>> later = new ArrayList<>();
            for (Map<String, AttributeValue> key : wanted.keys()) {
                if (whims.isLeft()) {
                    later.add(key);
                    continue;
                }
                Map<String, AttributeValue> item = read(table(name), key, wanted.consistentRead());
                if (item != null) {
                    items.add(projected(item, wanted.projectionExpression(), wanted.expressionAttributeNames()));
                }
            }
            found.put(name, items);
            if (!later.isEmpty()) {
                left.put(name, wanted.toBuilder().keys(later).build());
            }
        });
        return BatchGetItemResponse.builder()
                .responses(found)
                .unprocessedKeys(left)
                .build();
    }

    private static void requireBatch(int count, int max, int different) {
        if (count > max || count == 0) {
            throw invalid("Too many items requested for the batch call, or none");
        }
        if (different < count) {
            throw invalid("Provided list of item keys contains duplicates");
        }
    }

    @Override
    public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
        Map<String, List<WriteRequest>> left = new HashMap<>();
        request.requestItems().forEach((name, writes) -> {
            Set<ItemTable.Key> keys = new HashSet<>();
            writes.forEach(write -> keys.add(key(
                    write.putRequest() != null
                            ? write.putRequest().item()
                            : write.deleteRequest().key())));
            requireBatch(writes.size(), BATCH_WRITE_MAX, keys.size());
            ItemTable table = table(name);
            List<WriteRequest> later = new ArrayList<>();
            for (WriteRequest write : writes) {
                if (whims.isLeft()) {
                    later.add(write);
                } else if (write.putRequest() != null) {
                    table.put(write.putRequest().item(), now.getAsLong(), source);
                } else {
                    table.delete(key(write.deleteRequest().key()), now.getAsLong());
                }
            }
            if (!later.isEmpty()) {
                left.put(name, later);
            }
        });
        return BatchWriteItemResponse.builder().unprocessedItems(left).build();
    }
}
