package io.stator.engine.copies;

/**
 * What became of one database.
 *
 * @param name its name in the copy
 * @param t the t of its newest transaction; 0 when it has none of its own
 * @param instant the time of that transaction in milliseconds; 0 when there is none
 * @param records how many records its log has
 * @param newRecords how many of them were copied this time
 * @param changedRecords how many were replaced because facts had been excised from them
 * @param newSegments how many segments were copied this time
 * @param bytes how many bytes its log and its indexes have
 */
public record DatabaseCopy(
        String name,
        long t,
        long instant,
        long records,
        long newRecords,
        long changedRecords,
        long newSegments,
        long bytes) {}
