package io.stator.engine.pull;

import static io.stator.engine.pull.FactDatabase.pull;
import static org.assertj.core.api.Assertions.assertThat;

import io.stator.Index;
import io.stator.PulledEntity;
import io.stator.edn.Keyword;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.datom.Fact;
import io.stator.engine.index.FactCursor;
import io.stator.engine.index.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What must hold of every pull, tried on random databases: however facts are found, the result is the same. */
final class PullPropertiesTest {
    private static final long SEED = Long.getLong("stator.seed", 20261122L);
    private static final int DATABASES = 20;
    private static final int PULLS = 60;
    private static final int ENTITIES = 12;
    private static final int TRANSACTIONS = 6;
    private static final String SCHEMA = """
            [[:a :long :one] [:b :string :many] [:c :ref :one] [:d :ref :many] [:e :long :many] [:f :keyword :one]
             [:g :ref :one :component] [:h :long :one]]""";
    private static final List<String> ATTRIBUTES = List.of("a", "b", "c", "d", "e", "f", "g", "h");

    @Test
    void aPatternSelectsWhatItsSpecsSelectOneByOne() {
        for (int i = 0; i < DATABASES; i++) {
            long seed = SEED + i;
            Random random = new Random(seed);
            List<DatabaseValue> views = views(database(random), random);
            for (int j = 0; j < PULLS; j++) {
                DatabaseValue view = views.get(random.nextInt(views.size()));
                check(view, entity(random), random, seed);
            }
        }
    }

    private static void check(DatabaseValue view, long entity, Random random, long seed) {
        List<String> names = new ArrayList<>(ATTRIBUTES);
        Collections.shuffle(names, random);
        List<String> chosen = names.subList(0, random.nextInt(names.size() + 1));
        List<Object> specs = new ArrayList<>();
        Map<Object, Object> expected = new HashMap<>();
        for (String name : chosen) {
            Object spec = spec(name, random);
            specs.add(spec);
            expected.putAll(pull(view, List.of(spec), entity));
        }
        assertThat(pull(view, specs, entity))
                .as("seed %s, %s of %s", seed, specs, entity)
                .isEqualTo(expected);

        Map<Object, Object> rest = new HashMap<>(Map.of(PullParser.ID, entity));
        for (String name : names.subList(chosen.size(), names.size())) {
            rest.putAll(pull(view, List.of(":" + name), entity));
        }
        rest.putAll(expected);
        specs.add(random.nextInt(specs.size() + 1), "*");
        assertThat(pull(view, specs, entity))
                .as("seed %s, %s of %s", seed, specs, entity)
                .isEqualTo(rest);
    }

    private static Object spec(String name, Random random) {
        Object plain = ":" + name;
        return switch (random.nextInt(5)) {
            case 0 -> List.of(plain, ":limit", random.nextInt(25));
            case 1 -> List.of(plain, ":default", "none");
            case 2 -> "cdg".contains(name) ? Map.of(plain, List.of(":a", ":e", ":h", ":_d")) : plain;
            case 3 -> List.of(plain, ":as", name + "!");
            default -> plain;
        };
    }

    @Test
    void everyValuePulledIsAFactOfTheView() {
        for (int i = 0; i < DATABASES; i++) {
            long seed = SEED + i;
            Random random = new Random(seed);
            for (DatabaseValue view : views(database(random), random)) {
                long entity = entity(random);
                PulledEntity pulled =
                        pull(view, "[:a :f :h (limit :e nil) (limit :b nil) {(limit :d nil) [:db/id]}]", entity);
                Map<Object, Object> expected = new LinkedHashMap<>();
                for (String name : List.of("a", "f", "h", "e", "b", "d")) {
                    List<Object> values = values(view, entity, name);
                    boolean many = "bde".contains(name);
                    if (!values.isEmpty()) {
                        expected.put(Keyword.of(name), many ? values : values.get(0));
                    }
                }
                assertThat(pulled).as("seed %s", seed).isEqualTo(expected);
            }
        }
    }

    private static List<Object> values(DatabaseValue view, long entity, String name) {
        List<Object> values = new ArrayList<>();
        FactCursor cursor = view.facts(Prefix.all(Index.EAVT));
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            if (fact.e == entity
                    && fact.a == view.requireAttribute(Keyword.of(name)).id()) {
                values.add(name.equals("d") ? Map.of(PullParser.ID, fact.v()) : fact.v());
            }
        }
        return values;
    }

    private static long entity(Random random) {
        return 1000 + random.nextInt(ENTITIES);
    }

    private static List<DatabaseValue> views(DatabaseValue now, Random random) {
        long t = now.basisT() - random.nextInt(TRANSACTIONS);
        return List.of(now, now.asOf(t), now.since(t), now.asOf(t).since(t - 2));
    }

    private static DatabaseValue database(Random random) {
        FactDatabase database = new FactDatabase().attributes(SCHEMA);
        for (int i = 0; i < TRANSACTIONS; i++) {
            Set<List<Object>> told = new HashSet<>();
            List<Fact> facts = new ArrayList<>();
            for (int j = 0; j < 60; j++) {
                tell(database, entity(random), ATTRIBUTES.get(random.nextInt(ATTRIBUTES.size())), random, told, facts);
            }
            database.plus(facts);
        }
        return database.value();
    }

    /** Adds a fact that is not true yet, or retracts one that is, or replaces a single value. */
    private static void tell(
            FactDatabase database, long e, String name, Random random, Set<List<Object>> told, List<Fact> facts) {
        boolean many = "bde".contains(name);
        Object value = switch (name) {
            case "b" -> "s" + random.nextInt(30);
            case "c", "d", "g" -> entity(random);
            case "f" -> Keyword.of("k" + random.nextInt(5));
            default -> (long) random.nextInt(40);
        };
        if (!told.add(many ? List.of(e, name, value) : List.of(e, name))) {
            return;
        }
        List<Object> present = new ArrayList<>();
        FactCursor cursor = database.value()
                .facts(Prefix.entityAttribute(
                        e, database.value().requireAttribute(Keyword.of(name)).id()));
        for (Fact fact = cursor.next(); fact != null; fact = cursor.next()) {
            present.add(fact.v());
        }
        if (present.contains(value)) {
            facts.add(database.fact(e, name, value, false));
            return;
        }
        if (!many) {
            present.forEach(old -> facts.add(database.fact(e, name, old, false)));
        }
        facts.add(database.fact(e, name, value, true));
    }
}
