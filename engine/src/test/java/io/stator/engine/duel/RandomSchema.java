package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Random definitions of attributes, and random changes of them, right and wrong. */
final class RandomSchema {
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword TYPE = Keyword.of("db", "valueType");
    private static final Keyword CARDINALITY = Keyword.of("db", "cardinality");
    private static final Keyword UNIQUE = Keyword.of("db", "unique");
    private static final Keyword COMPONENT = Keyword.of("db", "isComponent");
    private static final Keyword NO_HISTORY = Keyword.of("db", "noHistory");
    private static final Keyword INDEX = Keyword.of("db", "index");
    private static final Keyword DOC = Keyword.of("db", "doc");
    private static final Keyword TUPLE_ATTRS = Keyword.of("db", "tupleAttrs");
    private static final Keyword TUPLE_TYPES = Keyword.of("db", "tupleTypes");
    private static final Keyword TUPLE_TYPE = Keyword.of("db", "tupleType");
    private static final Keyword FULLTEXT = Keyword.of("db", "fulltext");
    private static final Keyword PREDICATES = Keyword.of("db.attr", "preds");
    private static final Keyword INSTALLED_BY = Keyword.of("db.install", "_attribute");
    private static final Keyword ID = Keyword.of("db", "id");
    private static final Keyword ADD = Keyword.of("db", "add");
    private static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final Keyword RETRACT_ENTITY = Keyword.of("db", "retractEntity");

    private final Chance chance;
    private final World world;
    private final Mistakes mistakes;
    private int names;

    RandomSchema(Chance chance, World world, Mistakes mistakes) {
        this.chance = chance;
        this.world = world;
        this.mistakes = mistakes;
    }

    /** Returns the transactions that a database begins with. */
    List<List<Object>> beginning() {
        List<Object> first = new ArrayList<>();
        for (int i = 5 + chance.below(6); i > 0; i--) {
            first.add(scalar());
        }
        List<Map<Object, Object>> maps = new ArrayList<>();
        first.forEach(form -> maps.add(asMap(form)));
        List<Object> second = new ArrayList<>();
        for (int i = chance.below(4); i > 0; i--) {
            second.add(tuple(maps));
        }
        return second.isEmpty() ? List.of(first) : List.of(first, second);
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> asMap(Object form) {
        return (Map<Object, Object>) form;
    }

    private Keyword name() {
        return Keyword.of("at", "n" + names++);
    }

    private static Keyword unique(boolean identity) {
        return Keyword.of("db.unique", identity ? "identity" : "value");
    }

    private static Keyword cardinality(boolean many) {
        return Keyword.of("db.cardinality", many ? "many" : "one");
    }

    private Map<Object, Object> begin(Keyword type, boolean many) {
        Map<Object, Object> form = new LinkedHashMap<>();
        form.put(IDENT, name());
        form.put(TYPE, type);
        form.put(CARDINALITY, cardinality(many));
        return form;
    }

    private Map<Object, Object> scalar() {
        Keyword type = chance.percent(30)
                ? Keyword.of("db.type", "ref")
                : chance.percent(30)
                        ? Keyword.of("db.type", chance.of("long", "string"))
                        : chance.pick(world.dialect().scalars());
        Map<Object, Object> form = begin(type, chance.percent(35));
        if (chance.percent(40) && (!type.name().equals("bytes") || mistakes.make())) {
            form.put(UNIQUE, unique(chance.percent(65)));
        }
        if (type.name().equals("ref") && chance.percent(40)) {
            form.put(COMPONENT, true);
        }
        properties(form, type);
        return form;
    }

    private void properties(Map<Object, Object> form, Keyword type) {
        if (chance.percent(8)) {
            form.put(NO_HISTORY, chance.percent(50));
        }
        if (chance.percent(8)) {
            form.put(DOC, chance.of("a", "b"));
        }
        if (type.name().equals("long") && chance.percent(15)) {
            form.put(PREDICATES, Symbol.of("clojure.core", chance.of("pos?", "even?", "int?")));
        }
        if (chance.percent(2)) {
            form.put(FULLTEXT, true);
        }
        if (world.dialect().isFull() && chance.percent(8)) {
            form.put(INDEX, chance.percent(50));
        }
    }

    private Keyword elementType() {
        Keyword type = chance.percent(25)
                ? Keyword.of("db.type", "ref")
                : chance.pick(world.dialect().scalars());
        boolean wrong = type.name().equals("float") || type.name().equals("bytes");
        return wrong && !mistakes.make() ? Keyword.of("db.type", "long") : type;
    }

    private Map<Object, Object> tuple(List<Map<Object, Object>> known) {
        boolean many = chance.percent(30);
        Map<Object, Object> form = begin(Keyword.of("db.type", "tuple"), many);
        if (chance.percent(35)) {
            form.put(UNIQUE, unique(chance.percent(60)));
        }
        switch (chance.below(3)) {
            case 0 -> form.put(TUPLE_TYPE, elementType());
            case 1 -> {
                List<Object> types = new ArrayList<>();
                for (int i = mistakes.make() ? chance.of(1, 9) : 2 + chance.below(2); i > 0; i--) {
                    types.add(elementType());
                }
                form.put(TUPLE_TYPES, EdnVector.copyOf(types));
            }
            default -> composite(form, known);
        }
        return form;
    }

    private void composite(Map<Object, Object> form, List<Map<Object, Object>> known) {
        List<Object> parts = new ArrayList<>();
        for (Map<Object, Object> attribute : known) {
            boolean single = attribute.get(CARDINALITY).equals(cardinality(false))
                    && !attribute.get(TYPE).equals(Keyword.of("db.type", "tuple"))
                    && !attribute.get(TYPE).equals(Keyword.of("db.type", "bytes"));
            if (single || mistakes.make()) {
                parts.add(attribute.get(IDENT));
            }
        }
        List<Object> some = chance.some(parts, 2 + chance.below(2));
        if (some.size() == 1 && chance.percent(70)) {
            some.add(some.get(0));
        }
        if (mistakes.make()) {
            some.add(Keyword.of("no", "attribute"));
        }
        form.put(CARDINALITY, cardinality(mistakes.make()));
        form.put(TUPLE_ATTRS, EdnVector.copyOf(some));
    }

    /** Returns forms that define or change an attribute. */
    List<Object> change() {
        List<Kind> kinds = new ArrayList<>(world.kinds().values());
        if (kinds.isEmpty() || chance.percent(30)) {
            return List.of(definition());
        }
        Kind kind = chance.pick(kinds);
        return switch (chance.below(12)) {
            case 0 -> List.of(again(kind));
            case 1 -> List.of(EdnVector.of(ADD, entity(kind), IDENT, chance.percent(60) ? name() : anyName()));
            case 2 -> List.of(EdnVector.of(RETRACT, entity(kind), UNIQUE, present(kind, Types.UNIQUE)));
            case 3 -> List.of(EdnVector.of(RETRACT, entity(kind), chance.of(UNIQUE, COMPONENT, NO_HISTORY, DOC)));
            case 4 ->
                mistakes.make()
                        ? List.of(EdnVector.of(RETRACT, entity(kind), chance.of(TYPE, CARDINALITY, TUPLE_TYPE, IDENT)))
                        : List.of(EdnVector.of(ADD, entity(kind), CARDINALITY, cardinality(chance.percent(50))));
            case 5 -> mistakes.make() ? List.of(boot()) : List.of(alteration(kind));
            case 6 ->
                mistakes.make()
                        ? List.of(EdnVector.of(RETRACT_ENTITY, entity(kind)))
                        : List.of(EdnVector.of(ADD, entity(kind), UNIQUE, unique(chance.percent(50))));
            default -> List.of(alteration(kind));
        };
    }

    private Object present(Kind kind, long attribute) {
        Object value = world.value(kind.entity(), attribute);
        return value == null ? unique(true) : value;
    }

    private Object entity(Kind kind) {
        return chance.percent(60) ? kind.ident() : kind.entity();
    }

    private Object anyName() {
        List<Keyword> all = new ArrayList<>(world.idents().keySet());
        return all.isEmpty() || chance.percent(15) ? Keyword.of("db", "doc") : chance.pick(all);
    }

    private Object again(Kind kind) {
        Map<Object, Object> form = new LinkedHashMap<>();
        form.put(IDENT, kind.ident());
        form.put(TYPE, kind.type());
        form.put(CARDINALITY, cardinality(kind.many() ^ mistakes.make()));
        return form;
    }

    private Object alteration(Kind kind) {
        Map<Object, Object> form = new LinkedHashMap<>();
        form.put(chance.percent(50) ? ID : IDENT, kind.ident());
        switch (chance.below(mistakes.isAllowed() ? 14 : 8)) {
            case 0, 1 -> form.put(CARDINALITY, cardinality(chance.percent(50)));
            case 2, 3 -> form.put(UNIQUE, unique(chance.percent(50)));
            case 4 -> form.put(COMPONENT, chance.percent(50));
            case 5 -> form.put(switched(), chance.percent(50));
            case 6 -> form.put(DOC, chance.of("a", "b"));
            case 7 -> {
                if (kind.type() == Types.LONG) {
                    form.put(PREDICATES, Symbol.of("clojure.core", chance.of("pos?", "even?", "int?")));
                }
            }
            case 8 -> form.put(TYPE, chance.pick(Types.SCALAR_NAMES));
            case 9 -> form.put(TUPLE_TYPE, elementType());
            case 10 -> form.put(TUPLE_TYPES, EdnVector.of(elementType(), elementType()));
            case 11 -> form.put(FULLTEXT, chance.percent(50));
            case 12 -> form.put(chance.of(TYPE, CARDINALITY, UNIQUE), chance.of(UNIQUE, Keyword.of("no", "one")));
            default -> composite(form, List.of());
        }
        return form;
    }

    private Keyword switched() {
        return world.dialect().isFull() && chance.percent(50) ? INDEX : NO_HISTORY;
    }

    private Object boot() {
        Object entity = chance.of(
                Keyword.of("db", "ident"), Keyword.of("db.type", "long"), Keyword.of("db", "doc"), (Object) 50L, 0L);
        return switch (chance.below(4)) {
            case 0 -> EdnVector.of(RETRACT_ENTITY, entity);
            case 1 -> EdnVector.of(ADD, entity, DOC, "x");
            case 2 -> EdnVector.of(ADD, entity, IDENT, name());
            default -> EdnVector.of(ADD, entity, CARDINALITY, cardinality(true));
        };
    }

    private Object definition() {
        List<Map<Object, Object>> known = new ArrayList<>();
        for (Kind kind : world.kinds().values()) {
            Map<Object, Object> map = new LinkedHashMap<>();
            map.put(IDENT, kind.ident());
            map.put(TYPE, kind.isTuple() ? Keyword.of("db.type", "tuple") : Keyword.of("db.type", "long"));
            map.put(CARDINALITY, cardinality(kind.many()));
            known.add(map);
        }
        Map<Object, Object> form = chance.percent(55) ? scalar() : tuple(known);
        if (world.dialect().isFull() && chance.percent(8)) {
            form.put(INSTALLED_BY, Keyword.of("db.part", "db"));
        }
        if (mistakes.make()) {
            spoil(form);
        }
        return form;
    }

    private void spoil(Map<Object, Object> form) {
        switch (chance.below(9)) {
            case 0 -> form.remove(chance.of(IDENT, TYPE, CARDINALITY));
            case 1 -> form.put(TYPE, wrongEntity());
            case 2 -> form.put(CARDINALITY, wrongEntity());
            case 3 -> form.put(UNIQUE, wrongEntity());
            case 4 -> form.put(TUPLE_TYPE, elementType());
            case 5 -> form.put(TUPLE_TYPES, EdnVector.of(elementType(), Keyword.of("db.type", "no")));
            case 6 -> form.remove(chance.of(TUPLE_ATTRS, TUPLE_TYPE, TUPLE_TYPES));
            case 7 -> form.put(chance.of(IDENT, COMPONENT, NO_HISTORY), "x");
            default -> form.put(IDENT, anyName());
        }
    }

    private @Nullable Object wrongEntity() {
        return chance.of(
                Keyword.of("no", "one"),
                Keyword.of("db", "doc"),
                Keyword.of("db.type", "long"),
                Keyword.of("db.cardinality", "many"),
                (Object) 12345L,
                "x");
    }
}
