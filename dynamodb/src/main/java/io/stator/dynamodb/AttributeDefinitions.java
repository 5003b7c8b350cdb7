package io.stator.dynamodb;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;

/** The attributes that keys of one table use, each once and with one type. */
final class AttributeDefinitions {
    private final String table;
    private final Map<String, Use> uses = new LinkedHashMap<>();

    /** Where an attribute was seen first. */
    private record Use(KeyType type, String where) {}

    AttributeDefinitions(String table) {
        this.table = table;
    }

    /** Adds the attributes of a key; fails if one of them has another type elsewhere. */
    AttributeDefinitions add(Keys keys, String where) {
        keys.attributes().forEach(attribute -> {
            Use use = uses.putIfAbsent(attribute.name(), new Use(attribute.type(), where));
            if (use != null && use.type() != attribute.type()) {
                throw new DynamoException.InvalidRequest("an attribute must have one type in all keys of table " + table
                        + ": \"" + attribute.name() + "\" is " + use.type() + " in " + use.where() + " and "
                        + attribute.type() + " in " + where);
            }
        });
        return this;
    }

    List<AttributeDefinition> list() {
        return uses.entrySet().stream()
                .map(each -> AttributeDefinition.builder()
                        .attributeName(each.getKey())
                        .attributeType(each.getValue().type().attributeType())
                        .build())
                .toList();
    }
}
