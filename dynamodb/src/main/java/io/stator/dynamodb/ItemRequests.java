package io.stator.dynamodb;

import org.jspecify.annotations.Nullable;
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

    ItemRequests(Service service, String table) {
        this.codecs = service.codecs();
        this.capacity = service.config().capacity();
        this.table = table;
    }

    GetItemRequest get(Item key, GetOptions options) {
        GetItemRequest.Builder builder =
                GetItemRequest.builder().tableName(table).key(key.attributes(codecs));
        if (options.isConsistent()) {
            builder.consistentRead(true);
        }
        if (!options.projection().isEmpty()) {
            ExpressionWriter writer = new ExpressionWriter(codecs);
            builder.projectionExpression(
                            writer.writeProjection(options.projection().toArray(String[]::new)))
                    .expressionAttributeNames(writer.names());
        }
        return builder.returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .build();
    }

    ItemResult got(GetItemResponse answer) {
        return new ItemResult(
                answer.hasItem() ? Item.read(answer.item(), codecs) : null, answer.consumedCapacity(), null, codecs);
    }

    PutItemRequest put(Item item, WriteOptions options) {
        PutItemRequest.Builder builder =
                PutItemRequest.builder().tableName(table).item(item.attributes(codecs));
        Expression condition = options.condition();
        if (condition != null) {
            ExpressionWriter writer = new ExpressionWriter(codecs);
            builder.conditionExpression(writer.writeCondition(condition))
                    .expressionAttributeNames(writer.names())
                    .expressionAttributeValues(writer.values())
                    .returnValuesOnConditionCheckFailure(onFailure(options));
        }
        Returning returning = oldOrNothing("put", options);
        if (returning != Returning.NOTHING) {
            builder.returnValues(returning.sdk());
        }
        return builder.returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .returnItemCollectionMetrics(metrics(options))
                .build();
    }

    ItemResult put(PutItemResponse answer) {
        return new ItemResult(
                answer.hasAttributes() ? Item.read(answer.attributes(), codecs) : null,
                answer.consumedCapacity(),
                answer.itemCollectionMetrics(),
                codecs);
    }

    DeleteItemRequest delete(Item key, WriteOptions options) {
        DeleteItemRequest.Builder builder =
                DeleteItemRequest.builder().tableName(table).key(key.attributes(codecs));
        Expression condition = options.condition();
        if (condition != null) {
            ExpressionWriter writer = new ExpressionWriter(codecs);
            builder.conditionExpression(writer.writeCondition(condition))
                    .expressionAttributeNames(writer.names())
                    .expressionAttributeValues(writer.values())
                    .returnValuesOnConditionCheckFailure(onFailure(options));
        }
        Returning returning = oldOrNothing("delete", options);
        if (returning != Returning.NOTHING) {
            builder.returnValues(returning.sdk());
        }
        return builder.returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .returnItemCollectionMetrics(metrics(options))
                .build();
    }

    ItemResult deleted(DeleteItemResponse answer) {
        return new ItemResult(
                answer.hasAttributes() ? Item.read(answer.attributes(), codecs) : null,
                answer.consumedCapacity(),
                answer.itemCollectionMetrics(),
                codecs);
    }

    UpdateItemRequest update(Item key, Expression update, WriteOptions options) {
        ExpressionWriter writer = new ExpressionWriter(codecs);
        UpdateItemRequest.Builder builder = UpdateItemRequest.builder()
                .tableName(table)
                .key(key.attributes(codecs))
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
        return builder.returnConsumedCapacity(capacity(options.capacityOr(capacity)))
                .returnItemCollectionMetrics(metrics(options))
                .build();
    }

    ItemResult updated(UpdateItemResponse answer) {
        return new ItemResult(
                answer.hasAttributes() ? Item.read(answer.attributes(), codecs) : null,
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
