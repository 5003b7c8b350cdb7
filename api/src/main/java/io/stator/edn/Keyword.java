package io.stator.edn;

import io.stator.Anomaly;
import org.jspecify.annotations.Nullable;

/**
 * A keyword such as {@code :artist/name}. Equal keywords are the same instance, so {@code ==} may be used.
 *
 * <p>Keywords without a namespace come first in the order, sorted by name; the others are sorted by namespace, then by name. Immutable and safe to
 * share between threads; a keyword that nobody holds is garbage collected.
 *
 * <p>Its methods never wait.
 */
public final class Keyword implements Named, Comparable<Keyword> {
    private static final InternTable<Keyword> INTERNED = new InternTable<>(Keyword::new);
    private static final int HASH_SALT = 0x9E3779B9;

    private final @Nullable String namespace;
    private final String name;
    private final String qualifiedName;
    private final String text;
    private final int hash;
    private final boolean readable;

    private Keyword(@Nullable String namespace, String name) {
        this.namespace = namespace;
        this.name = name;
        this.qualifiedName = Names.qualified(namespace, name);
        this.text = ":" + qualifiedName;
        this.hash = Names.hash(namespace, name) ^ HASH_SALT;
        this.readable = Names.isReadableKeyword(qualifiedName);
    }

    /**
     * Returns the keyword without namespace that has this name.
     *
     * @throws Anomaly.Incorrect if the name is empty or contains a slash (and is not the slash itself)
     */
    public static Keyword of(String name) {
        return of(null, name);
    }

    /**
     * Returns the keyword with this namespace (null for none) and name.
     *
     * @throws Anomaly.Incorrect if a part is empty, the namespace contains a slash, or a name without namespace does
     */
    public static Keyword of(@Nullable String namespace, String name) {
        Keyword known = INTERNED.find(namespace, Given.present(name, "name"));
        if (known != null) {
            return known;
        }
        Names.checkParts(namespace, name);
        return INTERNED.intern(namespace, name);
    }

    /**
     * Returns the keyword written as {@code :name}, {@code :namespace/name}, {@code name} or {@code namespace/name}.
     *
     * @throws Anomaly.Incorrect if there is no name, or an empty namespace
     */
    public static Keyword parse(String text) {
        Given.present(text, "text");
        String qualified = text.startsWith(":") ? text.substring(1) : text;
        int slash = Names.slash(qualified);
        return slash < 0 ? of(null, qualified) : of(qualified.substring(0, slash), qualified.substring(slash + 1));
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
        return qualifiedName;
    }

    /** Returns whether the printed keyword can be read back; a keyword made in Java may hold spaces, say. */
    boolean isReadable() {
        return readable;
    }

    @Override
    public int compareTo(Keyword other) {
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

    /** Returns the keyword as EDN text, with its colon. Never fails. */
    @Override
    public String toString() {
        return text;
    }
}
