package io.stator.dynamodb;

import io.stator.dynamodb.TransactWrites.Action;
import io.stator.dynamodb.TransactWrites.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;

/** Transactions of writes and of reads. */
final class Transactions {
    /** The most actions or reads of one transaction. */
    static final int ACTIONS_MAX = 100;

    /** How long a transaction is tried again unless told otherwise. */
    static final Duration TIMEOUT_STANDARD = Duration.ofSeconds(20);

    /** Well below the ten minutes for which the service knows an idempotency token. */
    static final Duration TIMEOUT_MAX = Duration.ofMinutes(5);

    private final Service service;
    private final Codecs codecs;

    Transactions(Service service) {
        this.service = service;
        this.codecs = service.codecs();
    }

    /** Does all actions or none. */
    CompletableFuture<TransactResult> write(Steps steps, TransactWrites writes) {
        TransactSettings settings = writes.settings();
        List<Action> actions = writes.actions();
        String token = settings.token() == null ? UUID.randomUUID().toString() : settings.token();
        String table = commonTable(actions.stream().map(Action::table).toList());
        return Futures.mapped(
                Retry.call(
                        steps,
                        Operations.TRANSACT_WRITE_ITEMS,
                        table,
                        once(() -> request(actions, settings, token)),
                        settings.timeout()),
                answer -> result(token, answer),
                failure -> named(
                        explained(actions, failure),
                        Operations.TRANSACT_WRITE_ITEMS,
                        table,
                        number ->
                                "action[" + number + "] (" + actions.get(number).shown() + ")",
                        (number, text) -> explained(actions.get(number), text)));
    }

    /** Reads all items as they are at one moment. */
    CompletableFuture<TransactReadResult> read(Steps steps, TransactReads reads) {
        String table = commonTable(
                reads.reads().stream().map(TransactReads.Read::table).toList());
        return Futures.mapped(
                Retry.call(
                        steps,
                        Operations.TRANSACT_GET_ITEMS,
                        table,
                        once(() -> request(reads)),
                        reads.settings().timeout()),
                answer -> result(reads, answer),
                failure -> named(
                        failure,
                        Operations.TRANSACT_GET_ITEMS,
                        table,
                        number -> "read[" + number + "] (get on "
                                + reads.reads().get(number).table().name() + ")"));
    }

    private TransactWriteItemsRequest request(List<Action> actions, TransactSettings settings, String token) {
        checkCount("actions", actions.size());
        checkDistinct(actions);
        List<TransactWriteItem> items = new ArrayList<>(actions.size());
        for (Action action : actions) {
            checkOwner(action.table());
            try {
                items.add(item(action, settings.oldOnFailure()));
            } catch (DynamoException.InvalidValue cause) {
                throw new DynamoException.InvalidValue(
                        "action[" + items.size() + "] (" + action.shown() + "): " + cause.getMessage(), cause);
            } catch (DynamoException.InvalidRequest cause) {
                throw new DynamoException.InvalidRequest(
                        "action[" + items.size() + "] (" + action.shown() + "): " + cause.getMessage(), cause);
            }
        }
        return TransactWriteItemsRequest.builder()
                .transactItems(items)
                .clientRequestToken(token)
                .returnConsumedCapacity(capacity(settings))
                .returnItemCollectionMetrics(settings.collectionMetrics() ? ReturnItemCollectionMetrics.SIZE : null)
                .build();
    }

    private TransactWriteItem item(Action action, boolean oldOnFailure) {
        Expiries.Rule expiry = service.expiries().of(action.table().name()).or(action.expiry());
        ExpressionWriter writer = new ExpressionWriter(codecs, expiry);
        Map<String, AttributeValue> attributes =
                Expiries.outgoing(action.item(), expiry, codecs).attributes(codecs);
        Expression update = action.update();
        String change = update == null ? null : writer.writeUpdate(update);
        Expression condition = action.condition();
        String checked = condition == null ? null : writer.writeCondition(condition);
        ReturnValuesOnConditionCheckFailure onFailure =
                checked != null && oldOnFailure ? ReturnValuesOnConditionCheckFailure.ALL_OLD : null;
        String table = action.table().name();
        TransactWriteItem.Builder item = TransactWriteItem.builder();
        return switch (action.verb()) {
            case PUT ->
                item.put(put -> put.tableName(table)
                                .item(attributes)
                                .conditionExpression(checked)
                                .expressionAttributeNames(writer.names())
                                .expressionAttributeValues(writer.values())
                                .returnValuesOnConditionCheckFailure(onFailure))
                        .build();
            case UPDATE ->
                item.update(changed -> changed.tableName(table)
                                .key(attributes)
                                .updateExpression(change)
                                .conditionExpression(checked)
                                .expressionAttributeNames(writer.names())
                                .expressionAttributeValues(writer.values())
                                .returnValuesOnConditionCheckFailure(onFailure))
                        .build();
            case DELETE ->
                item.delete(delete -> delete.tableName(table)
                                .key(attributes)
                                .conditionExpression(checked)
                                .expressionAttributeNames(writer.names())
                                .expressionAttributeValues(writer.values())
                                .returnValuesOnConditionCheckFailure(onFailure))
                        .build();
            case CHECK ->
                item.conditionCheck(check -> check.tableName(table)
                                .key(attributes)
                                .conditionExpression(checked)
                                .expressionAttributeNames(writer.names())
                                .expressionAttributeValues(writer.values())
                                .returnValuesOnConditionCheckFailure(onFailure))
                        .build();
        };
    }

    private TransactResult result(String token, Retry.Answer<TransactWriteItemsResponse> answer) {
        Map<String, List<CollectionMetrics>> metrics = new LinkedHashMap<>();
        answer.answer()
                .itemCollectionMetrics()
                .forEach((table, each) -> metrics.put(
                        table,
                        each.stream()
                                .flatMap(collection -> CollectionMetrics.of(collection, codecs).stream())
                                .toList()));
        return new TransactResult(
                token, answer.attempts(), Capacity.byTable(answer.answer().consumedCapacity()), metrics);
    }

    private TransactGetItemsRequest request(TransactReads reads) {
        checkCount("reads", reads.size());
        List<TransactGetItem> items = new ArrayList<>(reads.size());
        for (TransactReads.Read read : reads.reads()) {
            checkOwner(read.table());
            ExpressionWriter writer = new ExpressionWriter(codecs);
            String projection = read.projection().isEmpty()
                    ? null
                    : writer.writeProjection(read.projection().toArray(String[]::new));
            items.add(TransactGetItem.builder()
                    .get(get -> get.tableName(read.table().name())
                            .key(Expiries.outgoing(
                                            read.key(),
                                            service.expiries().of(read.table().name()),
                                            codecs)
                                    .attributes(codecs))
                            .projectionExpression(projection)
                            .expressionAttributeNames(writer.names()))
                    .build());
        }
        return TransactGetItemsRequest.builder()
                .transactItems(items)
                .returnConsumedCapacity(capacity(reads.settings()))
                .build();
    }

    private TransactReadResult result(TransactReads reads, Retry.Answer<TransactGetItemsResponse> answer) {
        List<ItemResult> items = new ArrayList<>(reads.size());
        for (ItemResponse response : answer.answer().responses()) {
            Item.Origin origin = new Item.Origin(
                    Operations.TRANSACT_GET_ITEMS.name(),
                    reads.reads().get(items.size()).table().name());
            items.add(new ItemResult(
                    response.hasItem() ? Item.read(response.item(), codecs, origin) : null, null, null, codecs));
        }
        return new TransactReadResult(
                items, answer.attempts(), Capacity.byTable(answer.answer().consumedCapacity()));
    }

    private @Nullable ReturnConsumedCapacity capacity(TransactSettings settings) {
        CapacityDetail set = settings.capacity();
        CapacityDetail detail = set == null ? service.config().capacity() : set;
        return detail == CapacityDetail.NONE ? null : detail.sdk();
    }

    private void checkOwner(Table table) {
        if (table.service() != service) {
            throw new DynamoException.InvalidRequest(
                    "all tables of a transaction must come from the DynamoDb that makes it: " + table.name());
        }
    }

    static void checkCount(String what, int count) {
        if (count < 1 || count > ACTIONS_MAX) {
            throw new DynamoException.InvalidRequest(
                    "a transaction must have 1 to " + ACTIONS_MAX + " " + what + ": " + count);
        }
    }

    /** Finds an item with two actions where an action tells the names of its table's key; the service finds the rest. */
    private static void checkDistinct(List<Action> actions) {
        Map<String, String[]> keyNames = new HashMap<>();
        for (Action action : actions) {
            if (action.verb() != Verb.PUT) {
                keyNames.putIfAbsent(
                        action.table().name(), action.item().names().toArray(String[]::new));
            }
        }
        Map<Map.Entry<String, Item>, Integer> seen = new HashMap<>();
        for (int i = 0; i < actions.size(); i++) {
            Action action = actions.get(i);
            String[] names = keyNames.get(action.table().name());
            if (names != null) {
                Integer other = seen.putIfAbsent(
                        Map.entry(action.table().name(), action.item().only(names)), i);
                if (other != null) {
                    throw new DynamoException.InvalidRequest(
                            "a transaction must have only one action for each item: action["
                                    + other + "] (" + actions.get(other).shown() + ") and action[" + i + "] ("
                                    + action.shown()
                                    + ") are about the same one");
                }
            }
        }
    }

    /** Returns the name of the table if all are the same. */
    static @Nullable String commonTable(List<Table> tables) {
        return tables.stream().map(Table::name).distinct().count() == 1
                ? tables.get(0).name()
                : null;
    }

    private static String explained(Action action, String text) {
        String absent = Errors.absentParent(text, innerPaths(List.of(action)));
        return absent.isEmpty() ? text : absent;
    }

    private static List<String> innerPaths(List<Action> actions) {
        List<String> paths = new ArrayList<>();
        for (Action action : actions) {
            Expression update = action.update();
            if (update != null) {
                paths.addAll(update.template().innerPaths());
            }
        }
        return paths;
    }

    /** Returns a failure, with the paths in it whose parents are not there. */
    private static Throwable explained(List<Action> actions, Throwable failure) {
        return failure instanceof DynamoException.InvalidRequest invalid
                ? Errors.explained(invalid, innerPaths(actions))
                : failure;
    }

    /** Returns the failure, with the actions that made the service cancel named by {@code names}. */
    static Throwable named(
            Throwable failure, Operation<?, ?> operation, @Nullable String table, IntFunction<String> names) {
        return named(failure, operation, table, names, (number, text) -> text);
    }

    private static Throwable named(
            Throwable failure,
            Operation<?, ?> operation,
            @Nullable String table,
            IntFunction<String> names,
            BiFunction<Integer, String, String> explained) {
        if (!(failure instanceof DynamoException.TransactionCanceled canceled)
                || canceled.reasons().isEmpty()) {
            return failure;
        }
        StringBuilder message = new StringBuilder(
                operation == Operations.TRANSACT_GET_ITEMS ? "cancelled: " : "cancelled, nothing was written: ");
        String separator = "";
        for (int i = 0; i < canceled.reasons().size(); i++) {
            if (!canceled.reasons().get(i).isNone()) {
                message.append(separator)
                        .append(names.apply(i))
                        .append(": ")
                        .append(explained.apply(i, canceled.reasons().get(i).toString()));
                separator = "; ";
            }
        }
        return new DynamoException.TransactionCanceled(message.toString(), canceled.reasons(), canceled.getCause())
                .in(operation.name(), table);
    }

    /** Returns a supplier that makes its value once, at the first call; not for several threads at a time. */
    static <T> Supplier<T> once(Supplier<T> supplier) {
        return new Supplier<>() {
            private @Nullable T value;

            @Override
            public T get() {
                T made = value;
                if (made == null) {
                    made = supplier.get();
                    value = made;
                }
                return made;
            }
        };
    }
}
