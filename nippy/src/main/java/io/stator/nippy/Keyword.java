package io.stator.nippy;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A keyword of Clojure: {@code :name} or {@code :namespace/name}.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 *
 * @param namespace what stands before the slash, or null if there is no slash
 * @param name what stands behind it
 */
public record Keyword(@Nullable String namespace, String name) implements Comparable<Keyword> {
    private static final Comparator<Keyword> ORDER = Comparator.comparing(
                    Keyword::namespace, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
            .thenComparing(Keyword::name);

    /**
     * A keyword of these parts.
     *
     * @throws IllegalArgumentException if they could not be told apart again, because of a slash
     */
    public Keyword {
        Names.check(namespace, name);
    }

    /** Returns the keyword with this text, which has no colon: {@code a/b} has the namespace {@code a}. */
    public static Keyword of(String text) {
        int slash = Names.slash(text);
        return slash < 0 ? new Keyword(null, text) : new Keyword(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Returns the text without colon. */
    public String text() {
        return namespace == null ? name : namespace + "/" + name;
    }

    /** Orders by namespace, keywords without one first, then by name. */
    @Override
    public int compareTo(Keyword other) {
        return ORDER.compare(this, other);
    }

    /** Returns the text with its colon. */
    @Override
    public String toString() {
        return ":" + text();
    }
}
