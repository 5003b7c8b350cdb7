package io.stator.engine.storage;

import java.util.Arrays;

/**
 * The value of a root at one revision.
 *
 * @param revision 1 after the root was created, one more with every change
 * @param bytes what was set
 */
public record Root(long revision, byte[] bytes) {

    @Override
    public boolean equals(Object other) {
        return other instanceof Root root && revision == root.revision && Arrays.equals(bytes, root.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(revision) + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Root[revision=" + revision + ", bytes=" + bytes.length + "]";
    }
}
