package io.stator.engine.writer;

/** Whether the stack of a thread has room for what must not be cut off in its midst. */
final class StackRoom {
    /** Some 30 KB where this is compiled, more where it is not; what is done after the last failure that is allowed takes a tenth. */
    private static final int FRAMES = 256;

    private StackRoom() {}

    /** Returns whether there is room, by going down and coming back. */
    static boolean isThere() {
        try {
            return descend(FRAMES, 1, 2, 3, 4, 5, 6, 7, 8) != 0;
        } catch (StackOverflowError none) {
            return false;
        }
    }

    /** Calls itself with values that are needed afterwards, so that each of its frames has to keep them. */
    private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
        if (frames == 0) {
            return 1;
        }
        return descend(frames - 1, b, c, d, e, f, g, h, a) | a | b | c | d | e | f | g | h;
    }
}
