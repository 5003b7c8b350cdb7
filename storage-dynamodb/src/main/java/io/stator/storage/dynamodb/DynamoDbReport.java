package io.stator.storage.dynamodb;

/**
 * What a check of a whole table has found undamaged.
 *
 * @param databases how many databases
 * @param records how many log records of all databases
 * @param segments how many segments
 * @param roots how many roots
 * @param bytes how many bytes in records and segments
 */
public record DynamoDbReport(long databases, long records, long segments, long roots, long bytes) {}
