package io.stator.edn;

import org.jspecify.annotations.Nullable;

/** Arguments that must be there. */
final class Given {
    private Given() {}

    /** Returns an argument that must not be null. */
    static <T> T present(@Nullable T argument, String name) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " must not be null");
        }
        return argument;
    }
}
