package io.stator.dynamodb;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all kinds of transactions can be told. */
record TransactSettings(
        @Nullable String token,
        Duration timeout,
        @Nullable CapacityDetail capacity,
        boolean collectionMetrics,
        boolean oldOnFailure) {
    static final TransactSettings STANDARD =
            new TransactSettings(null, Transactions.TIMEOUT_STANDARD, null, false, true);

    private static final int TOKEN_CHARACTERS_MAX = 36;

    TransactSettings token(String token) {
        if (token.isEmpty() || token.length() > TOKEN_CHARACTERS_MAX) {
            throw new DynamoException.InvalidRequest(
                    "an idempotency token must have 1 to " + TOKEN_CHARACTERS_MAX + " characters: \"" + token + "\"");
        }
        return new TransactSettings(token, timeout, capacity, collectionMetrics, oldOnFailure);
    }

    TransactSettings timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.compareTo(Transactions.TIMEOUT_MAX) > 0) {
            throw new DynamoException.InvalidRequest(
                    "the timeout of a transaction must be from 0 to " + Transactions.TIMEOUT_MAX
                            + ", because the service knows an idempotency token for 10 minutes: " + timeout);
        }
        return new TransactSettings(token, timeout, capacity, collectionMetrics, oldOnFailure);
    }

    TransactSettings capacity(CapacityDetail detail) {
        return new TransactSettings(
                token, timeout, Objects.requireNonNull(detail, "detail"), collectionMetrics, oldOnFailure);
    }

    TransactSettings withCollectionMetrics() {
        return new TransactSettings(token, timeout, capacity, true, oldOnFailure);
    }

    TransactSettings withoutItemsOnFailure() {
        return new TransactSettings(token, timeout, capacity, collectionMetrics, false);
    }
}
