package io.stator.dynamodb;

import java.util.Objects;

/**
 * An attribute of a key: its name and its type.
 *
 * <p>Waits and failures: nothing here asks the service or fails.
 */
public record KeyAttribute(String name, KeyType type) {
    private static final int NAME_LENGTH_MAX = 255;

    /** Checks that the name has from 1 to 255 characters. */
    public KeyAttribute {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX) {
            throw new DynamoException.InvalidRequest("the name of a key attribute must have from 1 to "
                    + NAME_LENGTH_MAX + " characters: \"" + name + "\"");
        }
    }

    @Override
    public String toString() {
        return name + " " + type;
    }
}
