package io.stator.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The types an attribute of a key may have. */
public enum KeyType {
    /** Strings, sorted by their UTF-8 bytes. */
    TEXT(ScalarAttributeType.S),
    /** Numbers, sorted by value. */
    NUMBER(ScalarAttributeType.N),
    /** Byte arrays, sorted by unsigned bytes. */
    BINARY(ScalarAttributeType.B);

    private final ScalarAttributeType type;

    KeyType(ScalarAttributeType type) {
        this.type = type;
    }

    ScalarAttributeType attributeType() {
        return type;
    }

    static KeyType of(ScalarAttributeType type) {
        return switch (type) {
            case N -> NUMBER;
            case B -> BINARY;
            default -> TEXT;
        };
    }
}
