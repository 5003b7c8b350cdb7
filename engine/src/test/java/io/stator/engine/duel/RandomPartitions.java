package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Random partitions, and random wishes of new entities for them. */
final class RandomPartitions {
    private static final Keyword IDENT = Keyword.of("db", "ident");
    private static final Keyword FORCE = Keyword.of("db", "force-partition");
    private static final Keyword MATCH = Keyword.of("db", "match-partition");
    private static final Keyword INSTALL = Keyword.of("db.install", "partition");
    private static final Keyword INSTALLED_BY = Keyword.of("db.install", "_partition");
    private static final Keyword PARTITION_DB = Keyword.of("db.part", "db");
    private static final long IMPLICIT = 1L << 61;

    private final Chance chance;
    private final World world;
    private final Mistakes mistakes;
    private final RandomTargets targets;

    RandomPartitions(Chance chance, World world, Mistakes mistakes, RandomTargets targets) {
        this.chance = chance;
        this.world = world;
        this.mistakes = mistakes;
        this.targets = targets;
    }

    /** Returns forms that install a partition, or say where new entities of the transaction are to be. */
    List<Object> forms() {
        int choice = chance.below(10);
        if (mistakes.make()) {
            return List.of(wrong());
        }
        if (choice < 3) {
            return install();
        }
        Map<Object, Object> form = new LinkedHashMap<>();
        if (choice < 8) {
            form.put(FORCE, directive(true));
        }
        if (choice > 6) {
            form.put(MATCH, directive(false));
        }
        Kind kind = chance.percent(10) ? targets.kind() : null;
        if (kind != null) {
            form.put(kind.ident(), targets.value(kind));
        }
        return List.of(form);
    }

    /** Returns a form that makes something else a partition, or a partition something else. */
    private Object wrong() {
        List<Object> installed = new ArrayList<>(world.values(0L, Types.INSTALL_PARTITION));
        Object partition = installed.isEmpty() ? Keyword.of("db.part", "user") : chance.pick(installed);
        return switch (chance.below(6)) {
            case 0 -> EdnVector.of(RandomForms.ADD, PARTITION_DB, INSTALL, targets.subject());
            case 1 -> EdnVector.of(RandomForms.ADD, PARTITION_DB, INSTALL, Keyword.of("db.type", "long"));
            case 2 -> EdnVector.of(RandomForms.ADD, PARTITION_DB, INSTALL, Keyword.of("db", "doc"));
            case 3 -> EdnVector.of(RandomForms.RETRACT, PARTITION_DB, INSTALL, partition);
            case 4 -> EdnVector.of(RandomForms.RETRACT_ENTITY, partition);
            default -> attribute(partition);
        };
    }

    private static Object attribute(Object entity) {
        Map<Object, Object> form = new LinkedHashMap<>();
        form.put(RandomForms.ID, entity);
        form.put(IDENT, Keyword.of("part", "attribute"));
        form.put(Keyword.of("db", "valueType"), Keyword.of("db.type", "long"));
        form.put(Keyword.of("db", "cardinality"), Keyword.of("db.cardinality", "one"));
        return form;
    }

    private List<Object> install() {
        Keyword name = Keyword.of("part", "p" + chance.below(4));
        Object owner = mistakes.make() ? targets.subject() : PARTITION_DB;
        if (chance.percent(50)) {
            Map<Object, Object> form = new LinkedHashMap<>();
            if (chance.percent(40)) {
                form.put(RandomForms.ID, targets.subject());
            }
            form.put(IDENT, name);
            form.put(INSTALLED_BY, owner);
            return List.of(form);
        }
        Object tempid = chance.percent(80) ? "p" : targets.subject();
        return List.of(
                EdnVector.of(RandomForms.ADD, tempid, IDENT, name),
                EdnVector.of(RandomForms.ADD, owner, INSTALL, tempid));
    }

    private @Nullable Object directive(boolean forced) {
        if (mistakes.make()) {
            return chance.of(EdnVector.of(1L, 2L), "x", Map.of());
        }
        Set<Object> tempids = new LinkedHashSet<>(targets.subjects());
        tempids.addAll(targets.targets());
        tempids.add("t" + chance.below(4));
        Map<Object, @Nullable Object> directive = new LinkedHashMap<>();
        for (Object tempid : chance.some(tempids, 1 + chance.below(3))) {
            directive.put(tempid, forced ? partition() : match(tempids));
        }
        return directive;
    }

    private @Nullable Object partition() {
        if (mistakes.make()) {
            return chance.of(
                    Keyword.of("no", "one"),
                    Keyword.of("db", "doc"),
                    Keyword.of("db.part", "tx"),
                    PARTITION_DB,
                    (Object) 42L,
                    "t1",
                    IMPLICIT | 5L);
        }
        List<Object> installed = new ArrayList<>(world.values(0L, Types.INSTALL_PARTITION));
        if (installed.isEmpty() || chance.percent(40)) {
            return chance.of((Object) Keyword.of("db.part", "user"), 4L, IMPLICIT, IMPLICIT | (7L << 42));
        }
        Object partition = chance.pick(installed);
        return world.value(partition, Types.IDENT) instanceof Keyword name && chance.percent(60) ? name : partition;
    }

    private @Nullable Object match(Set<Object> tempids) {
        return chance.percent(50) ? chance.pick(List.copyOf(tempids)) : targets.subject();
    }
}
