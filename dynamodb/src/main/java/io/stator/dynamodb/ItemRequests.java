package io.stator.dynamodb;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** The requests and answers of the calls about one item of a table. */
final class ItemRequests {
    private final Codecs codecs;
    private final CapacityDetail capacity;
    private final String table;
    private final Expiries.Rule expiry;

    ItemRequests(Service service, String table) {
        this.codecs = service.codecs();
        this.capacity = service.config().capacity();
        this.table = table;
        this.expiry = service.expiries().of(table);
    }

    private Map<String, AttributeValue> attributes(Item item) {
        return Expiries.outgoing(item, expiry, codecs).attributes(codecs);
    }

    private @Nullable Item item(boolean present, Map<String, AttributeValue> attributes, Operation<?, ?> operation) {
        return present ? Item.read(attributes, codecs, new Item.Origin(operation.name(), table)) : null;
    }

    GetItemRequest get(Item key, GetOptions options) {
        GetItemRequest.Builder builder =
                GetItemRequest.builder().tableName(table).key(attributes(key));
        if (options.isConsistent()) {
            builder.consistentRead(true);
        }
        if (!options.projection().isEmpty()) {
            ExpressionWriter writer = new ExpressionWriter(codecs, expiry);
            builder.projectionExpression(
                            writer.writeProjection(options.projection().toArray(String[]::new)))
                    .expressionAttributeNames(writer.names());
        }
        return builder.overrideConfiguration(SelectionRequests.override(options.timeout()))
                .returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .build();
    }

    ItemResult got(GetItemResponse answer) {
        return new ItemResult(
                item(answer.hasItem(), answer.item(), Operations.GET_ITEM), answer.consumedCapacity(), null, codecs);
    }

    PutItemRequest put(Item item, WriteOptions options) {
        PutItemRequest.Builder builder =
                PutItemRequest.builder().tableName(table).item(attributes(item));
        Expression condition = options.condition();
        if (condition != null) {
            ExpressionWriter writer = new ExpressionWriter(codecs, expiry);
            builder.conditionExpression(writer.writeCondition(condition))
                    .expressionAttributeNames(writer.names())
                    .expressionAttributeValues(writer.values())
                    .returnValuesOnConditionCheckFailure(onFailure(options));
        }
        Returning returning = oldOrNothing("put", options);
        if (returning != Returning.NOTHING) {
            builder.returnValues(returning.sdk());
        }
        return builder.overrideConfiguration(SelectionRequests.override(options.timeout()))
                .returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .returnItemCollectionMetrics(metrics(options))
                .build();
    }

    ItemResult put(PutItemResponse answer) {
        return new ItemResult(
                item(answer.hasAttributes(), answer.attributes(), Operations.PUT_ITEM),
                answer.consumedCapacity(),
                answer.itemCollectionMetrics(),
                codecs);
    }

    DeleteItemRequest delete(Item key, WriteOptions options) {
        DeleteItemRequest.Builder builder =
                DeleteItemRequest.builder().tableName(table).key(attributes(key));
        Expression condition = options.condition();
        if (condition != null) {
            ExpressionWriter writer = new ExpressionWriter(codecs, expiry);
            builder.conditionExpression(writer.writeCondition(condition))
                    .expressionAttributeNames(writer.names())
                    .expressionAttributeValues(writer.values())
                    .returnValuesOnConditionCheckFailure(onFailure(options));
        }
        Returning returning = oldOrNothing("delete", options);
        if (returning != Returning.NOTHING) {
            builder.returnValues(returning.sdk());
        }
        return builder.overrideConfiguration(SelectionRequests.override(options.timeout()))
                .returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .returnItemCollectionMetrics(metrics(options))
                .build();
    }

    ItemResult deleted(DeleteItemResponse answer) {
        return new ItemResult(
                item(answer.hasAttributes(), answer.attributes(), Operations.DELETE_ITEM),
                answer.consumedCapacity(),
                answer.itemCollectionMetrics(),
                codecs);
    }

    UpdateItemRequest update(Item key, Expression update, WriteOptions options) {
        ExpressionWriter writer = new ExpressionWriter(codecs, expiry);
        UpdateItemRequest.Builder builder = UpdateItemRequest.builder()
                .tableName(table)
                .key(attributes(key))
                .updateExpression(writer.writeUpdate(update));
        Expression condition = options.condition();
        if (condition != null) {
            builder.conditionExpression(writer.writeCondition(condition))
                    .returnValuesOnConditionCheckFailure(onFailure(options));
        }
        builder.expressionAttributeNames(writer.names()).expressionAttributeValues(writer.values());
        Returning returning = options.returningOr(Returning.NEW);
        if (returning != Returning.NOTHING) {
            builder.returnValues(returning.sdk());
        }
        return builder.overrideConfiguration(SelectionRequests.override(options.timeout()))
                .returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .returnItemCollectionMetrics(metrics(options))
                .build();
    }

    ItemResult updated(UpdateItemResponse answer) {
        return new ItemResult(
                item(answer.hasAttributes(), answer.attributes(), Operations.UPDATE_ITEM),
                answer.consumedCapacity(),
                answer.itemCollectionMetrics(),
                codecs);
    }

    private static @Nullable ReturnConsumedCapacity capacity(CapacityDetail detail) {
        return detail == CapacityDetail.NONE ? null : detail.sdk();
    }

    private static @Nullable ReturnItemCollectionMetrics metrics(WriteOptions options) {
        return options.isCollectionMetrics() ? ReturnItemCollectionMetrics.SIZE : null;
    }

    private static Returning oldOrNothing(String verb, WriteOptions options) {
        Returning returning = options.returningOr(Returning.NOTHING);
        if (returning != Returning.NOTHING && returning != Returning.OLD) {
            throw new DynamoException.InvalidRequest(
                    "a " + verb + " returns NOTHING or OLD, only an update returns more: " + returning);
        }
        return returning;
    }

    private static @Nullable ReturnValuesOnConditionCheckFailure onFailure(WriteOptions options) {
        return options.isOldOnFailure() ? ReturnValuesOnConditionCheckFailure.ALL_OLD : null;
    }
}
