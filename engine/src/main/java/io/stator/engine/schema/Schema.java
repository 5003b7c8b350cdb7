package io.stator.engine.schema;

import io.stator.ValueType;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Fact;
import io.stator.spi.GivenValues;
import io.stator.spi.SimilarNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a database at its basis; immutable.
 *
 * <p>An attribute is found by its id and by every name it ever had, unless another entity took the name since.
 */
public final class Schema {
    /** The schema without attributes. */
    public static final Schema EMPTY = new Schema(new AttributeInfo[0], Map.of(), Map.of(), Map.of());

    private final @Nullable AttributeInfo[] byId;
    private final Map<Keyword, Integer> byIdent;
    private final Map<Integer, Keyword> lastNames;
    private final Map<Integer, List<AttributeInfo>> compositesOf;

    private Schema(
            @Nullable AttributeInfo[] byId,
            Map<Keyword, Integer> byIdent,
            Map<Integer, Keyword> lastNames,
            Map<Integer, List<AttributeInfo>> compositesOf) {
        this.byId = byId;
        this.byIdent = byIdent;
        this.lastNames = lastNames;
        this.compositesOf = compositesOf;
    }

    /**
     * Returns a schema without attributes that knows names.
     *
     * @param byIdent the last entity that was given each name
     * @param lastNames the last name each entity was given
     */
    public static Schema ofNames(Map<Keyword, Integer> byIdent, Map<Integer, Keyword> lastNames) {
        return new Schema(new AttributeInfo[0], Map.copyOf(byIdent), Map.copyOf(lastNames), Map.of());
    }

    /** Returns the entity in whose hands each name is that was ever an attribute's; unmodifiable. */
    public Map<Keyword, Integer> names() {
        return byIdent;
    }

    /** Returns the last name that each attribute was given; unmodifiable. */
    public Map<Integer, Keyword> lastNames() {
        return lastNames;
    }

    /** Returns the attribute with an id, or null when the id is no attribute's. */
    public @Nullable AttributeInfo attribute(long id) {
        return id >= 0 && id < byId.length ? byId[(int) id] : null;
    }

    /** Returns the attribute with a name, present or past, or null when there is none. */
    public @Nullable AttributeInfo attribute(Keyword ident) {
        Integer id = byIdent.get(ident);
        return id == null ? null : attribute(id);
    }

    /** Returns the attribute that is known to be installed. */
    public AttributeInfo installed(long id) {
        AttributeInfo info = attribute(id);
        if (info == null) {
            throw new IllegalStateException("attribute must be installed: id=" + id);
        }
        return info;
    }

    /** Returns which attributes somebody may have meant by a name that is none's, as the end of a message. */
    public String similar(@Nullable Object name) {
        Keyword keyword = GivenValues.keyword(name);
        return keyword == null
                ? ""
                : SimilarNames.hint(
                        keyword,
                        attributes().stream()
                                .map(AttributeInfo::ident)
                                .filter(ident -> !forward(ident).equals(forward(keyword)))
                                .toList());
    }

    /** Returns a name without the mark of one that is followed backwards, which is no slip of the hand. */
    private static String forward(Keyword name) {
        return name.toString().replace("/_", "/");
    }

    /** Returns all attributes, in the order of their ids. */
    public List<AttributeInfo> attributes() {
        List<AttributeInfo> all = new ArrayList<>();
        for (AttributeInfo info : byId) {
            if (info != null) {
                all.add(info);
            }
        }
        return all;
    }

    /** Returns the composite attributes that an attribute is a part of. */
    public Collection<AttributeInfo> compositesOf(int attribute) {
        return compositesOf.getOrDefault(attribute, List.of());
    }

    /** Returns whether there is any composite attribute. */
    public boolean hasComposites() {
        return !compositesOf.isEmpty();
    }

    /**
     * Returns this schema with some attributes read anew.
     *
     * @param changed ids of entities whose facts about being an attribute changed
     * @param factsOf the current facts of an entity
     */
    public Schema with(Set<Integer> changed, IntFunction<? extends Iterable<Fact>> factsOf) {
        int length = Math.max(
                byId.length, changed.stream().mapToInt(id -> id + 1).max().orElse(0));
        @Nullable AttributeInfo[] nextById = Arrays.copyOf(byId, length);
        Map<Keyword, Integer> nextByIdent = new HashMap<>(byIdent);
        Map<Integer, Keyword> nextNames = new HashMap<>(lastNames);
        Map<Integer, List<Keyword>> tupleAttributes = new HashMap<>();
        for (int id : changed) {
            AttributeInfo info = read(id, factsOf.apply(id), lastNames.get(id), tupleAttributes);
            if (info != null) {
                nextById[id] = info;
                nextByIdent.put(info.ident(), id);
                nextNames.put(id, info.ident());
            }
        }
        tupleAttributes.forEach((id, parts) -> {
            AttributeInfo info = nextById[id];
            if (info != null) {
                List<Integer> ids =
                        parts.stream().map(part -> idOf(part, nextByIdent)).toList();
                nextById[id] = withTuple(info, new TupleShape.Composite(ids));
            }
        });
        return new Schema(
                nextById,
                Collections.unmodifiableMap(nextByIdent),
                Collections.unmodifiableMap(nextNames),
                composites(nextById));
    }

    /** Returns this schema without names that now belong to entities that are no attributes. */
    public Schema withoutNames(Collection<Keyword> lost) {
        if (lost.stream().noneMatch(byIdent::containsKey)) {
            return this;
        }
        Map<Keyword, Integer> nextByIdent = new HashMap<>(byIdent);
        nextByIdent.keySet().removeAll(lost);
        return new Schema(byId, Collections.unmodifiableMap(nextByIdent), lastNames, compositesOf);
    }

    private static int idOf(Keyword ident, Map<Keyword, Integer> byIdent) {
        Integer id = byIdent.get(ident);
        if (id == null) {
            throw new IllegalStateException("part of a composite must be installed: attribute=" + ident);
        }
        return id;
    }

    private static Map<Integer, List<AttributeInfo>> composites(@Nullable AttributeInfo[] byId) {
        Map<Integer, List<AttributeInfo>> composites = new HashMap<>();
        for (AttributeInfo info : byId) {
            if (info != null && info.tuple() instanceof TupleShape.Composite composite) {
                for (int part : Set.copyOf(composite.attributes())) {
                    composites.computeIfAbsent(part, p -> new ArrayList<>()).add(info);
                }
            }
        }
        return composites;
    }

    private static AttributeInfo withTuple(AttributeInfo info, TupleShape tuple) {
        return new AttributeInfo(
                info.id(),
                info.ident(),
                info.type(),
                info.many(),
                info.unique(),
                info.component(),
                info.noHistory(),
                info.fulltext(),
                tuple,
                info.predicates());
    }

    private static @Nullable AttributeInfo read(
            int id, Iterable<Fact> facts, @Nullable Keyword lastName, Map<Integer, List<Keyword>> tupleAttributes) {
        Keyword ident = lastName;
        ValueType type = null;
        boolean cardinality = false;
        boolean many = false;
        Uniqueness unique = Uniqueness.NONE;
        boolean component = false;
        boolean noHistory = false;
        boolean fulltext = false;
        TupleShape tuple = null;
        List<Symbol> predicates = new ArrayList<>();
        for (Fact fact : facts) {
            switch (fact.a) {
                case SystemIds.IDENT -> ident = (Keyword) fact.v();
                case SystemIds.VALUE_TYPE -> type = ValueTypes.byId(fact.bits);
                case SystemIds.CARDINALITY -> {
                    cardinality = true;
                    many = fact.bits == SystemIds.CARDINALITY_MANY;
                }
                case SystemIds.UNIQUE ->
                    unique = fact.bits == SystemIds.UNIQUE_IDENTITY ? Uniqueness.IDENTITY : Uniqueness.VALUE;
                case SystemIds.IS_COMPONENT -> component = (Boolean) fact.v();
                case SystemIds.NO_HISTORY -> noHistory = (Boolean) fact.v();
                case SystemIds.FULLTEXT -> fulltext = (Boolean) fact.v();
                case SystemIds.TUPLE_TYPE -> tuple = new TupleShape.Homogeneous(elementType((Keyword) fact.v()));
                case SystemIds.TUPLE_TYPES ->
                    tuple = new TupleShape.Heterogeneous(((List<?>) fact.v())
                            .stream()
                                    .map(element -> elementType((Keyword) element))
                                    .toList());
                case SystemIds.TUPLE_ATTRS ->
                    tupleAttributes.put(
                            id,
                            ((List<?>) fact.v())
                                    .stream().map(Keyword.class::cast).toList());
                case SystemIds.ATTR_PREDS -> predicates.add((Symbol) fact.v());
                default -> {
                    // other facts say nothing about the attribute
                }
            }
        }
        if (ident == null || type == null || !cardinality) {
            return null;
        }
        return new AttributeInfo(
                id, ident, type, many, unique, component, noHistory, fulltext, tuple, List.copyOf(predicates));
    }

    private static ValueType elementType(Keyword ident) {
        ValueType type = ValueTypes.byIdent(ident);
        if (type == null) {
            throw new IllegalStateException("element type must be installed: type=" + ident);
        }
        return type;
    }
}
