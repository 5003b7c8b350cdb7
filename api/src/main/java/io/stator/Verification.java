package io.stator;

import io.stator.spi.Require;
import java.util.List;

/**
 * What {@link Client#verify} found in a database.
 *
 * <p>Its methods never wait.
 *
 * @param database the name of the database
 * @param t the t of the newest transaction that was read
 * @param storedT the t up to which the indexes in storage reach; -1 when there are none
 * @param transactions how many transactions the log has
 * @param datoms how many facts the log has
 * @param segments how many segments and directories the indexes have
 * @param bytes how many bytes these have
 * @param orphans how many segments there are that nothing has, as a merging leaves them that was killed; they do no harm, and the next one, or
 *     {@link Client#compact}, removes them
 * @param damages what is wrong, with its place and the way out; empty when all is well
 * @param notes what else is worth knowing, such as what could not be compared
 */
public record Verification(
        String database,
        long t,
        long storedT,
        long transactions,
        long datoms,
        long segments,
        long bytes,
        long orphans,
        List<String> damages,
        List<String> notes) {
    /**
     * Creates one; the lists are copied.
     *
     * @throws Anomaly.Incorrect when a list is null
     */
    public Verification {
        damages = List.copyOf(Require.present(damages, "damages"));
        notes = List.copyOf(Require.present(notes, "notes"));
    }

    /** Returns whether nothing is wrong. Never fails. */
    public boolean isWhole() {
        return damages.isEmpty();
    }
}
