package io.stator.engine.durable;

import io.stator.engine.storage.Storage;
import io.stator.engine.storage.StorageException;
import io.stator.engine.storage.StorageException.Kind;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Gives what is free in a storage back to where it comes from. */
public final class FreeRoom {
    /** Why nothing could be given back that closing the storage tells anyway. */
    private static final Set<Kind> TOLD_ELSEWHERE = EnumSet.of(Kind.CLOSED, Kind.FENCED, Kind.DISPLACED);

    private FreeRoom() {}

    /**
     * Gives room back step by step, as {@link Storage#shrink} does. A failure is told and no more: what is free is used again, and given back
     * another time.
     *
     * @param last whether nothing is written after it
     * @param over asked before each step whether no other is to follow
     */
    public static void giveBack(Storage storage, boolean last, BooleanSupplier over) {
        try {
            boolean more = true;
            while (more && !over.getAsBoolean()) {
                more = storage.shrink(last);
            }
        } catch (StorageException failure) {
            if (!TOLD_ELSEWHERE.contains(failure.kind())) {
                Warnings.log(
                        FreeRoom.class,
                        "room that is free in the storage could not be given back, it is used again",
                        failure);
            }
        }
    }
}
