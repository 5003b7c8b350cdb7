package io.stator.dynamodb;

import java.util.Optional;

/**
 * How many results a query or a scan has.
 *
 * @param count how many results there are
 * @param scannedCount how many items the service evaluated, those that the filter left out among them
 * @param capacity what counting consumed, if that was asked for
 */
public record Count(long count, long scannedCount, Optional<Capacity> capacity) {}
