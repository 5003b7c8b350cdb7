package io.stator.engine.schema;

/** The entity ids every database begins with. */
public final class SystemIds {
    /** {@code :db.part/db}. */
    public static final int PART_DB = 0;

    /** {@code :db/add}. */
    public static final int ADD = 1;

    /** {@code :db/retract}. */
    public static final int RETRACT = 2;

    /** {@code :db/ident}. */
    public static final int IDENT = 10;

    /** {@code :db.install/partition}. */
    public static final int INSTALL_PARTITION = 11;

    /** {@code :db.install/valueType}. */
    public static final int INSTALL_VALUE_TYPE = 12;

    /** {@code :db.install/attribute}. */
    public static final int INSTALL_ATTRIBUTE = 13;

    /** {@code :db/excise}. */
    public static final int EXCISE = 15;

    /** {@code :db.excise/attrs}. */
    public static final int EXCISE_ATTRS = 16;

    /** {@code :db.excise/beforeT}. */
    public static final int EXCISE_BEFORE_T = 17;

    /** {@code :db.excise/before}. */
    public static final int EXCISE_BEFORE = 18;

    /** {@code :db.alter/attribute}. */
    public static final int ALTER_ATTRIBUTE = 19;

    /** {@code :db.cardinality/one}. */
    public static final int CARDINALITY_ONE = 35;

    /** {@code :db.cardinality/many}. */
    public static final int CARDINALITY_MANY = 36;

    /** {@code :db.unique/value}. */
    public static final int UNIQUE_VALUE = 37;

    /** {@code :db.unique/identity}. */
    public static final int UNIQUE_IDENTITY = 38;

    /** {@code :db/valueType}. */
    public static final int VALUE_TYPE = 40;

    /** {@code :db/cardinality}. */
    public static final int CARDINALITY = 41;

    /** {@code :db/unique}. */
    public static final int UNIQUE = 42;

    /** {@code :db/isComponent}. */
    public static final int IS_COMPONENT = 43;

    /** {@code :db/index}. */
    public static final int INDEX = 44;

    /** {@code :db/noHistory}. */
    public static final int NO_HISTORY = 45;

    /** {@code :db/txInstant}. */
    public static final int TX_INSTANT = 50;

    /** {@code :db/fulltext}. */
    public static final int FULLTEXT = 51;

    /** {@code :db/cas}. */
    public static final int CAS = 56;

    /** {@code :db/retractEntity}. */
    public static final int RETRACT_ENTITY = 57;

    /** {@code :db/doc}. */
    public static final int DOC = 63;

    /** {@code :db/tupleType}. */
    public static final int TUPLE_TYPE = 66;

    /** {@code :db/tupleTypes}. */
    public static final int TUPLE_TYPES = 67;

    /** {@code :db/tupleAttrs}. */
    public static final int TUPLE_ATTRS = 68;

    /** {@code :db/ensure}. */
    public static final int ENSURE = 69;

    /** {@code :db.entity/attrs}. */
    public static final int ENTITY_ATTRS = 70;

    /** {@code :db.entity/preds}. */
    public static final int ENTITY_PREDS = 71;

    /** {@code :db.attr/preds}. */
    public static final int ATTR_PREDS = 72;

    /** The id of the first attribute a user installs. */
    public static final int FIRST_USER_ATTRIBUTE = 73;

    private SystemIds() {}

    /** Returns whether facts of this attribute describe attributes. */
    public static boolean isSchemaAttribute(int a) {
        return switch (a) {
            case IDENT,
                    VALUE_TYPE,
                    CARDINALITY,
                    UNIQUE,
                    IS_COMPONENT,
                    INDEX,
                    NO_HISTORY,
                    FULLTEXT,
                    TUPLE_TYPE,
                    TUPLE_TYPES,
                    TUPLE_ATTRS,
                    ATTR_PREDS -> true;
            default -> false;
        };
    }

    /** Returns whether facts of this attribute are only said of attributes. */
    public static boolean isDefining(int a) {
        return a != IDENT && isSchemaAttribute(a);
    }
}
