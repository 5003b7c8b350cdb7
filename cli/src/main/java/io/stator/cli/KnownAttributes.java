package io.stator.cli;

import io.stator.Database;
import io.stator.edn.Keyword;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of attributes before the forms that use them are transacted: from the database, and from definitions in
 * the files. What is not known is taken for whatever needs more care. Not safe for use by several threads.
 */
final class KnownAttributes {
    /** Whether something holds. */
    enum Certainty {
        YES,
        NO,
        MAYBE
    }

    /**
     * What is known of an attribute.
     *
     * @param reference whether a value can be a temporary id
     * @param several whether it has several values, so that a vector in a map is not a lookup ref
     * @param mayBeUnique whether its values may name entities
     * @param mayRefuseSecond whether it may be unique so that a second entity with the same value is refused
     * @param ofDatabase whether it is one of the database's own
     * @param reversed whether it is the key of a map for an attribute that is followed backwards
     * @param composites the tuples that are made of its values and may be unique
     */
    record Traits(
            Certainty reference,
            Certainty several,
            boolean mayBeUnique,
            boolean mayRefuseSecond,
            boolean ofDatabase,
            boolean reversed,
            List<CompositeTuples.Composite> composites) {
        /** Returns whether a value that an entity gets, or loses, can change what names mean. */
        boolean mayName() {
            return mayBeUnique || !composites.isEmpty();
        }
    }

    private static final Traits UNKNOWN =
            new Traits(Certainty.MAYBE, Certainty.MAYBE, true, true, false, false, List.of());
    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword VALUE_TYPE = Keyword.of("db", "valueType");
    private static final Keyword CARDINALITY = Keyword.of("db", "cardinality");
    private static final Keyword MANY = Keyword.of("db.cardinality", "many");
    private static final Keyword UNIQUE = Keyword.of("db", "unique");
    private static final Keyword IDENTITY = Keyword.of("db.unique", "identity");
    private static final Keyword TUPLE_ATTRIBUTES = Keyword.of("db", "tupleAttrs");
    private static final Keyword REF = Keyword.of("db.type", "ref");
    private static final Keyword TUPLE = Keyword.of("db.type", "tuple");
    private static final String TYPES = """
            [:find ?attribute ?type ?cardinality
             :where [?a :db/valueType ?t] [?a :db/ident ?attribute] [?t :db/ident ?type]
                    [?a :db/cardinality ?c] [?c :db/ident ?cardinality]]""";
    private static final String UNIQUES = """
            [:find ?attribute ?kind :where [?a :db/unique ?u] [?a :db/ident ?attribute] [?u :db/ident ?kind]]""";

    private static final String COMPOSITES =
            "[:find ?attribute ?parts :where [?a :db/tupleAttrs ?parts] [?a :db/ident ?attribute]]";

    private final Map<Keyword, Certainty> references = new HashMap<>();
    private final Map<Keyword, Certainty> several = new HashMap<>();
    private final Set<Keyword> unique = new HashSet<>();
    private final Set<Keyword> refusesSecond = new HashSet<>();
    private final CompositeTuples composites = new CompositeTuples();
    private final Map<Keyword, Traits> traits = new HashMap<>();
    private boolean anyMayBeUnique;

    /** Makes what is known from a database. */
    KnownAttributes(Database database) {
        for (List<?> row : database.query(TYPES)) {
            learnType(row.get(0), row.get(1));
            learnCardinality(row.get(0), row.get(2));
        }
        for (List<?> row : database.query(COMPOSITES)) {
            learnComposite(FormWords.keyword(row.get(0)), row.get(1));
        }
        for (List<?> row : database.query(UNIQUES)) {
            if (row.get(0) instanceof Keyword attribute) {
                learnUnique(attribute, row.get(1));
            }
        }
    }

    /** Returns what is known of an attribute; null is one that is not named by a keyword. */
    Traits traits(@Nullable Keyword attribute) {
        if (attribute == null) {
            return UNKNOWN;
        }
        Traits known = traits.get(attribute);
        if (known == null) {
            known = find(attribute);
            traits.put(attribute, known);
        }
        return known;
    }

    private Traits find(Keyword attribute) {
        boolean unknown = anyMayBeUnique || !references.containsKey(attribute);
        String namespace = attribute.namespace();
        return new Traits(
                references.getOrDefault(attribute, Certainty.MAYBE),
                several.getOrDefault(attribute, Certainty.MAYBE),
                unknown || unique.contains(attribute),
                unknown || refusesSecond.contains(attribute),
                namespace != null && (namespace.equals("db") || namespace.startsWith("db.")),
                attribute.name().length() > 1 && attribute.name().startsWith("_"),
                composites.of(attribute, name -> anyMayBeUnique || unique.contains(name)));
    }

    /** Learns from a map that may define an attribute. */
    void learn(Map<?, ?> map) {
        Keyword ident = FormWords.keyword(FormWords.get(map, IDENT));
        Object type = FormWords.get(map, VALUE_TYPE);
        if (ident != null && type != null) {
            learnType(ident, FormWords.keyword(type));
        }
        Object cardinality = FormWords.get(map, CARDINALITY);
        if (cardinality != null) {
            Keyword id = FormWords.keyword(FormWords.get(map, ID));
            learnCardinality(ident == null ? id : ident, FormWords.keyword(cardinality));
        }
        Object parts = FormWords.get(map, TUPLE_ATTRIBUTES);
        if (parts != null) {
            Keyword id = FormWords.keyword(FormWords.get(map, ID));
            learnComposite(ident == null ? id : ident, parts);
        }
        Object kind = FormWords.get(map, UNIQUE);
        if (kind != null) {
            Keyword id = FormWords.keyword(FormWords.get(map, ID));
            learnUnique(ident == null ? id : ident, FormWords.keyword(kind));
        }
    }

    /** Learns that an attribute is, or may become, unique; null is one that is not named by a keyword. */
    void learnUnique(@Nullable Keyword attribute, @Nullable Object kind) {
        traits.clear();
        if (attribute == null) {
            anyMayBeUnique = true;
        } else {
            unique.add(attribute);
            if (!IDENTITY.equals(kind)) {
                refusesSecond.add(attribute);
            }
        }
    }

    /** Learns that an attribute is made of others; null is one that is not named by a keyword. */
    void learnComposite(@Nullable Keyword attribute, @Nullable Object parts) {
        traits.clear();
        composites.learn(attribute, parts);
    }

    /** Learns that the cardinality of an attribute may change; null is one that is not named by a keyword. */
    void learnCardinality(@Nullable Object attribute, @Nullable Object cardinality) {
        traits.clear();
        if (!(attribute instanceof Keyword name)) {
            several.replaceAll((any, known) -> Certainty.MAYBE);
            return;
        }
        Certainty many = MANY.equals(cardinality) ? Certainty.YES : Certainty.NO;
        several.merge(
                name,
                cardinality == null ? Certainty.MAYBE : many,
                (known, said) -> known == said ? known : Certainty.MAYBE);
    }

    private void learnType(@Nullable Object attribute, @Nullable Object type) {
        traits.clear();
        if (!(attribute instanceof Keyword name)) {
            return;
        }
        Certainty certainty = REF.equals(type) ? Certainty.YES : Certainty.NO;
        if (TUPLE.equals(type) || !(type instanceof Keyword)) {
            certainty = Certainty.MAYBE;
        }
        references.merge(name, certainty, (known, said) -> known == said ? known : Certainty.MAYBE);
    }
}
