package io.stator.edn;

import io.stator.Anomaly;
import org.jspecify.annotations.Nullable;

/**
 * A symbol such as {@code ?artist} or {@code clojure.core/first}. Equal symbols are the same instance, so {@code ==} may be used.
 *
 * <p>The order is that of {@link Keyword}. Immutable and safe to share between threads; a symbol that nobody holds is garbage collected.
 *
 * <p>Its methods never wait.
 */
public final class Symbol implements Named, Comparable<Symbol> {
    private static final InternTable<Symbol> INTERNED = new InternTable<>(Symbol::new);
    private static final int HASH_SALT = 0x7F4A7C15;

    private final @Nullable String namespace;
    private final String name;
    private final String text;
    private final int hash;
    private final boolean readable;

    private Symbol(@Nullable String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
        this.text = Names.qualified(namespace, name);
        this.hash = Names.hash(namespace, name) ^ HASH_SALT;
        this.readable = Names.isReadableSymbol(text);
    }

    /**
     * Returns the symbol without namespace that has this name.
     *
     * @throws Anomaly.Incorrect if the name is empty or contains a slash (and is not the slash itself)
     */
    public static Symbol of(String name) {
        return of(null, name);
    }

    /**
     * Returns the symbol with this namespace (null for none) and name.
     *
     * @throws Anomaly.Incorrect if a part is empty, the namespace contains a slash, or a name without namespace does
     */
    public static Symbol of(@Nullable String namespace, String name) {
        Symbol known = INTERNED.find(namespace, Given.present(name, "name"));
        if (known != null) {
            return known;
        }
        Names.checkParts(namespace, name);
        return INTERNED.intern(namespace, name);
    }

    /**
     * Returns the symbol written as {@code name} or {@code namespace/name}.
     *
     * @throws Anomaly.Incorrect if there is no name, or an empty namespace
     */
    public static Symbol parse(String text) {
        Given.present(text, "text");
        int slash = Names.slash(text);
        return slash < 0 ? of(null, text) : of(text.substring(0, slash), text.substring(slash + 1));
    }

    @Override
    public @Nullable String namespace() {
        return namespace;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String qualifiedName() {
        return text;
    }

    /** Returns whether the printed symbol can be read back; a symbol made in Java may hold spaces, say. */
    boolean isReadable() {
        return readable;
    }

    @Override
    public int compareTo(Symbol other) {
        return Names.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Returns the symbol as EDN text. Never fails. */
    @Override
    public String toString() {
        return text;
    }
}
