package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The writes of a batch on their way to the service.
 *
 * <p>The service refuses a request with two writes of the same key, and which attributes are the key is not seen from an item. So
 * with one request at a time nothing is asked until a request is refused for that reason; then the tables are described, and from
 * there on the last write of a key takes the place of those before it in the same request. Where describing is not allowed, the request
 * is halved until it is accepted. With several requests at a time the tables are described first, and a write waits while another of
 * the same key (of the same table, if its key is not known) is under way.
 */
final class BatchWriteWork implements BatchEngine.Work<BatchWriteWork.Element> {
    private final Codecs codecs;
    private final Expiries expiries;
    private final CapacityDetail capacity;
    private final boolean concurrent;
    private final Iterator<BatchWrites.Write> source;
    private final Map<String, Set<String>> keyNames = new ConcurrentHashMap<>();
    private final Set<Subject> underWay = new HashSet<>();
    private final Map<String, Capacity> consumed = new LinkedHashMap<>();
    private BatchWrites.@Nullable Write ahead;
    private @Nullable RuntimeException failure;
    private long replaced;

    /** A write as it is sent. */
    record Element(Table table, WriteRequest request) {
        BatchWrites.Write write(Codecs codecs) {
            boolean isDelete = request.deleteRequest() != null;
            Map<String, AttributeValue> attributes = isDelete
                    ? request.deleteRequest().key()
                    : request.putRequest().item();
            return new BatchWrites.Write(table, Item.read(attributes, codecs), isDelete);
        }
    }

    /** What a write is about: a key of a table, or the whole table where its key is not known. */
    private record Subject(String table, @Nullable ItemKey key) {}

    BatchWriteWork(Service service, BatchWrites writes) {
        this.codecs = service.codecs();
        this.expiries = service.expiries();
        CapacityDetail asked = writes.settings().capacity();
        this.capacity = asked == null ? service.config().capacity() : asked;
        this.concurrent = writes.settings().requestsMax() > 1;
        this.source = writes.iterator();
    }

    /** Returns how many writes were left out because a later one of the same key was there. */
    long replaced() {
        return replaced;
    }

    /** Returns what was consumed so far in each table. */
    Map<String, Capacity> consumed() {
        synchronized (consumed) {
            return Map.copyOf(consumed);
        }
    }

    /** Returns the writes that were not taken. */
    Iterator<BatchWrites.Write> untaken() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return ahead != null || source.hasNext();
            }

            @Override
            public BatchWrites.Write next() {
                BatchWrites.Write first = ahead;
                ahead = null;
                return first == null ? source.next() : first;
            }
        };
    }

    private BatchWrites.@Nullable Write peek() {
        if (ahead == null && source.hasNext()) {
            ahead = source.next();
        }
        return ahead;
    }

    @Override
    public @Nullable CompletableFuture<?> prepare(Steps steps) {
        BatchWrites.Write next = failure == null ? peek() : null;
        if (next == null) {
            return null;
        }
        String table = next.table().name();
        if (needsExpiry(next)) {
            return expiries.ask(steps, table);
        }
        return concurrent && !keyNames.containsKey(table) ? learn(steps, table) : null;
    }

    /** Returns whether it must be asked first by which attribute the items of the table expire. */
    private boolean needsExpiry(BatchWrites.Write write) {
        return write.item().mayHoldTimes() && !expiries.isKnown(write.table().name());
    }

    @Override
    public List<Element> take() {
        List<Element> chunk = new ArrayList<>();
        try {
            fill(chunk);
        } catch (RuntimeException problem) {
            if (chunk.isEmpty()) {
                throw problem;
            }
            failure = problem;
        }
        if (concurrent) {
            chunk.forEach(element -> underWay.add(subject(element)));
        }
        return chunk;
    }

    /** Adds writes until there is room for none, or none may be sent now; what fails after the first, fails when it is next. */
    private void fill(List<Element> chunk) {
        if (failure != null) {
            throw failure;
        }
        Map<Subject, Integer> places = new HashMap<>();
        BatchWrites.Write write = peek();
        while (write != null && chunk.size() < BatchWrites.REQUEST_WRITES_MAX) {
            boolean keyUnknown =
                    concurrent && !keyNames.containsKey(write.table().name());
            if (keyUnknown || needsExpiry(write)) {
                return;
            }
            Element element = element(write);
            Subject subject = subject(element);
            if (underWay.contains(subject)) {
                return;
            }
            ahead = null;
            Integer place = subject.key() == null ? null : places.putIfAbsent(subject, chunk.size());
            if (place == null) {
                chunk.add(element);
            } else {
                chunk.set(place, element);
                replaced++;
            }
            write = peek();
        }
    }

    @Override
    public void release(List<Element> chunk) {
        if (concurrent) {
            chunk.forEach(element -> underWay.remove(subject(element)));
        }
    }

    private Element element(BatchWrites.Write write) {
        try {
            Expiries.Rule expiry = expiries.of(write.table().name());
            Map<String, AttributeValue> attributes =
                    Expiries.outgoing(write.item(), expiry, codecs).attributes(codecs);
            return new Element(
                    write.table(),
                    write.isDelete()
                            ? WriteRequest.builder()
                                    .deleteRequest(delete -> delete.key(attributes))
                                    .build()
                            : WriteRequest.builder()
                                    .putRequest(put -> put.item(attributes))
                                    .build());
        } catch (DynamoException invalid) {
            throw invalid.in(Operations.BATCH_WRITE_ITEM.name(), write.table().name());
        }
    }

    private Subject subject(Element element) {
        String table = element.table().name();
        Set<String> names = keyNames.getOrDefault(table, Set.of());
        if (names.isEmpty()) {
            return new Subject(table, null);
        }
        Map<String, AttributeValue> attributes = element.request().deleteRequest() == null
                ? element.request().putRequest().item()
                : element.request().deleteRequest().key();
        return new Subject(table, ItemKey.of(attributes, names));
    }

    @Override
    public CompletableFuture<BatchEngine.Outcome<Element>> send(
            Steps steps, List<Element> part, @Nullable Duration timeout) {
        CompletableFuture<BatchWriteItemResponse> call =
                steps.call(Operations.BATCH_WRITE_ITEM, onlyTable(part), () -> request(part, timeout));
        CompletableFuture<BatchEngine.Outcome<Element>> outcome = Futures.linkedTo(call);
        call.whenComplete((answer, failure) -> {
            if (failure == null) {
                outcome.complete(outcome(part, answer));
            } else if (part.size() > 1 && isRefusedForDuplicates(Futures.cause(failure))) {
                separate(steps, part).whenComplete((separated, problem) -> {
                    if (problem == null) {
                        outcome.complete(separated);
                    } else {
                        outcome.completeExceptionally(Futures.cause(problem));
                    }
                });
            } else {
                outcome.completeExceptionally(Futures.cause(failure));
            }
        });
        return outcome;
    }

    private static @Nullable String onlyTable(List<Element> part) {
        String name = part.get(0).table().name();
        return part.stream().allMatch(element -> element.table().name().equals(name)) ? name : null;
    }

    private BatchWriteItemRequest request(List<Element> part, @Nullable Duration timeout) {
        Map<String, List<WriteRequest>> requests = new LinkedHashMap<>();
        for (Element element : part) {
            requests.computeIfAbsent(element.table().name(), name -> new ArrayList<>())
                    .add(element.request());
        }
        return BatchWriteItemRequest.builder()
                .requestItems(requests)
                .returnConsumedCapacity(capacity == CapacityDetail.NONE ? null : capacity.sdk())
                .overrideConfiguration(SelectionRequests.override(timeout))
                .build();
    }

    private BatchEngine.Outcome<Element> outcome(List<Element> part, BatchWriteItemResponse answer) {
        synchronized (consumed) {
            Capacity.byTable(answer.consumedCapacity())
                    .forEach((table, units) -> consumed.merge(table, units, Capacity::plus));
        }
        List<Element> left = new ArrayList<>();
        answer.unprocessedItems().forEach((name, requests) -> {
            Table table = table(part, name);
            requests.forEach(request -> left.add(new Element(table, request)));
        });
        return new BatchEngine.Outcome<>(
                left.isEmpty() ? List.of() : List.of(left), Math.max(0, part.size() - left.size()), false);
    }

    /** Returns the table with that name, which the service may tell without the rest of a resource name. */
    private static Table table(List<Element> part, String name) {
        Table found = part.get(0).table();
        for (Element element : part) {
            if (element.table().name().equals(name)) {
                return element.table();
            }
            if (element.table().name().endsWith("/" + name)) {
                found = element.table();
            }
        }
        return found;
    }

    private static boolean isRefusedForDuplicates(Throwable failure) {
        return failure instanceof DynamoException.InvalidRequest refused
                && refused.getMessage().contains("duplicates");
    }

    /** Returns a part that was refused for writes of the same key without them, or in halves if the key cannot be known. */
    private CompletableFuture<BatchEngine.Outcome<Element>> separate(Steps steps, List<Element> part) {
        List<String> unknown = part.stream()
                .map(element -> element.table().name())
                .distinct()
                .filter(name -> !keyNames.containsKey(name))
                .toList();
        CompletableFuture<Integer> learned = Steps.repeat(
                0,
                each -> each == unknown.size(),
                each -> Futures.map(learn(steps, unknown.get(each)), nothing -> each + 1));
        return Futures.map(learned, nothing -> {
            Map<Object, Element> last = new LinkedHashMap<>();
            for (Element element : part) {
                Subject subject = subject(element);
                last.put(subject.key() == null ? new Object() : subject, element);
            }
            int needless = part.size() - last.size();
            if (needless > 0) {
                return new BatchEngine.Outcome<>(List.of(List.copyOf(last.values())), needless, true);
            }
            int half = part.size() / 2;
            return new BatchEngine.Outcome<>(
                    List.of(List.copyOf(part.subList(0, half)), List.copyOf(part.subList(half, part.size()))), 0, true);
        });
    }

    /** Asks for the names of a table's key attributes; there are none if that is not allowed. */
    private CompletableFuture<Collection<String>> learn(Steps steps, String table) {
        CompletableFuture<DescribeTableResponse> call = steps.call(
                Operations.DESCRIBE_TABLE,
                table,
                () -> DescribeTableRequest.builder().tableName(table).build());
        CompletableFuture<Collection<String>> names = Futures.linkedTo(call);
        call.whenComplete((answer, failure) -> {
            Set<String> known = failure == null
                    ? Set.copyOf(answer.table().keySchema().stream()
                            .map(KeySchemaElement::attributeName)
                            .toList())
                    : Set.of();
            keyNames.put(table, known);
            names.complete(known);
        });
        return names;
    }
}
