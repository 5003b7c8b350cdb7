package io.stator.storage.dynamodb;

import io.stator.dynamodb.DynamoException;
import io.stator.dynamodb.Item;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads attributes of items that may be damaged: what is of another type is as good as absent, and its checksum tells so. */
final class Fields {
    private Fields() {}

    private static @Nullable Object value(Item item, String name) {
        try {
            return item.get(name);
        } catch (DynamoException damaged) {
            return null;
        }
    }

    static long number(Item item, String name, long absent) {
        return value(item, name) instanceof Long number ? number : absent;
    }

    static int integer(Item item, String name, int absent) {
        long number = number(item, name, absent);
        return number == (int) number ? (int) number : absent;
    }

    static @Nullable String text(Item item, String name) {
        return value(item, name) instanceof String text ? text : null;
    }

    static boolean flag(Item item, String name) {
        return Boolean.TRUE.equals(value(item, name));
    }

    static byte @Nullable [] bytes(Item item, String name) {
        return value(item, name) instanceof byte[] bytes ? bytes : null;
    }

    static @Nullable UUID uuid(Item item, String name) {
        try {
            String text = text(item, name);
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }
}
