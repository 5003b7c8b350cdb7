package io.stator.dynamodb;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The key of an item, equal to every other way of writing the same key: {@code 1} is {@code 1.0}. */
record ItemKey(Map<String, Object> values) {
    /** Returns the key of an item whose key attributes have these names; those it lacks are left out. */
    static ItemKey of(Map<String, AttributeValue> item, Collection<String> names) {
        Map<String, Object> values = new HashMap<>();
        for (String name : names) {
            AttributeValue value = item.get(name);
            if (value != null) {
                values.put(name, comparable(value));
            }
        }
        return new ItemKey(values);
    }

    private static Object comparable(AttributeValue value) {
        if (value.n() == null) {
            return value;
        }
        BigDecimal number = new BigDecimal(value.n());
        return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
}
