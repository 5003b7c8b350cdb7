package io.stator.nippy;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A symbol of Clojure: {@code name} or {@code namespace/name}.
 *
 * <p>Nothing here waits, and nothing fails but as it says, or with a {@link NullPointerException} for a null that must not be one.
 *
 * @param namespace what stands before the slash, or null if there is no slash
 * @param name what stands behind it
 */
public record Symbol(@Nullable String namespace, String name) implements Comparable<Symbol> {
    private static final Comparator<Symbol> ORDER = Comparator.comparing(
                    Symbol::namespace, Comparator.nullsFirst(Comparator.<String>naturalOrder()))
            .thenComparing(Symbol::name);

    /**
     * A symbol of these parts.
     *
     * @throws IllegalArgumentException if they could not be told apart again, because of a slash
     */
    public Symbol {
        Names.check(namespace, name);
    }

    /** Returns the symbol with this text: {@code a/b} has the namespace {@code a}. */
    public static Symbol of(String text) {
        int slash = Names.slash(text);
        return slash < 0 ? new Symbol(null, text) : new Symbol(text.substring(0, slash), text.substring(slash + 1));
    }

    /** Orders by namespace, symbols without one first, then by name. */
    @Override
    public int compareTo(Symbol other) {
        return ORDER.compare(this, other);
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return namespace == null ? name : namespace + "/" + name;
    }
}
