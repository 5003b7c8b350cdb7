package io.stator.dynamodb;

import java.util.Objects;
import java.util.Optional;

/**
 * What a table says of the expiry of its items.
 *
 * @param attribute the attribute that holds the time of expiry, in seconds since 1970; nothing if expiry is off
 * @param status whether expired items are deleted
 */
public record TimeToLiveDescription(Optional<String> attribute, TimeToLiveStatus status) {
    /** Checks that nothing is null. */
    public TimeToLiveDescription {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(status, "status");
    }
}
