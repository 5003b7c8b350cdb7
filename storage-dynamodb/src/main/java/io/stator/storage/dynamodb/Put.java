package io.stator.storage.dynamodb;

import io.stator.dynamodb.Item;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of an item that was put.
 *
 * @param done whether it is there
 * @param found what is there instead, if anything is
 * @param unsure whether it may have been there meanwhile: an attempt had no answer, and somebody else may have changed what that put
 */
record Put(boolean done, @Nullable Item found, boolean unsure) {
    /** It is there. */
    static final Put DONE = new Put(true, null, false);

    /** Returns what is there instead. */
    Optional<Item> other() {
        return Optional.ofNullable(found);
    }
}
