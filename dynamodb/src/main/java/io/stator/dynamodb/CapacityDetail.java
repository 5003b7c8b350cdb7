package io.stator.dynamodb;

import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;

/** How much a result says about the capacity that a call consumed. */
public enum CapacityDetail {
    /** Nothing. */
    NONE(ReturnConsumedCapacity.NONE),

    /** The total for each table. */
    TOTAL(ReturnConsumedCapacity.TOTAL),

    /** The total for each table, and the parts of the table itself and of each index. */
    INDEXES(ReturnConsumedCapacity.INDEXES);

    private final ReturnConsumedCapacity sdk;

    CapacityDetail(ReturnConsumedCapacity sdk) {
        this.sdk = sdk;
    }

    ReturnConsumedCapacity sdk() {
        return sdk;
    }
}
