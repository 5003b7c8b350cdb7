package io.stator.engine.copies;

/**
 * How far a copy is.
 *
 * @param database the name of the database that is being copied
 * @param step what is being done with it
 * @param done how much of that is done
 * @param total how much there is in all, as far as that is known
 */
public record CopyProgress(String database, Step step, long done, long total) {
    /** What is done with a database, each as often as it must be. */
    public enum Step {
        /** Records that are in the copy are compared with those of the source. */
        COMPARING,
        /** Records are copied. */
        RECORDS,
        /** Segments of the indexes are copied. */
        SEGMENTS,
        /** What was written is read again. */
        CHECKING
    }
}
