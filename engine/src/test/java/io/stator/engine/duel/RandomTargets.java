package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The entities, attributes and values of random forms. */
final class RandomTargets {
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final long NEVER_GIVEN_OUT = (4L << 42) | 99_999_999L;

    private final Chance chance;
    private final World world;
    private final Mistakes mistakes;
    private final RandomValues values;
    private final Set<Object> subjects = new LinkedHashSet<>();
    private final Set<Object> targets = new LinkedHashSet<>();

    RandomTargets(Chance chance, World world, Mistakes mistakes) {
        this.chance = chance;
        this.world = world;
        this.mistakes = mistakes;
        this.values = new RandomValues(chance);
    }

    void begin() {
        subjects.clear();
        targets.clear();
    }

    /** Returns the temporary ids that something is said of. */
    Set<Object> subjects() {
        return subjects;
    }

    /** Returns the temporary ids that are values. */
    Set<Object> targets() {
        return targets;
    }

    /** Returns an entity something can be said of. */
    @Nullable
    Object subject() {
        if (mistakes.make()) {
            return wrongEntity();
        }
        int choice = chance.below(20);
        if (choice < 10 && !world.entities().isEmpty()) {
            return recent();
        }
        if (choice < 16) {
            Object tempid = tempid();
            subjects.add(tempid);
            return tempid;
        }
        if (choice < 18) {
            return existing();
        }
        return choice < 19 ? "datomic.tx" : attributeEntity();
    }

    private Object recent() {
        List<Object> all = world.entities();
        return all.get(chance.below(2) == 0 ? chance.below(all.size()) : Math.max(0, all.size() - 1 - chance.below(6)));
    }

    private Object attributeEntity() {
        Kind kind = kind();
        return kind == null ? "t0" : kind.ident();
    }

    private Object tempid() {
        int choice = chance.below(20);
        return choice == 0 ? (Object) "" : choice < 3 ? (Object) (-1L - chance.below(3)) : "t" + chance.below(4);
    }

    /** Returns an entity that is there, by one of its names. */
    private Object existing() {
        Object reference = reference();
        if (chance.percent(60) && reference != null) {
            return reference;
        }
        List<Keyword> idents = new ArrayList<>(world.idents().keySet());
        if (idents.isEmpty() || chance.percent(30)) {
            return world.entities().isEmpty() ? "t1" : recent();
        }
        Keyword ident = chance.pick(idents);
        return chance.percent(30) ? EdnVector.of(IDENT, ident) : ident;
    }

    /** Returns a lookup ref, or null. */
    private @Nullable Object reference() {
        List<Kind> unique = world.kinds().values().stream()
                .filter(kind -> kind.unique() != 0)
                .toList();
        if (unique.isEmpty()) {
            return null;
        }
        Kind kind = chance.pick(unique);
        List<Row> holders = world.holders(kind.entity());
        return holders.isEmpty()
                ? null
                : EdnVector.of(attribute(kind), chance.pick(holders).v());
    }

    private @Nullable Object wrongEntity() {
        Kind kind = kind();
        Object attribute = kind == null ? IDENT : kind.ident();
        return switch (chance.below(14)) {
            case 0 -> null;
            case 1 -> Keyword.of("no", "one");
            case 2 -> EdnVector.of(attribute, values.of(Types.LONG));
            case 3 -> EdnVector.of(attribute, kind == null ? 1L : scalar(kind));
            case 4 -> EdnVector.of(attribute, 1L, 2L);
            case 5 -> EdnVector.of();
            case 6 -> NEVER_GIVEN_OUT;
            case 7 -> 42L;
            case 8 -> true;
            case 9 -> 1.5;
            case 10 -> Symbol.of("s");
            case 11 -> EdnVector.of(Keyword.of("no", "attribute"), 1L);
            case 12 -> EdnVector.of(IDENT, Keyword.of("no", "one"));
            default -> Keyword.of("db", "doc");
        };
    }

    private Object scalar(Kind kind) {
        return values.of(kind.isTuple() ? Types.LONG : kind.type());
    }

    /** Returns the entity of an earlier transaction. */
    Object transaction() {
        return world.transactions().isEmpty() ? "datomic.tx" : chance.pick(world.transactions());
    }

    /** Returns an attribute, or null when there is none. */
    @Nullable
    Kind kind() {
        List<Kind> kinds = new ArrayList<>();
        for (Kind kind : world.kinds().values()) {
            if (!kind.isComposite() || chance.percent(25)) {
                kinds.add(kind);
            }
        }
        return kinds.isEmpty() ? null : chance.pick(kinds);
    }

    /** Returns one of the ways to name an attribute. */
    Object attribute(Kind kind) {
        int choice = chance.below(30);
        if (choice == 0) {
            return kind.entity();
        }
        if (choice == 1) {
            return EdnVector.of(IDENT, kind.ident());
        }
        if (choice < 4) {
            for (Map.Entry<Keyword, Object> entry : world.idents().entrySet()) {
                if (entry.getValue().equals(kind.entity())) {
                    return entry.getKey();
                }
            }
        }
        return kind.ident();
    }

    /** Returns something that is true now, or null. */
    @Nullable
    Row present() {
        for (int i = 0; i < 4; i++) {
            Kind kind = kind();
            List<Row> rows = kind == null ? List.of() : world.holders(kind.entity());
            if (!rows.isEmpty()) {
                return chance.pick(rows);
            }
        }
        return null;
    }

    /** Returns a value for an attribute. */
    @Nullable
    Object value(Kind kind) {
        if (mistakes.make()) {
            return values.wrong();
        }
        if (chance.percent(kind.unique() == 0 ? 15 : 35)) {
            List<Row> rows = world.holders(kind.entity());
            if (!rows.isEmpty()) {
                return chance.pick(rows).v();
            }
        }
        if (kind.isReference()) {
            return target();
        }
        return kind.isTuple() ? tuple(kind) : values.of(kind.type());
    }

    private Object tuple(Kind kind) {
        List<Long> slots = kind.slots() == null ? List.of(Types.LONG) : kind.slots();
        int size = slots.size() == 1 ? 2 + chance.below(chance.percent(20) ? 7 : 2) : slots.size();
        size += mistakes.make() ? chance.of(-1, 1) : 0;
        List<@Nullable Object> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long type = slots.size() == 1 ? slots.get(0) : slots.get(Math.min(i, slots.size() - 1));
            elements.add(
                    mistakes.make()
                            ? values.wrong()
                            : type == Types.REF && chance.percent(88) ? target() : values.element(type));
        }
        return EdnVector.copyOf(elements);
    }

    /** Returns an entity to refer to. */
    @Nullable
    Object target() {
        if (mistakes.make()) {
            return wrongEntity();
        }
        int choice = chance.below(20);
        if (choice < 9 && !world.entities().isEmpty()) {
            return recent();
        }
        if (choice < 15) {
            Object tempid = subjects.isEmpty() || chance.percent(30) ? tempid() : chance.pick(List.copyOf(subjects));
            targets.add(tempid);
            return tempid;
        }
        if (choice < 18) {
            return existing();
        }
        return chance.of((Object) "datomic.tx", transaction(), Keyword.of("db.type", "long"), 63L, NEVER_GIVEN_OUT);
    }
}
