package io.stator;

/**
 * What {@link Client#compact} did.
 *
 * <p>Its methods never wait.
 *
 * @param database the name of the database
 * @param t the t up to which the indexes in storage reach
 * @param segmentsBefore how many segments and directories the indexes had before
 * @param bytesBefore how many bytes these had
 * @param segments how many they have now
 * @param bytes how many bytes these have
 * @param kept how many segments are still there that the indexes had before, for who may read them; they are deleted later
 */
public record Compaction(
        String database, long t, long segmentsBefore, long bytesBefore, long segments, long bytes, long kept) {}
