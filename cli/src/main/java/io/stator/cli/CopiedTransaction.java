package io.stator.cli;

import io.stator.TxData;
import io.stator.edn.Keyword;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transaction of a database, by the ids of its copy.
 *
 * @param originalT its number in the database
 * @param t its number in the copy
 * @param instant its time; null when it does not say
 * @param datoms all its datoms but the marks that follow from them
 * @param forms the transaction data that makes the same of the copy
 * @param sum the checksum of the datoms
 */
record CopiedTransaction(
        long originalT, long t, @Nullable Instant instant, List<CopiedDatom> datoms, List<Object> forms, FactSum sum) {
    private static final Keyword ADD = Keyword.of("db", "add");
    private static final Keyword RETRACT = Keyword.of("db", "retract");

    /** The key of the first form of such a transaction. */
    static final Keyword REBUILDS = Keyword.of("stator", "rebuilds");

    private static final Keyword T = Keyword.of("t");
    private static final Keyword ENTITIES = Keyword.of("entities");
    private static final Keyword SCHEMA = Keyword.of("schema");

    /** An entity and one of its attributes. */
    private record Place(long entity, long attribute) {}

    /**
     * Returns the transaction data for datoms.
     *
     * @param before what is said of attributes before them
     * @param entities one more than the greatest counter of an entity so far
     * @param schema one more than the greatest id of an attribute so far
     * @param named whether attributes, and what the system begins with, are to be named
     */
    static List<Object> forms(
            long t, List<CopiedDatom> datoms, CopiedSchema before, long entities, long schema, boolean named) {
        List<Object> forms = new ArrayList<>(datoms.size() + 1);
        forms.add(Map.of(REBUILDS, Map.of(T, t, ENTITIES, entities, SCHEMA, schema)));
        Set<Place> replaced = new HashSet<>();
        for (CopiedDatom datom : datoms) {
            if (datom.added() && !before.isMany(datom.a())) {
                replaced.add(new Place(datom.e(), datom.a()));
            }
        }
        for (CopiedDatom datom : datoms) {
            if (datom.added() || !replaced.contains(new Place(datom.e(), datom.a()))) {
                Object attribute = named ? before.nameOrId(datom.a()) : (Object) datom.a();
                Object value = named ? before.valueByName(datom.a(), datom.v()) : datom.v();
                forms.add(List.of(datom.added() ? ADD : RETRACT, datom.e(), attribute, value));
            }
        }
        return forms;
    }

    /** Returns it as it is transacted. */
    TxData transaction() {
        return TxData.of(forms);
    }
}
