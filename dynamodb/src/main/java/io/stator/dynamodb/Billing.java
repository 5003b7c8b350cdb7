package io.stator.dynamodb;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;

/** How a table is paid for. */
public enum Billing {
    /** By request ({@code PAY_PER_REQUEST}). */
    ON_DEMAND(BillingMode.PAY_PER_REQUEST),
    /** By the throughput that is set aside. */
    PROVISIONED(BillingMode.PROVISIONED);

    private final BillingMode mode;

    Billing(BillingMode mode) {
        this.mode = mode;
    }

    BillingMode mode() {
        return mode;
    }

    /** Returns what the service says; it says nothing about tables that were never on demand. */
    static Billing of(@Nullable BillingMode mode) {
        return mode == BillingMode.PAY_PER_REQUEST ? ON_DEMAND : PROVISIONED;
    }
}
