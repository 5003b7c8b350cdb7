package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Random transactions on a world, about half of them with mistakes. */
final class RandomForms {
    static final Keyword ID = Keyword.of("db", "id");
    static final Keyword ADD = Keyword.of("db", "add");
    static final Keyword RETRACT = Keyword.of("db", "retract");
    private static final Keyword CAS = Keyword.of("db", "cas");
    static final Keyword RETRACT_ENTITY = Keyword.of("db", "retractEntity");
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword TX_INSTANT = Keyword.of("db", "txInstant");
    private static final Keyword ENSURE = Keyword.of("db", "ensure");
    private static final Keyword REQUIRED = Keyword.of("db.entity", "attrs");
    private static final Keyword PREDICATES = Keyword.of("db.entity", "preds");
    private static final String TRANSACTION = "datomic.tx";

    private final Chance chance;
    private final World world;
    private final Mistakes mistakes;
    private final RandomSchema schema;
    private final RandomTargets targets;
    private final RandomMaps maps;
    private final RandomPartitions partitions;
    private final boolean timed;
    private long clock = Instant.parse("2001-01-01T00:00:00Z").toEpochMilli();

    RandomForms(Chance chance, World world) {
        this.chance = chance;
        this.world = world;
        this.mistakes = new Mistakes(chance);
        this.schema = new RandomSchema(chance, world, mistakes);
        this.targets = new RandomTargets(chance, world, mistakes);
        this.maps = new RandomMaps(chance, world, mistakes, targets);
        this.partitions = new RandomPartitions(chance, world, mistakes, targets);
        this.timed = chance.percent(20);
    }

    /** Returns the transactions a database begins with. */
    List<List<Object>> beginning() {
        List<List<Object>> all = new ArrayList<>();
        for (List<Object> forms : schema.beginning()) {
            all.add(timed(new ArrayList<>(forms)));
        }
        return all;
    }

    private List<Object> timed(List<Object> forms) {
        if (timed) {
            clock += chance.below(3);
            forms.add(EdnVector.of(ADD, TRANSACTION, TX_INSTANT, Instant.ofEpochMilli(clock)));
        }
        return forms;
    }

    /** Returns the next transaction. */
    List<Object> next() {
        mistakes.allow(chance.percent(62) ? 0 : 1 + chance.below(2));
        targets.begin();
        List<Object> forms = new ArrayList<>();
        for (int i = 1 + chance.below(chance.percent(20) ? 8 : 4); i > 0; i--) {
            forms.addAll(forms());
        }
        Set<Object> unsaid = new LinkedHashSet<>(targets.targets());
        unsaid.removeAll(targets.subjects());
        for (Object tempid : unsaid) {
            if (chance.percent(92)) {
                forms.add(add(tempid));
            }
        }
        if (world.dialect().isFull()) {
            return timed(more(forms));
        }
        return timed(forms);
    }

    /** Returns forms with some of what only the full dialect has. */
    private List<Object> more(List<Object> forms) {
        List<Object> all = new ArrayList<>(forms);
        if (chance.percent(20)) {
            partitions.forms().forEach(form -> all.add(chance.below(all.size() + 1), form));
        }
        if (chance.percent(8)) {
            TempidLiterals literals = new TempidLiterals(chance);
            all.replaceAll(literals::some);
        }
        if (chance.percent(6)) {
            return new ArrayList<>(List.of(call(all)));
        }
        if (chance.percent(12)) {
            KeywordStrings strings = new KeywordStrings(chance);
            all.replaceAll(strings::some);
        }
        return all;
    }

    /** Returns a call of a function that returns forms, the last ones by calling itself. */
    private Object call(List<Object> forms) {
        List<Object> call = new ArrayList<>();
        call.add(DuelFunctions.FORMS);
        int inner = chance.below(2) == 0 ? forms.size() : chance.below(forms.size() + 1);
        call.addAll(forms.subList(0, inner));
        if (inner < forms.size()) {
            call.add(call(forms.subList(inner, forms.size())));
        }
        return EdnVector.copyOf(call);
    }

    private List<?> forms() {
        int choice = chance.below(100);
        if (mistakes.isAllowed() && chance.percent(6)) {
            mistakes.allow(0);
            return List.of(malformed());
        }
        if (choice < 30) {
            return List.of(add(targets.subject()));
        }
        if (choice < 40) {
            return List.of(retract());
        }
        if (choice < 64) {
            return List.of(maps.map());
        }
        if (choice < 70) {
            return List.of(compareAndSet());
        }
        if (choice < 74) {
            return List.of(EdnVector.of(RETRACT_ENTITY, targets.subject()));
        }
        if (choice < 86) {
            return schema.change();
        }
        if (choice < 90) {
            Object value = mistakes.make() ? "x" : Keyword.of("en", "e" + chance.below(5));
            return List.of(EdnVector.of(ADD, targets.subject(), IDENT, value));
        }
        return choice < 92 ? List.of(instant()) : choice < 96 ? ensure() : List.of(twice());
    }

    private Object add(Object subject) {
        Kind kind = targets.kind();
        if (kind == null) {
            return EdnVector.of(ADD, subject, Keyword.of("db", "doc"), "x");
        }
        return EdnVector.of(ADD, subject, targets.attribute(kind), targets.value(kind));
    }

    /** Returns a form that says something of what is true already. */
    private Object twice() {
        Row row = targets.present();
        return row == null
                ? add(targets.subject())
                : EdnVector.of(chance.percent(60) ? ADD : RETRACT, row.e(), row.a(), row.v());
    }

    private Object retract() {
        Row row = targets.present();
        if (row != null && chance.percent(65)) {
            Object e = row.e();
            return chance.percent(35) ? EdnVector.of(RETRACT, e, row.a()) : EdnVector.of(RETRACT, e, row.a(), row.v());
        }
        Kind kind = targets.kind();
        if (kind == null) {
            return EdnVector.of(RETRACT, targets.subject(), Keyword.of("db", "doc"));
        }
        return chance.percent(30)
                ? EdnVector.of(RETRACT, targets.subject(), targets.attribute(kind))
                : EdnVector.of(RETRACT, targets.subject(), targets.attribute(kind), targets.value(kind));
    }

    private Object compareAndSet() {
        Row row = targets.present();
        Kind kind = row == null ? null : world.kinds().get(row.a());
        if (row != null && kind != null && (!kind.many() || mistakes.make()) && chance.percent(60)) {
            Object old = mistakes.make() ? targets.value(kind) : row.v();
            return EdnVector.of(CAS, row.e(), targets.attribute(kind), old, targets.value(kind));
        }
        kind = targets.kind();
        if (kind == null || (kind.many() && !mistakes.isAllowed())) {
            return add(targets.subject());
        }
        Object old = mistakes.make() ? targets.value(kind) : null;
        Object replacement = mistakes.make() ? null : targets.value(kind);
        return mistakes.make()
                ? EdnVector.of(CAS, targets.subject(), targets.attribute(kind), old)
                : EdnVector.of(CAS, targets.subject(), targets.attribute(kind), old, replacement);
    }

    private Object instant() {
        if (!timed || mistakes.make()) {
            Object subject = chance.of((Object) TRANSACTION, targets.subject(), targets.transaction());
            if (!mistakes.isAllowed()) {
                return EdnVector.of(ADD, TRANSACTION, Keyword.of("db", "doc"), chance.of("a", "b"));
            }
            Object value = chance.of((Object) Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), 5L);
            return EdnVector.of(chance.percent(80) ? ADD : RETRACT, subject, TX_INSTANT, value);
        }
        return EdnVector.of(RETRACT, TRANSACTION, TX_INSTANT, Instant.ofEpochMilli(clock));
    }

    private List<?> ensure() {
        List<Row> specs = new ArrayList<>(world.holders(Types.ENTITY_ATTRS));
        if (world.dialect().isFull()) {
            List<Row> predicates = world.holders(Types.ENTITY_PREDICATES);
            specs.addAll(predicates);
            if (!predicates.isEmpty() && chance.percent(10)) {
                Row row = chance.pick(predicates);
                return List.of(EdnVector.of(RETRACT, row.e(), PREDICATES, row.v()));
            }
        }
        if (specs.isEmpty() || chance.percent(25)) {
            List<Object> required = new ArrayList<>();
            for (Kind kind : chance.some(world.kinds().values(), 1 + chance.below(2))) {
                required.add(kind.ident());
            }
            Map<Object, Object> spec = new LinkedHashMap<>();
            spec.put(IDENT, Keyword.of("spec", "s" + chance.below(3)));
            spec.put(REQUIRED, required);
            if (world.dialect().isFull() && chance.percent(60)) {
                int names = mistakes.make() ? DuelFunctions.NAMES.size() : 2;
                spec.put(PREDICATES, chance.some(DuelFunctions.NAMES.subList(0, names), 1 + chance.below(2)));
            }
            return required.isEmpty() ? List.of() : List.of(spec);
        }
        Object spec = mistakes.make()
                ? chance.of((Object) Keyword.of("no", "one"), targets.subject(), "x", 5L)
                : chance.pick(specs).e();
        return List.of(EdnVector.of(ADD, targets.subject(), ENSURE, spec));
    }

    private Object malformed() {
        Object e = targets.subject();
        return switch (chance.below(16)) {
            case 0 -> EdnVector.of();
            case 1 -> "text";
            case 2 -> EdnVector.of(Keyword.of("db", "no"), e);
            case 3 -> EdnVector.of(Keyword.of("db", "doc"), e, "x");
            case 4 -> EdnVector.of(ADD, e, chance.of(IDENT, Keyword.of("no", "one")), null);
            case 5 -> EdnVector.of(ADD, e, Keyword.of("no", "attribute"), 1L);
            case 6 -> EdnVector.of(ADD, e, Keyword.of("db.type", "long"), 1L);
            case 7 -> EdnVector.of(ADD, e, IDENT, Keyword.of("en", "e1"), "more", 5L);
            case 8 -> EdnVector.of(ADD, e);
            case 9 -> EdnVector.of(RETRACT, e);
            case 10 -> EdnVector.of(RETRACT_ENTITY);
            case 11 -> EdnVector.of(Symbol.of("no", "function"), 1L);
            case 12 -> Map.of();
            case 13 -> Map.of(ID, "alone");
            case 14 -> Map.of(5.0, 1L);
            default -> EdnVector.of(null, e);
        };
    }
}
