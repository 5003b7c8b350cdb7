package io.stator.engine.durable;

/**
 * How much of a database is in segments.
 *
 * @param facts how many facts, those that are not true any more among them
 * @param segments how many segments and directories
 * @param bytes how many bytes these have
 * @param retired how many segments there are besides that no root has any more, for who may still read them
 */
public record StoredSize(long facts, long segments, long bytes, long retired) {
    /** Nothing. */
    static final StoredSize NONE = new StoredSize(0, 0, 0, 0);
}
