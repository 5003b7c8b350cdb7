package io.stator.storage.jdbc;

/**
 * What a check of a whole file has found undamaged.
 *
 * @param databases how many databases
 * @param records how many log records of all databases
 * @param segments how many segments
 * @param roots how many roots
 * @param bytes how many bytes in records and segments
 */
public record StorageReport(long databases, long records, long segments, long roots, long bytes) {}
