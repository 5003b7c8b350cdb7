package io.stator.nippy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How the text of a keyword or symbol is cut into namespace and name: at the first slash, unless the slash is all there is. */
final class Names {
    private Names() {}

    /** Returns where the namespace ends, or -1 if there is none. */
    static int slash(String text) {
        return text.equals("/") ? -1 : text.indexOf('/');
    }

    static void check(@Nullable String namespace, String name) {
        Objects.requireNonNull(name, "name");
        if (namespace == null ? slash(name) >= 0 : namespace.indexOf('/') >= 0) {
            throw new IllegalArgumentException("namespace must be given apart from the name: namespace=" + namespace
                    + " name=" + name + "; use of(text) for a text with a slash");
        }
    }
}
