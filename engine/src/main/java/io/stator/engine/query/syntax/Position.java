package io.stator.engine.query.syntax;

/** The positions of a data pattern over a database, which are those of a datom. */
public final class Position {
    /** The entity. */
    public static final int E = 0;

    /** The attribute. */
    public static final int A = 1;

    /** The value. */
    public static final int V = 2;

    /** The transaction. */
    public static final int TX = 3;

    /** Whether it was asserted. */
    public static final int ADDED = 4;

    /** How many there are. */
    public static final int COUNT = 5;

    private Position() {}
}
