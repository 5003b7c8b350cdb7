package io.stator.engine.calls;

/** Whether the stack of a thread has room for what must not be cut off in its midst. */
public final class StackRoom {
    /** Some 30 KB where this is compiled, more where it is not; what is done after the last failure that is allowed takes a tenth. */
    private static final int FRAMES = 256;

    /** Four times as much, for a library that speaks to a service over the network: its call takes some 20 KB, and more when it opens a connection. */
    private static final int FRAMES_FOR_NETWORK = 1024;

    /** Enough for putting something into a queue and for waiting: a queue whose lock is not given back, or whose reader is not woken, hangs for all. */
    private static final int FRAMES_TO_HAND_OVER = 64;

    private StackRoom() {}

    /** Returns whether there is room for work, by going down and coming back. */
    public static boolean isThere() {
        return isThere(FRAMES);
    }

    /** Returns whether there is room for work that speaks to a service over the network, by going down and coming back. */
    public static boolean isThereForNetwork() {
        return isThere(FRAMES_FOR_NETWORK);
    }

    private static boolean isThere(int frames) {
        try {
            return descend(frames, 1, 2, 3, 4, 5, 6, 7, 8) != 0;
        } catch (StackOverflowError none) {
            return false;
        }
    }

    /**
     * Does nothing when there is room for handing something over to another thread, which is much less.
     *
     * @throws StackOverflowError when there is not, before anything was done
     */
    public static void requireToHandOver() {
        descend(FRAMES_TO_HAND_OVER, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    /** Calls itself with values that are needed afterwards, so that each of its frames has to keep them. */
    private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (frames == 0) {
            return 1;
        }
        return descend(frames - 1, b, c, d, e, f, g, h, a) | a | b | c | d | e | f | g | h;
    }
}
