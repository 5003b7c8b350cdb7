package io.stator.spi;

import java.util.List;

/**
 * Makes the chunks of one use of an answer, one at a time, without blocking who asks for one.
 *
 * <p>Nothing here waits, nor fails but by telling a receiver.
 *
 * @param <T> the type of an item
 */
public interface ChunkSource<T> {
    /**
     * Has the next chunk made, and handed to a receiver in a thread in which code of a program may run; what cannot even be begun may be
     * told at once. Asked for when the chunk before was received and was not the last one. Fails with nothing: what goes wrong is told.
     */
    void next(Receiver<T> receiver);

    /** Stops what is being made and lets go of everything; any number of times, at any time. Fails with nothing: what goes wrong is told. */
    void close();

    /** Waits for one chunk; one of its methods is called, once. */
    interface Receiver<T> {
        /**
         * Takes the chunk. Fails with nothing: what goes wrong is told.
         *
         * @param items what it holds; none only when there are none at all, or it is the last one
         * @param isLast whether there is no other one
         */
        void chunk(List<T> items, boolean isLast);

        /** Takes notice that there is no chunk, nor will there be one. Fails with nothing: what goes wrong is told. */
        void failed(Throwable failure);
    }
}
