package io.stator;

/**
 * How far something long has got.
 *
 * <p>Its methods never wait.
 *
 * @param database the name of the database that is worked on
 * @param step what is being done, for people
 * @param done how much of the step is done
 * @param total how much it is in all, as far as that is known; never less than {@code done}
 */
public record Progress(String database, String step, long done, long total) {
    private static final double NOTHING_TO_DO = 1;

    /** Creates one; {@code total} is raised to {@code done}. Never fails. */
    public Progress {
        total = Math.max(done, total);
    }

    /** Returns the share that is done, from 0 to 1. Never fails. */
    public double share() {
        return total == 0 ? NOTHING_TO_DO : (double) done / total;
    }
}
