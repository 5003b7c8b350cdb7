package io.stator.client.wire;

/** How the values are written that Transit has no type for; what is read may be in any of them. */
public enum Dialect {
    /** As Datomic's own clients and servers read them: a float becomes the double that is equal to it. */
    DATOMIC,

    /** As Stator's clients and servers read them: a float is told from a double, by a tag that nobody else knows. */
    STATOR
}
