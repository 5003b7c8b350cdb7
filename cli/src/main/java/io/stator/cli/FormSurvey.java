package io.stator.cli;

import io.stator.cli.CompositeTuples.Composite;
import io.stator.cli.KnownAttributes.Certainty;
import io.stator.cli.KnownAttributes.Traits;
import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a form for which others it can share a transaction with: its temporary ids, how it names entities,
 * and whether it depends on the database that it meets. Not safe for use by several threads.
 */
final class FormSurvey {
    /** Which forms a form can share a transaction with, unless they share temporary ids. */
    enum Kind {
        /** Defines schema: with others that do. */
        DEFINITION,
        /** Gives its entity an ident that forms after it may use: with others that do. */
        IDENT,
        /** Adds facts: with others that do. */
        FACTS,
        /** Depends on more of the database than the names it uses, or is about its transaction: with no other. */
        ALONE
    }

    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword DOC = Keyword.of("db", "doc");
    private static final Keyword ADD = Keyword.of("db", "add");
    private static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final Set<String> ENTITY_OPERATORS =
            Set.of(":db/retract", ":db/retractEntity", ":db.fn/retractEntity");
    private static final Set<String> CAS = Set.of(":db/cas", ":db.fn/cas");
    private static final Keyword UNIQUE = Keyword.of("db", "unique");
    private static final Keyword TUPLE_ATTRIBUTES = Keyword.of("db", "tupleAttrs");
    private static final Keyword CARDINALITY = Keyword.of("db", "cardinality");
    private static final Set<Keyword> PARTITIONS =
            Set.of(Keyword.of("db", "force-partition"), Keyword.of("db", "match-partition"));
    private static final Set<Keyword> DEFINITIONS = Set.of(
            Keyword.of("db", "valueType"),
            CARDINALITY,
            UNIQUE,
            Keyword.of("db", "index"),
            Keyword.of("db", "fulltext"),
            Keyword.of("db", "isComponent"),
            Keyword.of("db", "noHistory"),
            TUPLE_ATTRIBUTES,
            Keyword.of("db", "tupleTypes"),
            Keyword.of("db", "tupleType"),
            Keyword.of("db.attr", "preds"),
            Keyword.of("db.entity", "attrs"),
            Keyword.of("db.entity", "preds"),
            Keyword.of("db.install", "_attribute"),
            Keyword.of("db.install", "_partition"));
    /** Stands for the value of a reference, which can be written in many ways. */
    private static final Object ANY = List.of();

    private static final int FACT_SIZE = 4;
    private static final int ATTRIBUTE_POSITION = 2;

    private final KnownAttributes known;
    private Set<Object> tempids = Set.of();
    private Set<Object> words = Set.of();
    private List<List<Object>> lookups = List.of();
    private List<List<Object>> names = List.of();
    private List<List<Object>> contested = List.of();
    private Set<Keyword> moved = Set.of();
    private Set<Keyword> blind = Set.of();
    private boolean lookupsAnything;
    private boolean alone;
    private boolean gives;
    private boolean defines;
    private boolean states;

    private FormSurvey(KnownAttributes known) {
        this.known = known;
    }

    /** Returns what matters of a form, and lets what it says about attributes be known. */
    static FormSurvey of(Object form, KnownAttributes known) {
        FormSurvey survey = new FormSurvey(known);
        if (form instanceof Map<?, ?> map) {
            survey.entity(map, true);
        } else {
            survey.list((List<?>) form);
        }
        return survey;
    }

    /** Returns the temporary ids that certainly are some. */
    Set<Object> tempids() {
        return tempids;
    }

    /** Returns what is a temporary id if it is one elsewhere. */
    Set<Object> words() {
        return words;
    }

    /** Returns the attributes and values of the lookup refs. */
    List<List<Object>> lookups() {
        return lookups;
    }

    /** Returns whether a lookup ref cannot be told from others by its attribute and value. */
    boolean lookupsAnything() {
        return lookupsAnything;
    }

    /** Returns the attributes and values that no second entity can have. */
    List<List<Object>> contested() {
        return contested;
    }

    /** Returns the unique attributes and their values that the form gives to entities. */
    List<List<Object>> names() {
        return names;
    }

    /** Returns the unique attributes of which the form may take a value from an entity that had it. */
    Set<Keyword> moved() {
        return moved;
    }

    /** Returns the unique attributes of which the form may give a value to an entity that cannot be told before. */
    Set<Keyword> blind() {
        return blind;
    }

    /** Returns which forms it can share a transaction with. */
    Kind kind() {
        if (alone || (defines && states)) {
            return Kind.ALONE;
        }
        if (defines) {
            return Kind.DEFINITION;
        }
        if (gives) {
            return states ? Kind.IDENT : Kind.DEFINITION;
        }
        return Kind.FACTS;
    }

    private void entity(Map<?, ?> map, boolean outermost) {
        Object id = FormWords.get(map, ID);
        mention(id, true);
        boolean isNew = FormWords.isNew(id);
        Keyword firstGiven = null;
        boolean describes = false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Keyword key = FormWords.keyword(entry.getKey());
            Object value = entry.getValue();
            if (ID.equals(key)) {
                continue;
            }
            Traits traits = known.traits(key);
            if (key == null) {
                alone = true;
                value(traits, value);
            } else if (traits.ofDatabase()) {
                describes = true;
                if (outermost && PARTITIONS.contains(key)) {
                    alone = true;
                    mentionAll(value);
                } else {
                    definition(key, value, isNew);
                }
            } else if (traits.reversed()) {
                states = true;
                alone |= known.traits(forward(key)).mayName();
                mention(value, true);
            } else {
                states = true;
                value(traits, value);
                if (traits.mayBeUnique()) {
                    alone |= !isNew;
                    name(key, traits, value);
                    if (firstGiven != null) {
                        moved = with(with(moved, firstGiven), key);
                    }
                    firstGiven = key;
                }
            }
        }
        for (Composite composite : composites(map)) {
            alone |= !isNew;
            composite(composite, map);
            if (firstGiven != null) {
                moved = with(moved, composite.name());
            }
        }
        if (describes) {
            known.learn(map);
        }
    }

    private static Keyword forward(Keyword reversed) {
        return Keyword.of(reversed.namespace(), reversed.name().substring(1));
    }

    /** Returns the unique tuples of which the entity gets at least a part. */
    private Set<Composite> composites(Map<?, ?> map) {
        Set<Composite> composites = Set.of();
        for (Object key : map.keySet()) {
            for (Composite composite : known.traits(FormWords.keyword(key)).composites()) {
                composites = with(composites, composite);
            }
        }
        return composites;
    }

    private void composite(Composite composite, Map<?, ?> map) {
        List<Object> values = new ArrayList<>();
        for (Keyword part : composite.parts()) {
            Object value = FormWords.get(map, part);
            if (value == null
                    || value instanceof Collection
                    || known.traits(part).reference() != Certainty.NO) {
                blind = with(blind, composite.name());
                return;
            }
            values.add(value);
        }
        names = with(
                names,
                List.of(
                        composite.name(),
                        values.stream().map(FormWords::comparable).toList()));
        contested = with(contested, List.of(composite.name(), values));
    }

    private void definition(Keyword key, @Nullable Object value, boolean isNew) {
        if (IDENT.equals(key)) {
            gives = true;
            alone |= !isNew;
        } else if (DEFINITIONS.contains(key)) {
            defines = true;
            alone |= !isNew;
        } else if (!DOC.equals(key)) {
            alone = true;
        }
        value(known.traits(key), value);
    }

    private void value(Traits traits, @Nullable Object value) {
        value(traits, value, traits.several());
    }

    /**
     * Surveys the value of an attribute.
     *
     * @param several whether a vector holds several values, and so is no lookup ref
     */
    private void value(Traits traits, @Nullable Object value, Certainty several) {
        if (traits.reference() != Certainty.NO) {
            reference(value, traits.reference() == Certainty.YES, several);
        }
    }

    private void reference(@Nullable Object value, boolean certain, Certainty several) {
        if (value instanceof Map<?, ?> map) {
            entity(map, false);
        } else if (value instanceof List<?> list && isLookup(list) && several != Certainty.YES) {
            lookup(list);
            if (several == Certainty.MAYBE) {
                mention(list.get(1), false);
            }
        } else if (value instanceof Collection<?> values) {
            values.forEach(one -> reference(one, certain, Certainty.NO));
        } else {
            mention(value, certain);
        }
    }

    private static boolean isLookup(List<?> list) {
        return list.size() == 2 && FormWords.keyword(list.get(0)) != null;
    }

    private void mention(@Nullable Object word, boolean certain) {
        if (word instanceof List<?> list) {
            if (list.size() == 2) {
                lookup(list);
            }
            return;
        }
        Object name = FormWords.tempid(word);
        if (name != null) {
            alone |= FormWords.TRANSACTION.equals(name);
            if (certain) {
                tempids = with(tempids, name);
            } else {
                words = with(words, name);
            }
        }
    }

    private void lookup(List<?> list) {
        Keyword attribute = FormWords.keyword(list.get(0));
        Object value = list.get(1);
        if (attribute == null || known.traits(attribute).reference() != Certainty.NO) {
            lookupsAnything = true;
        } else if (value != null) {
            lookups = with(lookups, List.of(attribute, FormWords.comparable(value)));
        }
        if (value instanceof List<?> inner && isLookup(inner)) {
            lookup(inner);
        }
    }

    private void name(Keyword attribute, Traits traits, @Nullable Object value) {
        if (value instanceof Collection<?> several) {
            several.forEach(one -> name(attribute, traits, one));
        } else if (value != null) {
            boolean plain = traits.reference() == Certainty.NO;
            names = with(names, List.of(attribute, plain ? FormWords.comparable(value) : ANY));
            if (!plain) {
                blind = with(blind, attribute);
            }
            if (traits.mayRefuseSecond()) {
                contested = with(contested, List.of(attribute, value));
            }
        }
    }

    private static <T> Set<T> with(Set<T> set, T element) {
        Set<T> extended = set.isEmpty() ? new HashSet<>(4) : set;
        extended.add(element);
        return extended;
    }

    private static <T> List<T> with(List<T> list, T element) {
        List<T> extended = list.isEmpty() ? new ArrayList<>(2) : list;
        extended.add(element);
        return extended;
    }

    private void list(List<?> list) {
        Keyword operator = FormWords.keyword(list.get(0));
        if (list.size() == FACT_SIZE && (ADD.equals(operator) || RETRACT.equals(operator))) {
            fact(list, ADD.equals(operator));
            return;
        }
        alone = true;
        List<?> arguments = list.subList(1, list.size());
        if (ENTITY_OPERATORS.contains(String.valueOf(operator)) && list.size() <= FACT_SIZE) {
            arguments.stream().limit(1).forEach(entity -> mention(entity, true));
        } else if (CAS.contains(String.valueOf(operator)) && list.size() > FACT_SIZE) {
            mention(list.get(1), true);
            Keyword attribute = FormWords.keyword(list.get(ATTRIBUTE_POSITION));
            list.subList(ATTRIBUTE_POSITION + 1, list.size())
                    .forEach(value -> value(known.traits(attribute), value, Certainty.NO));
        } else {
            known.learnUnique(null, null);
            known.learnCardinality(null, null);
            arguments.forEach(this::mentionAll);
        }
    }

    private void fact(List<?> list, boolean adds) {
        Object entity = list.get(1);
        Keyword attribute = FormWords.keyword(list.get(ATTRIBUTE_POSITION));
        Object value = list.get(ATTRIBUTE_POSITION + 1);
        states = true;
        mention(entity, true);
        Traits traits = known.traits(attribute);
        value(traits, value, Certainty.NO);
        boolean unique = traits.mayBeUnique();
        if (attribute == null || traits.ofDatabase() || (unique && (!adds || !FormWords.isNew(entity)))) {
            alone = true;
        } else if (unique) {
            name(attribute, traits, value);
        }
        for (Composite composite : traits.composites()) {
            alone |= !adds || !FormWords.isNew(entity);
            blind = with(blind, composite.name());
        }
        if (UNIQUE.equals(attribute)) {
            known.learnUnique(FormWords.keyword(entity), null);
        } else if (CARDINALITY.equals(attribute)) {
            known.learnCardinality(FormWords.keyword(entity), null);
        } else if (TUPLE_ATTRIBUTES.equals(attribute)) {
            known.learnComposite(FormWords.keyword(entity), value);
        }
    }

    /** Takes everything in a value for a temporary id that may be one. */
    private void mentionAll(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, one) -> {
                mentionAll(key);
                mentionAll(one);
            });
        } else if (value instanceof Collection<?> several) {
            several.forEach(this::mentionAll);
        } else if (value instanceof Tagged || value instanceof String || value instanceof Number) {
            mention(value, false);
        }
    }
}
