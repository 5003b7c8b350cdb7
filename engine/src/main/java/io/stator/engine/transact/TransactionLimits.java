package io.stator.engine.transact;

/** The limits of a transaction. */
public final class TransactionLimits {
    /** The greatest number of datoms a transaction may add. */
    public static final int DATOMS_MAX = 100_000;

    /** A transaction that is certain to add more datoms than this is refused before it is known how many it adds. */
    static final int DATOMS_COUNTED_MAX = 2 * DATOMS_MAX;

    /** The greatest number of assertions and retractions the forms of a transaction may stand for. */
    public static final int OPERATIONS_MAX = 1_000_000;

    /** The greatest length of a string value, in UTF-16 code units. */
    public static final int STRING_LENGTH_MAX = 4096;

    /** The greatest length of a string in a tuple, in UTF-16 code units. */
    public static final int TUPLE_STRING_LENGTH_MAX = 256;

    /** How deep maps may be nested in a map form. */
    public static final int NESTING_DEPTH_MAX = 100;

    /** How deep calls of transaction functions may return calls. */
    public static final int CALL_DEPTH_MAX = 100;

    /** How many forms a transaction may have, those that its functions return included. */
    public static final int FORMS_MAX = 1_000_000;

    /** How many calls of functions a transaction may make, those in what functions return included. */
    public static final int CALLS_MAX = 100_000;

    /** One more than the greatest id an attribute or partition may have. */
    public static final int SCHEMA_IDS_MAX = 1 << 20;

    private TransactionLimits() {}
}
