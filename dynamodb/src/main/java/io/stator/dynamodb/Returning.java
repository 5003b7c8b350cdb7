package io.stator.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.ReturnValue;

/** Which attributes a write returns. */
public enum Returning {
    /** None. */
    NOTHING(ReturnValue.NONE),

    /** All attributes of the item as they were before. */
    OLD(ReturnValue.ALL_OLD),

    /** The attributes that an update changes, as they were before. */
    UPDATED_OLD(ReturnValue.UPDATED_OLD),

    /** All attributes of the item as an update leaves them. */
    NEW(ReturnValue.ALL_NEW),

    /** The attributes that an update changes, as it leaves them. */
    UPDATED_NEW(ReturnValue.UPDATED_NEW);

    private final ReturnValue sdk;

    Returning(ReturnValue sdk) {
        this.sdk = sdk;
    }

    ReturnValue sdk() {
        return sdk;
    }
}
