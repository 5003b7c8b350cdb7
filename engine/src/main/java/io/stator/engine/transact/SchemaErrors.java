package io.stator.engine.transact;

import io.stator.Anomaly;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.engine.datom.Fact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The anomalies of schema changes, and the maps in their lists of errors. */
final class SchemaErrors {
    static final Keyword ERRORS = Keyword.of("db", "errors");
    static final Keyword ENTITY = Keyword.of("entity");
    static final Keyword ATTRIBUTE = Keyword.of("attribute");
    static final Keyword DATOMS = Keyword.of("datoms");
    static final Keyword FROM = Keyword.of("from");
    static final Keyword TO = Keyword.of("to");

    /** What an attribute is changed from or to when there is no value. */
    static final Keyword DISABLED = Keyword.of("disabled");

    private static final Keyword ERROR = Keyword.of("db", "error");

    private SchemaErrors() {}

    /** Returns an entry of a list of errors. */
    static Map<Keyword, Object> error(String code, Keyword key, Object value) {
        Map<Keyword, Object> error = new LinkedHashMap<>();
        error.put(ERROR, Keyword.of("db.error", code));
        error.put(key, value);
        return error;
    }

    static Map<Keyword, Object> unsupported(Object entity, Keyword attribute, Object from, Object to) {
        Map<Keyword, Object> error = error("unsupported-alter-schema", ENTITY, entity);
        error.put(ATTRIBUTE, attribute);
        error.put(FROM, from);
        error.put(TO, to);
        return error;
    }

    static Map<Keyword, Object> violation(String code, Fact first, Fact second) {
        return error(code, DATOMS, List.of(first, second));
    }

    static Anomaly invalidInstall(List<Map<Keyword, Object>> errors) {
        return Anomaly.incorrect(
                "invalid-install-attribute",
                "First error: " + TransactionErrors.print(errors.get(0).get(ERROR)),
                Map.of(ERRORS, errors));
    }

    static Anomaly invalidAlter(List<Map<Keyword, Object>> errors) {
        Map<Keyword, Object> readable = new LinkedHashMap<>(errors.get(0));
        if (readable.get(DATOMS) instanceof List<?> datoms) {
            readable.put(
                    DATOMS,
                    datoms.stream()
                            .map(datom -> datom instanceof Fact fact ? vector(fact) : datom)
                            .toList());
        }
        return Anomaly.incorrect(
                "invalid-alter-attribute", "Error: " + TransactionErrors.print(readable), Map.of(ERRORS, errors));
    }

    private static EdnVector vector(Fact fact) {
        return EdnVector.of(fact.e(), fact.a(), fact.v(), fact.tx(), fact.added());
    }

    static Anomaly notInSystemPartition(String marker, Object entity) {
        Keyword attribute = Keyword.parse(marker);
        return Anomaly.incorrect(
                "not-in-system-partition",
                "Value of " + attribute + " must be in :db.part/db partition, found " + TransactionErrors.print(entity),
                Map.of(Keyword.of("a"), attribute, Keyword.of("v"), entity));
    }

    /** Returns that an entity is one of the things a schema consists of and must not become another one, too. */
    static Anomaly elementChange(String is, String becomes, Object entity) {
        return Anomaly.incorrect(
                "invalid-element-change",
                TransactionErrors.print(entity) + " cannot be both " + is + " and " + becomes);
    }
}
