package io.stator.dynamodb;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;

/** The key of a table or an index: the attributes of the partition, then those of the order within it. */
record Keys(List<KeyAttribute> partition, List<KeyAttribute> sort) {
    static final Keys NONE = new Keys(List.of(), List.of());

    Keys {
        partition = List.copyOf(partition);
        sort = List.copyOf(sort);
    }

    static Keys of(List<KeySchemaElement> elements, List<AttributeDefinition> definitions) {
        Map<String, KeyType> types = new HashMap<>();
        definitions.forEach(each -> types.put(each.attributeName(), KeyType.of(each.attributeType())));
        Keys keys = NONE;
        for (KeySchemaElement element : elements) {
            String name = element.attributeName();
            KeyType type = types.getOrDefault(name, KeyType.TEXT);
            keys = element.keyType() == software.amazon.awssdk.services.dynamodb.model.KeyType.HASH
                    ? keys.withPartition(name, type)
                    : keys.withSort(name, type);
        }
        return keys;
    }

    Keys withPartition(String name, KeyType type) {
        return new Keys(with(partition, name, type), sort);
    }

    Keys withSort(String name, KeyType type) {
        return new Keys(partition, with(sort, name, type));
    }

    private List<KeyAttribute> with(List<KeyAttribute> some, String name, KeyType type) {
        if (attributes().anyMatch(each -> each.name().equals(name))) {
            throw new DynamoException.InvalidRequest(
                    "an attribute must be in a key only once: \"" + name + "\" is in [" + this + "] already");
        }
        List<KeyAttribute> all = new ArrayList<>(some);
        all.add(new KeyAttribute(name, type));
        return all;
    }

    /** Checks that the key has the numbers of attributes it may have. */
    void check(String whose, int partitionMax, int sortMax) {
        if (partition.isEmpty()) {
            throw new DynamoException.InvalidRequest(
                    whose + " must have a partition key: call partitionKey(name, type)");
        }
        if (partition.size() > partitionMax || sort.size() > sortMax) {
            throw new DynamoException.InvalidRequest("the key of " + whose + " must have at most " + partitionMax
                    + " partition and " + sortMax + " sort attributes: [" + this + "]");
        }
    }

    Stream<KeyAttribute> attributes() {
        return Stream.concat(partition.stream(), sort.stream());
    }

    List<KeySchemaElement> elements() {
        return Stream.concat(
                        partition.stream()
                                .map(each ->
                                        element(each, software.amazon.awssdk.services.dynamodb.model.KeyType.HASH)),
                        sort.stream()
                                .map(each ->
                                        element(each, software.amazon.awssdk.services.dynamodb.model.KeyType.RANGE)))
                .toList();
    }

    private static KeySchemaElement element(
            KeyAttribute attribute, software.amazon.awssdk.services.dynamodb.model.KeyType type) {
        return KeySchemaElement.builder()
                .attributeName(attribute.name())
                .keyType(type)
                .build();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        partition.forEach(each -> parts.add("partition " + each));
        sort.forEach(each -> parts.add("sort " + each));
        return String.join(", ", parts);
    }
}
