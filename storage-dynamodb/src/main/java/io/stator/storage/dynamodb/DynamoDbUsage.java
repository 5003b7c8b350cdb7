package io.stator.storage.dynamodb;

/**
 * What the calls of one kind came to since a storage was opened.
 *
 * @param calls how many were answered
 * @param repeated how many failed and were made again
 * @param units the capacity units that they consumed, as far as the service told
 */
public record DynamoDbUsage(long calls, long repeated, double units) {}
