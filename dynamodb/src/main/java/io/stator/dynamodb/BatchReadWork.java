package io.stator.dynamodb;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * The keys of a batch on their way to the service, and the items on their way back.
 *
 * <p>The service answers in no order and says nothing of missing items, so items are matched to keys by their key attributes, which a
 * projection is completed by. In one request a table has one projection; keys of the same table with another go into another.
 */
final class BatchReadWork implements BatchEngine.Work<BatchReadWork.Element> {
    private final Codecs codecs;
    private final Expiries expiries;
    private final BatchReads reads;
    private final CapacityDetail capacity;
    private final Map<Group, Group> groups = new LinkedHashMap<>();
    private final List<Element> places = new ArrayList<>();
    private final List<Element> elements = new ArrayList<>();
    private final @Nullable Item[] found;
    private final boolean[] answered;
    private final Map<String, Capacity> consumed = new LinkedHashMap<>();

    /** A key that is asked for once, and its place among those. */
    record Element(Group group, Map<String, AttributeValue> key, Item given, int index) {}

    /** The keys of a table that are read in the same way. */
    private static final class Group {
        private final Table table;
        private final GetOptions options;
        private final Map<ItemKey, Element> known = new HashMap<>();
        private final Deque<Element> waiting = new ArrayDeque<>();
        private String[] names = {};

        Group(Table table, GetOptions options) {
            this.table = table;
            this.options = options;
        }

        /** Returns the key of an item that the service sent. */
        ItemKey key(Map<String, AttributeValue> item) {
            return ItemKey.of(item, names);
        }

        /** Returns a key that was given as one to look for; all keys that the service accepts have the names of the first. */
        ItemKey given(Map<String, AttributeValue> key) {
            if (known.isEmpty()) {
                names = ItemKey.sorted(key.keySet());
            }
            return hasTheseNamesOnly(key) ? ItemKey.of(key, names) : ItemKey.of(key, key.keySet());
        }

        private boolean hasTheseNamesOnly(Map<String, AttributeValue> key) {
            if (key.size() != names.length) {
                return false;
            }
            for (String name : names) {
                if (!key.containsKey(name)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Group group
                    && group.table.name().equals(table.name())
                    && group.options.isConsistent() == options.isConsistent()
                    && group.options.projection().equals(options.projection());
        }

        @Override
        public int hashCode() {
            return Objects.hash(table.name(), options.isConsistent(), options.projection());
        }
    }

    BatchReadWork(Service service, BatchReads reads) {
        this.codecs = service.codecs();
        this.expiries = service.expiries();
        this.reads = reads;
        CapacityDetail asked = reads.settings().capacity();
        CapacityDetail most = asked == null ? CapacityDetail.NONE : asked;
        for (BatchReads.Keys part : reads.parts()) {
            CapacityDetail ofPart = part.options().capacityOr(service.config().capacity());
            most = asked == null && ofPart.compareTo(most) > 0 ? ofPart : most;
            Group group = groups.computeIfAbsent(new Group(part.table(), part.options()), each -> each);
            for (Item key : part.keys()) {
                add(group, key);
            }
        }
        this.capacity = most;
        this.found = new @Nullable Item[elements.size()];
        this.answered = new boolean[elements.size()];
    }

    private void add(Group group, Item given) {
        Map<String, AttributeValue> key;
        try {
            String table = group.table.name();
            Expiries.Rule expiry = expiries.isKnown(table) ? expiries.of(table) : Expiries.Rule.NONE;
            key = Expiries.outgoing(given, expiry, codecs).attributes(codecs);
        } catch (DynamoException invalid) {
            throw invalid.in(Operations.BATCH_GET_ITEM.name(), group.table.name());
        }
        ItemKey identity = group.given(key);
        Element element = group.known.get(identity);
        if (element == null) {
            element = new Element(group, key, given, elements.size());
            group.known.put(identity, element);
            group.waiting.add(element);
            elements.add(element);
        }
        places.add(element);
    }

    @Override
    public @Nullable CompletableFuture<?> prepare(Steps steps) {
        return null;
    }

    @Override
    public List<Element> take() {
        List<Element> chunk = new ArrayList<>();
        Map<String, Group> byTable = new HashMap<>();
        for (Group group : groups.values()) {
            if (!group.waiting.isEmpty()
                    && chunk.size() < BatchReads.REQUEST_KEYS_MAX
                    && byTable.putIfAbsent(group.table.name(), group) == null) {
                while (!group.waiting.isEmpty() && chunk.size() < BatchReads.REQUEST_KEYS_MAX) {
                    chunk.add(group.waiting.poll());
                }
            }
        }
        return chunk;
    }

    @Override
    public void release(List<Element> chunk) {
        // A key that was answered needs nothing more.
    }

    @Override
    public CompletableFuture<BatchEngine.Outcome<Element>> send(
            Steps steps, List<Element> part, @Nullable Duration timeout) {
        Map<Group, List<Element>> byGroup = new LinkedHashMap<>();
        part.forEach(element -> byGroup.computeIfAbsent(element.group(), group -> new ArrayList<>())
                .add(element));
        Map<String, Group> byTable = new LinkedHashMap<>();
        byGroup.keySet().forEach(group -> byTable.put(group.table.name(), group));
        Map<Group, KeyedProjection> projections = new HashMap<>();
        String onlyTable = byTable.size() == 1 ? byTable.keySet().iterator().next() : null;
        return Futures.map(
                steps.call(Operations.BATCH_GET_ITEM, onlyTable, () -> request(byGroup, projections, timeout)),
                answer -> outcome(part, byTable, projections, answer));
    }

    private BatchGetItemRequest request(
            Map<Group, List<Element>> byGroup, Map<Group, KeyedProjection> projections, @Nullable Duration timeout) {
        Map<String, KeysAndAttributes> requests = new LinkedHashMap<>();
        byGroup.forEach((group, wanted) -> {
            ExpressionWriter writer = new ExpressionWriter(codecs);
            KeyedProjection projection = new KeyedProjection(
                    writer, group.options.projection(), wanted.get(0).key().keySet());
            projections.put(group, projection);
            requests.put(
                    group.table.name(),
                    KeysAndAttributes.builder()
                            .keys(wanted.stream().map(Element::key).toList())
                            .consistentRead(group.options.isConsistent() ? true : null)
                            .projectionExpression(projection.text())
                            .expressionAttributeNames(writer.names())
                            .build());
        });
        return BatchGetItemRequest.builder()
                .requestItems(requests)
                .returnConsumedCapacity(capacity == CapacityDetail.NONE ? null : capacity.sdk())
                .overrideConfiguration(SelectionRequests.override(timeout))
                .build();
    }

    private BatchEngine.Outcome<Element> outcome(
            List<Element> part,
            Map<String, Group> byTable,
            Map<Group, KeyedProjection> projections,
            BatchGetItemResponse answer) {
        synchronized (consumed) {
            Capacity.byTable(answer.consumedCapacity())
                    .forEach((table, units) -> consumed.merge(table, units, Capacity::plus));
        }
        answer.responses().forEach((name, items) -> {
            Group group = group(byTable, name);
            KeyedProjection projection = projections.get(group);
            Item.Origin origin = new Item.Origin(Operations.BATCH_GET_ITEM.name(), group.table.name());
            for (Map<String, AttributeValue> item : items) {
                Element element = group.known.get(group.key(item));
                if (element != null) {
                    found[element.index()] =
                            Item.read(projection == null ? item : projection.stripped(item), codecs, origin);
                }
            }
        });
        List<Element> left = new ArrayList<>();
        answer.unprocessedKeys().forEach((name, unprocessed) -> {
            Group group = group(byTable, name);
            for (Map<String, AttributeValue> key : unprocessed.keys()) {
                Element element = group.known.get(group.key(key));
                if (element != null) {
                    left.add(element);
                }
            }
        });
        part.forEach(element -> answered[element.index()] = true);
        left.forEach(element -> answered[element.index()] = false);
        return new BatchEngine.Outcome<>(left.isEmpty() ? List.of() : List.of(left), part.size() - left.size(), false);
    }

    /** Returns the keys of the table with that name, which the service may tell without the rest of a resource name. */
    private static Group group(Map<String, Group> byTable, String name) {
        Group group = byTable.get(name);
        if (group != null) {
            return group;
        }
        return byTable.values().stream()
                .filter(each -> each.table.name().endsWith("/" + name))
                .findFirst()
                .orElseThrow(() -> new DynamoException.Fault(
                        "the answer must be about " + byTable.keySet() + ", not about " + name, null));
    }

    /** Returns what was found so far. */
    BatchItems result() {
        List<BatchItems.Place> items = new ArrayList<>(places.size());
        for (Element element : places) {
            items.add(new BatchItems.Place(element.group().table.name(), found[element.index()]));
        }
        List<BatchReads.Keys> left = new ArrayList<>();
        for (Group group : groups.values()) {
            List<Item> keys = elements.stream()
                    .filter(element -> element.group() == group && !answered[element.index()])
                    .map(Element::given)
                    .toList();
            if (!keys.isEmpty()) {
                left.add(new BatchReads.Keys(group.table, group.options, keys));
            }
        }
        synchronized (consumed) {
            return new BatchItems(items, reads.of(left), consumed);
        }
    }
}
