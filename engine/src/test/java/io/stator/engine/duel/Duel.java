package io.stator.engine.duel;

import io.stator.edn.Tagged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Two contenders, each with a database of its own, who are given the same transactions. */
public final class Duel {
    /** Instants of transactions before this are those that random transactions ask for; later ones are of clocks. */
    static final Instant CLOCKS = Instant.parse("2024-01-01T00:00:00Z");

    private static final int COUNTER_BITS = 42;
    private static final long FIRST_IMPLICIT = 1L << 19;
    private static final String TRANSACTION = "datomic.tx";

    private final Contender left;
    private final Contender right;
    private final Entities leftEntities = new Entities();
    private final Entities rightEntities = new Entities();
    private final World world;
    private int accepted;
    private @Nullable String refusal;
    private Set<Trait> traits = EnumSet.noneOf(Trait.class);

    /** Makes one whose contenders have new databases. */
    public Duel(Contender left, Contender right) {
        this(left, right, Dialect.SHARED);
    }

    /** Makes one whose contenders have new databases and are given what a dialect contains. */
    Duel(Contender left, Contender right, Dialect dialect) {
        this.world = new World(dialect);
        this.left = left;
        this.right = right;
    }

    World world() {
        return world;
    }

    /** Returns how many transactions both accepted. */
    public int accepted() {
        return accepted;
    }

    /** Returns whether the last transaction was refused by both. */
    boolean wasRefused() {
        return refusal != null;
    }

    /** Returns the traits of the last transaction. */
    Set<Trait> traits() {
        return traits;
    }

    /** Returns what the last transaction was refused for. */
    @Nullable
    String lastError() {
        return refusal;
    }

    /**
     * Gives a transaction to both; returns how they differed, or null.
     *
     * @param number a number that names of new entities begin with
     */
    @Nullable
    public Difference transact(int number, List<?> forms) {
        traits = Traits.of(forms, world);
        Verdict ours = left.transact((List<?>) Objects.requireNonNull(leftEntities.resolve(forms)));
        Verdict theirs = right.transact((List<?>) Objects.requireNonNull(rightEntities.resolve(forms)));
        refusal = ours.isRefused() && theirs.isRefused() ? ours.category() + " " + ours.error() : null;
        if (ours.isRefused() || theirs.isRefused()) {
            return ours.isRefusedAs(theirs) ? null : difference("outcome", forms, ours, theirs);
        }
        accepted++;
        leftEntities.bind(ours.tx(), Entities.named("tx" + number));
        rightEntities.bind(theirs.tx(), Entities.named("tx" + number));
        String wrong = bindTempids(number, ours, theirs);
        wrong = wrong == null ? bindOthers(number, ours, theirs) : wrong;
        if (wrong != null) {
            return difference(wrong, forms, ours, theirs);
        }
        Set<Row> rows = rows(ours.data(), leftEntities);
        Set<Row> others = rows(theirs.data(), rightEntities);
        if (!rows.equals(others)) {
            String what = isMarked(rows, others) && isMarked(others, rows) ? Difference.MARKERS : "datoms";
            return difference(what + " " + onlyIn(rows, others), forms, ours, theirs);
        }
        world.apply(rows, Entities.named("tx" + number));
        return null;
    }

    /** Returns the traits that forms would have now. */
    Set<Trait> traits(List<?> forms) {
        return Traits.of(forms, world);
    }

    /** Returns how the outcome of forms would differ if they were given to both now, or null; nothing is done. */
    @Nullable
    Difference difference(List<?> forms) {
        traits = Traits.of(forms, world);
        Verdict[] verdicts = with(forms);
        Verdict ours = verdicts[0];
        Verdict theirs = verdicts[1];
        if (ours.isRefused() || theirs.isRefused()) {
            return ours.isRefusedAs(theirs) ? null : difference("outcome", forms, ours, theirs);
        }
        if (ours.data().size() == theirs.data().size()) {
            return null;
        }
        boolean markers = plain(ours) == plain(theirs);
        return difference(markers ? Difference.MARKERS : "number of datoms", forms, ours, theirs);
    }

    /** Returns how many datoms do not just mark an alteration. */
    private static long plain(Verdict verdict) {
        return verdict.data().stream()
                .filter(datum -> datum.a() != Types.ALTER_ATTRIBUTE)
                .count();
    }

    private Difference difference(String what, List<?> forms, Verdict ours, Verdict theirs) {
        return new Difference(what, forms, ours, theirs, traits);
    }

    /** Returns whether the rows that others have not only mark alterations. */
    private static boolean isMarked(Set<Row> rows, Set<Row> others) {
        return rows.stream().allMatch(row -> others.contains(row) || row.a().equals(Types.ALTER_ATTRIBUTE));
    }

    private static String onlyIn(Set<Row> rows, Set<Row> others) {
        Set<Row> onlyLeft = new LinkedHashSet<>(rows);
        onlyLeft.removeAll(others);
        Set<Row> onlyRight = new LinkedHashSet<>(others);
        onlyRight.removeAll(rows);
        return "only left " + onlyLeft + ", only right " + onlyRight;
    }

    /** Names the entities of temporary ids of which something was said; the ids of others need not stay theirs. */
    private @Nullable String bindTempids(int number, Verdict ours, Verdict theirs) {
        Map<Object, Long> lefts = named(ours);
        Map<Object, Long> rights = named(theirs);
        if (!lefts.keySet().equals(rights.keySet())) {
            return "tempids";
        }
        for (Map.Entry<Object, Long> entry : lefts.entrySet()) {
            long l = entry.getValue();
            long r = rights.get(entry.getKey());
            Object name = leftEntities.name(l);
            if (!Objects.equals(name, rightEntities.name(r))) {
                return "tempid " + entry.getKey();
            }
            boolean known = ours.data().stream().anyMatch(datum -> datum.e() == l);
            if (name == null && known && !bind(l, r, entry.getKey() + "." + number)) {
                return "partition of tempid " + entry.getKey();
            }
        }
        return null;
    }

    private static Map<Object, Long> named(Verdict verdict) {
        Map<Object, Long> named = new LinkedHashMap<>();
        verdict.tempids().forEach((tempid, e) -> {
            if (tempid instanceof String && !tempid.equals(TRANSACTION)) {
                named.put(tempid, e);
            }
        });
        return named;
    }

    /** Calls an entity of each by the same name; returns whether they are in the same partition, if that is decided. */
    private boolean bind(long l, long r, String name) {
        Tagged entity = Entities.named(name.startsWith(".") ? "empty" + name : name);
        leftEntities.bind(l, entity);
        rightEntities.bind(r, entity);
        world.add(entity);
        return !world.dialect().isFull() || Objects.equals(partition(leftEntities, l), partition(rightEntities, r));
    }

    /** Returns the name of the partition of an entity, or its number when it is implicit. */
    private static @Nullable Object partition(Entities entities, long id) {
        long partition = id >>> COUNTER_BITS;
        return partition < FIRST_IMPLICIT ? entities.name(partition) : (Object) partition;
    }

    private @Nullable String bindOthers(int number, Verdict ours, Verdict theirs) {
        Map<Long, Long> pairs = new Renaming(
                        new Renaming.Side(ours.data(), leftEntities, this::references),
                        new Renaming.Side(theirs.data(), rightEntities, this::references))
                .find();
        if (pairs == null) {
            return "new entities";
        }
        int i = 0;
        for (Map.Entry<Long, Long> pair : pairs.entrySet()) {
            if (ours.data().stream().noneMatch(datum -> datum.e() == pair.getKey())) {
                traits.add(Trait.UNSAID);
            }
            if (!bind(pair.getKey(), pair.getValue(), "new" + i++ + "." + number)) {
                return "partition of a new entity";
            }
        }
        return null;
    }

    /** Returns the places of a value where entities are, 0 for a value that is one. */
    private Set<Integer> references(Object attribute, Object value) {
        if (attribute instanceof Long a) {
            return Types.isReference(a) ? Set.of(0) : Set.of();
        }
        Kind kind = world.kinds().get(attribute);
        if (kind == null) {
            return Set.of();
        }
        if (kind.isReference()) {
            return Set.of(0);
        }
        Set<Integer> places = new LinkedHashSet<>();
        if (kind.isTuple() && value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (kind.slot(i) == Types.REF) {
                    places.add(i);
                }
            }
        }
        return places;
    }

    private Set<Row> rows(List<Datum> data, Entities entities) {
        Set<Row> rows = new LinkedHashSet<>();
        for (Datum datum : data) {
            boolean isClock =
                    datum.a() == Types.TX_INSTANT && datum.v() instanceof Instant instant && instant.isAfter(CLOCKS);
            if (!isClock) {
                Object a = name(entities, datum.a());
                rows.add(new Row(
                        name(entities, datum.e()),
                        a,
                        value(entities, a, datum.v()),
                        name(entities, datum.tx()),
                        datum.added()));
            }
        }
        return rows;
    }

    private static Object name(Entities entities, long id) {
        Object name = entities.name(id);
        return name == null ? "unknown " + id : name;
    }

    private Object value(Entities entities, Object attribute, Object value) {
        Set<Integer> places = references(attribute, value);
        if (places.isEmpty()) {
            return plain(value);
        }
        if (value instanceof List<?> list) {
            List<Object> named = new ArrayList<>(list);
            named.replaceAll(element -> element == null ? null : plain(element));
            places.forEach(i -> named.set(i, list.get(i) instanceof Long id ? name(entities, id) : list.get(i)));
            return named;
        }
        return name(entities, (Long) value);
    }

    /** Returns a value with 0.0 in the place of -0.0, since a retraction may tell either. */
    private static Object plain(Object value) {
        if (value instanceof Double number) {
            return number + 0.0;
        }
        if (value instanceof Float number) {
            return number + 0.0f;
        }
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            list.forEach(element -> all.add(element == null ? null : plain(element)));
            return all;
        }
        return value;
    }

    /** Returns how all that is true, or was ever said, differs between the two, or null. */
    @Nullable
    public String compareAll(boolean history) {
        Set<Row> lefts = rows(users(left.datums(history)), leftEntities);
        Set<Row> rights = rows(users(right.datums(history)), rightEntities);
        return lefts.equals(rights) ? null : (history ? "history " : "present ") + onlyIn(lefts, rights);
    }

    private static List<Datum> users(List<Datum> data) {
        return data.stream()
                .filter(datum -> datum.e() >= Entities.FIRST_USER_ID)
                .toList();
    }

    /** Returns what both would make of forms. */
    Verdict[] with(List<?> forms) {
        return new Verdict[] {
            left.with((List<?>) Objects.requireNonNull(leftEntities.resolve(forms))),
            right.with((List<?>) Objects.requireNonNull(rightEntities.resolve(forms)))
        };
    }
}
