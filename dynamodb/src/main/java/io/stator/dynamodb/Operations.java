package io.stator.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/** The operations of the service that the library calls. */
final class Operations {
    static final Operation<GetItemRequest, GetItemResponse> GET_ITEM = new Operation<>(
            "GetItem",
            (clients, request) -> clients.blocking().getItem(request),
            (clients, request) -> clients.async().getItem(request));
    static final Operation<PutItemRequest, PutItemResponse> PUT_ITEM = new Operation<>(
            "PutItem",
            (clients, request) -> clients.blocking().putItem(request),
            (clients, request) -> clients.async().putItem(request));
    static final Operation<UpdateItemRequest, UpdateItemResponse> UPDATE_ITEM = new Operation<>(
            "UpdateItem",
            (clients, request) -> clients.blocking().updateItem(request),
            (clients, request) -> clients.async().updateItem(request));
    static final Operation<DeleteItemRequest, DeleteItemResponse> DELETE_ITEM = new Operation<>(
            "DeleteItem",
            (clients, request) -> clients.blocking().deleteItem(request),
            (clients, request) -> clients.async().deleteItem(request));
    static final Operation<BatchGetItemRequest, BatchGetItemResponse> BATCH_GET_ITEM = new Operation<>(
            "BatchGetItem",
            (clients, request) -> clients.blocking().batchGetItem(request),
            (clients, request) -> clients.async().batchGetItem(request));
    static final Operation<BatchWriteItemRequest, BatchWriteItemResponse> BATCH_WRITE_ITEM = new Operation<>(
            "BatchWriteItem",
            (clients, request) -> clients.blocking().batchWriteItem(request),
            (clients, request) -> clients.async().batchWriteItem(request));
    static final Operation<QueryRequest, QueryResponse> QUERY = new Operation<>(
            "Query",
            (clients, request) -> clients.blocking().query(request),
            (clients, request) -> clients.async().query(request));
    static final Operation<ScanRequest, ScanResponse> SCAN = new Operation<>(
            "Scan",
            (clients, request) -> clients.blocking().scan(request),
            (clients, request) -> clients.async().scan(request));
    static final Operation<TransactWriteItemsRequest, TransactWriteItemsResponse> TRANSACT_WRITE_ITEMS =
            new Operation<>(
                    "TransactWriteItems",
                    (clients, request) -> clients.blocking().transactWriteItems(request),
                    (clients, request) -> clients.async().transactWriteItems(request));
    static final Operation<TransactGetItemsRequest, TransactGetItemsResponse> TRANSACT_GET_ITEMS = new Operation<>(
            "TransactGetItems",
            (clients, request) -> clients.blocking().transactGetItems(request),
            (clients, request) -> clients.async().transactGetItems(request));
    static final Operation<ExecuteStatementRequest, ExecuteStatementResponse> EXECUTE_STATEMENT = new Operation<>(
            "ExecuteStatement",
            (clients, request) -> clients.blocking().executeStatement(request),
            (clients, request) -> clients.async().executeStatement(request));
    static final Operation<BatchExecuteStatementRequest, BatchExecuteStatementResponse> BATCH_EXECUTE_STATEMENT =
            new Operation<>(
                    "BatchExecuteStatement",
                    (clients, request) -> clients.blocking().batchExecuteStatement(request),
                    (clients, request) -> clients.async().batchExecuteStatement(request));
    static final Operation<ExecuteTransactionRequest, ExecuteTransactionResponse> EXECUTE_TRANSACTION = new Operation<>(
            "ExecuteTransaction",
            (clients, request) -> clients.blocking().executeTransaction(request),
            (clients, request) -> clients.async().executeTransaction(request));
    static final Operation<ListTablesRequest, ListTablesResponse> LIST_TABLES = new Operation<>(
            "ListTables",
            (clients, request) -> clients.blocking().listTables(request),
            (clients, request) -> clients.async().listTables(request));
    static final Operation<DescribeTableRequest, DescribeTableResponse> DESCRIBE_TABLE = new Operation<>(
            "DescribeTable",
            (clients, request) -> clients.blocking().describeTable(request),
            (clients, request) -> clients.async().describeTable(request));
    static final Operation<CreateTableRequest, CreateTableResponse> CREATE_TABLE = new Operation<>(
            "CreateTable",
            (clients, request) -> clients.blocking().createTable(request),
            (clients, request) -> clients.async().createTable(request));
    static final Operation<UpdateTableRequest, UpdateTableResponse> UPDATE_TABLE = new Operation<>(
            "UpdateTable",
            (clients, request) -> clients.blocking().updateTable(request),
            (clients, request) -> clients.async().updateTable(request));
    static final Operation<DeleteTableRequest, DeleteTableResponse> DELETE_TABLE = new Operation<>(
            "DeleteTable",
            (clients, request) -> clients.blocking().deleteTable(request),
            (clients, request) -> clients.async().deleteTable(request));
    static final Operation<DescribeTimeToLiveRequest, DescribeTimeToLiveResponse> DESCRIBE_TIME_TO_LIVE =
            new Operation<>(
                    "DescribeTimeToLive",
                    (clients, request) -> clients.blocking().describeTimeToLive(request),
                    (clients, request) -> clients.async().describeTimeToLive(request));
    static final Operation<UpdateTimeToLiveRequest, UpdateTimeToLiveResponse> UPDATE_TIME_TO_LIVE = new Operation<>(
            "UpdateTimeToLive",
            (clients, request) -> clients.blocking().updateTimeToLive(request),
            (clients, request) -> clients.async().updateTimeToLive(request));
    static final Operation<ListTagsOfResourceRequest, ListTagsOfResourceResponse> LIST_TAGS_OF_RESOURCE =
            new Operation<>(
                    "ListTagsOfResource",
                    (clients, request) -> clients.blocking().listTagsOfResource(request),
                    (clients, request) -> clients.async().listTagsOfResource(request));
    static final Operation<TagResourceRequest, TagResourceResponse> TAG_RESOURCE = new Operation<>(
            "TagResource",
            (clients, request) -> clients.blocking().tagResource(request),
            (clients, request) -> clients.async().tagResource(request));
    static final Operation<UntagResourceRequest, UntagResourceResponse> UNTAG_RESOURCE = new Operation<>(
            "UntagResource",
            (clients, request) -> clients.blocking().untagResource(request),
            (clients, request) -> clients.async().untagResource(request));
    static final Operation<ListStreamsRequest, ListStreamsResponse> LIST_STREAMS = new Operation<>(
            "ListStreams",
            (clients, request) -> clients.streams().listStreams(request),
            (clients, request) -> clients.asyncStreams().listStreams(request));
    static final Operation<DescribeStreamRequest, DescribeStreamResponse> DESCRIBE_STREAM = new Operation<>(
            "DescribeStream",
            (clients, request) -> clients.streams().describeStream(request),
            (clients, request) -> clients.asyncStreams().describeStream(request));
    static final Operation<GetShardIteratorRequest, GetShardIteratorResponse> GET_SHARD_ITERATOR = new Operation<>(
            "GetShardIterator",
            (clients, request) -> clients.streams().getShardIterator(request),
            (clients, request) -> clients.asyncStreams().getShardIterator(request));
    static final Operation<GetRecordsRequest, GetRecordsResponse> GET_RECORDS = new Operation<>(
            "GetRecords",
            (clients, request) -> clients.streams().getRecords(request),
            (clients, request) -> clients.asyncStreams().getRecords(request));

    private Operations() {}
}
