package io.stator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the facts of a database come from memory into segments in storage, since its system was opened.
 *
 * <p>Its methods never wait.
 *
 * @param liveDatoms how many facts were changed that are in memory, and in the log, but in no segment yet, big ones counted as several
 * @param liveDatomsMax when there are more than that, a merging puts them into segments ({@link Limit#LIVE_FACTS})
 * @param storedT the t up to which facts are in segments; -1 when none are
 * @param storedDatoms how many facts are in segments, those of history included
 * @param segments how many segments and directories the indexes have
 * @param bytes how many bytes these have
 * @param retiredSegments how many segments there are besides that were replaced, and stay for a while for who may read them
 * @param isRunning whether a merging, or a compaction, is on its way
 * @param share which share of it is done, from 0 to 1; 0 when none is on its way
 * @param runs how many came to their end
 * @param failures how many failed
 * @param failuresInARow how many failed since the last one that did not; 0 is as it should be
 * @param bytesWritten how many bytes of segments were written
 * @param timeSpent how long they took in all
 * @param lastFailure why the last one failed that did; null when none did
 */
public record IndexingStats(
        long liveDatoms,
        long liveDatomsMax,
        long storedT,
        long storedDatoms,
        long segments,
        long bytes,
        long retiredSegments,
        boolean isRunning,
        double share,
        long runs,
        long failures,
        long failuresInARow,
        long bytesWritten,
        Duration timeSpent,
        @Nullable String lastFailure) {}
