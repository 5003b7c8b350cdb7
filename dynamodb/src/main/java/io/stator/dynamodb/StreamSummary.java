package io.stator.dynamodb;

/**
 * A stream in the list of streams.
 *
 * @param arn the Amazon resource name of the stream
 * @param table the name of its table
 * @param label what tells it from other streams of the same table, a time in ISO 8601
 */
public record StreamSummary(String arn, String table, String label) {}
