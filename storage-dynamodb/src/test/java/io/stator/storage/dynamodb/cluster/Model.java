package io.stator.storage.dynamodb.cluster;

import io.stator.Datom;
import io.stator.Transaction;
import io.stator.edn.Keyword;
import io.stator.simulation.World;
import io.stator.storage.dynamodb.cluster.History.Attempt;
import io.stator.storage.dynamodb.cluster.History.Look;
import io.stator.storage.dynamodb.cluster.History.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a database must be at each t, as its log says it, by the simplest means. */
final class Model {
    private static final Keyword MARK = Keyword.of("p", "mark");
    private static final Keyword ID = Keyword.of("p", "id");
    private static final Keyword VALUE = Keyword.of("p", "value");

    /** What is true of one entity and attribute. */
    private record Place(long e, Keyword attribute) {}

    private final World world;
    private final History history;
    private final TreeMap<Long, List<Look>> looks = new TreeMap<>();
    private final Map<Place, Set<Object>> facts = new HashMap<>();
    private final Map<String, Long> marks = new HashMap<>();
    private final Secrets secrets;
    private final Set<String> secretsLogged = new HashSet<>();
    private final Set<String> now = new TreeSet<>();
    private final List<String> all = new ArrayList<>();

    Model(World world, History history, Secrets secrets) {
        this.world = world;
        this.secrets = secrets;
        this.history = history;
        history.looks()
                .forEach(look -> looks.computeIfAbsent(look.asOf(), t -> new ArrayList<>())
                        .add(look));
    }

    /** Takes the next transaction of the log. */
    void add(Transaction transaction, Map<Long, Keyword> names) {
        check(transaction.t());
        Attempt attempt = attempt(transaction, names);
        long id = attempt == null ? -1 : entity(attempt.work.id());
        Set<Object> before = value(id, VALUE);
        Set<String> hidden = new HashSet<>();
        for (Datom datom : transaction.data()) {
            Keyword attribute = names.get(datom.a());
            if (Secrets.TEXT.equals(attribute)) {
                hidden.add((String) datom.v());
            }
            if (attribute != null && Viewer.ATTRIBUTES.contains(attribute)) {
                add(datom, attribute, transaction.t());
            }
        }
        secretsLogged.addAll(hidden);
        if (attempt != null) {
            secrets.add(transaction.t(), attempt.work, hidden);
            requireEffect(attempt.work, id < 0 ? entity(attempt.work.id()) : id, before, transaction.t());
        }
    }

    private void add(Datom datom, Keyword attribute, long t) {
        Set<Object> values = facts.computeIfAbsent(new Place(datom.e(), attribute), absent -> new TreeSet<>());
        boolean changed = datom.added() ? values.add(datom.v()) : values.remove(datom.v());
        String text = Viewer.text(datom.e(), attribute, datom.v(), t, datom.added(), View.NOW);
        if (!changed) {
            world.fail("the log says at t=" + t + " what was so: " + text + " " + datom.added(), null);
        }
        if (datom.added()) {
            now.add(text);
        } else {
            now.remove(text);
        }
        all.add(Viewer.text(datom.e(), attribute, datom.v(), t, datom.added(), View.HISTORY));
    }

    private Set<Object> value(long e, Keyword attribute) {
        return Set.copyOf(facts.getOrDefault(new Place(e, attribute), Set.of()));
    }

    private long entity(long id) {
        return facts.entrySet().stream()
                .filter(fact ->
                        fact.getKey().attribute.equals(ID) && fact.getValue().contains(id))
                .mapToLong(fact -> fact.getKey().e)
                .findFirst()
                .orElse(-1);
    }

    private @Nullable Attempt attempt(Transaction transaction, Map<Long, Keyword> names) {
        for (Datom datom : transaction.data()) {
            if (MARK.equals(names.get(datom.a()))) {
                String mark = String.valueOf(datom.v());
                Long before = marks.put(mark, transaction.t());
                Attempt attempt = history.attempt(mark);
                if (before != null || attempt == null) {
                    world.fail(mark + " is there at t=" + transaction.t() + " and t=" + before + ": " + attempt, null);
                }
                return attempt;
            }
        }
        return null;
    }

    private void requireEffect(Work work, long e, Set<Object> before, long t) {
        long number = work.number();
        boolean right = switch (work.kind()) {
            case SET, SPREAD -> value(e, VALUE).equals(Set.of(number));
            case COMPARE_AND_SET ->
                before.equals(Set.of(work.expected())) && value(e, VALUE).equals(Set.of(number));
            case HIDE, EXCISE -> true;
            case REMOVE ->
                facts.keySet().stream()
                        .noneMatch(place ->
                                place.e == e && !value(e, place.attribute).isEmpty());
        };
        if (!right) {
            world.fail(
                    "at t=" + t + " " + work + " did something else: " + before + " became " + value(e, VALUE), null);
        }
    }

    /** Checks what was seen before a t. */
    private void check(long before) {
        while (!looks.isEmpty() && looks.firstKey() < before) {
            looks.pollFirstEntry().getValue().forEach(this::check);
        }
    }

    private void check(Look look) {
        List<String> expected = new ArrayList<>(look.what() == View.HISTORY ? all : now);
        expected.sort(null);
        if (!expected.equals(look.facts())) {
            List<String> missing = new ArrayList<>(expected);
            look.facts().forEach(missing::remove);
            List<String> more = new ArrayList<>(look.facts());
            expected.forEach(more::remove);
            world.fail(
                    look.who() + " saw at t=" + look.t() + " as of " + look.asOf() + " " + look.what() + " without "
                            + missing + " and with " + more,
                    null);
        }
    }

    /** Checks what is left: what was seen last, and what clients were told. */
    void finish(long t) {
        check(Long.MAX_VALUE);
        secrets.finish(secretsLogged);
        for (Attempt attempt : history.attempts()) {
            Long found = marks.get(attempt.work.mark());
            boolean right = switch (attempt.told) {
                case DONE -> found != null && found == attempt.t;
                case FAILED -> found == null;
                case UNKNOWN, NOTHING -> true;
            };
            if (!right) {
                world.fail(
                        attempt.work + " was said to be " + attempt.told + " at t=" + attempt.t + ", it is at t="
                                + found + " of " + t + ": " + attempt.why,
                        null);
            }
        }
        if (history.acknowledgedT() > t) {
            world.fail("the newest t is " + t + ", one of " + history.acknowledgedT() + " was told of", null);
        }
    }
}
