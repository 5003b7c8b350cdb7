package io.stator.storage.jdbc;

import java.io.IOException;

/** Gives up what kept others from opening the same place. */
@FunctionalInterface
interface Release {
    /** Gives it up. */
    void run() throws IOException;
}
