package io.stator.storage.dynamodb.cluster;

/**
 * A transaction that a client wants, by values that tell afterwards what it has done.
 *
 * @param number its own number, which no other one has
 * @param kind what it does
 * @param id the entity it does that to
 * @param expected the value that must have been there for it to happen, if it asks
 */
record Work(int number, Kind kind, long id, long expected) {
    /** The attributes of the entities. */
    static final String SCHEMA = """
            [{:db/ident :p/id :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :p/value :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
             {:db/ident :p/tag :db/valueType :db.type/string :db/cardinality :db.cardinality/many :db/index true}
             {:db/ident :p/friend :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
             {:db/ident :s/key :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :s/text :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
             {:db/ident :p/mark :db/valueType :db.type/string :db/cardinality :db.cardinality/one}]""";

    /** What a transaction does. */
    enum Kind {
        /** Gives an entity a value and a tag. */
        SET,
        /** Gives an entity a value if it has the one that is expected. */
        COMPARE_AND_SET,
        /** Gives many entities tags, and has them know one. */
        SPREAD,
        /** Takes all away from an entity. */
        REMOVE,
        /** Puts a secret somewhere. */
        HIDE,
        /** Has all secrets of a place forgotten. */
        EXCISE
    }

    /** How many of the kinds, the last ones, are about secrets. */
    static final int KINDS_OF_SECRETS = 2;

    private static final int PLACES = 2;

    private static final int SPREAD = 12;

    /** Returns what tells this transaction from others, in the database. */
    String mark() {
        return "work-" + number;
    }

    /** Returns where its secret is, or those that it has forgotten. */
    long place() {
        return id % PLACES;
    }

    String forms() {
        String entity = "[:p/id " + id + "]";
        String mark = " {:db/id \"datomic.tx\" :p/mark \"" + mark() + "\"}]";
        return switch (kind) {
            case SET -> "[{:p/id " + id + " :p/value " + number + " :p/tag \"tag-" + number + "\"}" + mark;
            case COMPARE_AND_SET -> "[[:db/cas " + entity + " :p/value " + expected + " " + number + "]" + mark;
            case SPREAD -> {
                StringBuilder forms = new StringBuilder("[{:p/id " + id + " :p/value " + number + "}");
                for (int i = 1; i <= SPREAD; i++) {
                    forms.append(" {:p/id ")
                            .append(id + i)
                            .append(" :p/tag [\"spread-")
                            .append(number)
                            .append("\" \"")
                            .append("x".repeat(i))
                            .append("\"] :p/friend {:p/id ")
                            .append(id)
                            .append("}}");
                }
                yield forms + mark;
            }
            case HIDE -> "[{:s/key " + place() + " :s/text \"" + Secrets.text(number) + "\"}" + mark;
            case EXCISE ->
                "[{:db/excise [:s/key " + place() + "]" + (number % 2 == 0 ? "" : " :db.excise/attrs [:s/text]") + "}"
                        + mark;
            case REMOVE -> "[[:db/retractEntity " + entity + "]" + mark;
        };
    }
}
