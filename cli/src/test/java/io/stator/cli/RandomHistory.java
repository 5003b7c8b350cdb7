package io.stator.cli;

import io.stator.Anomaly;
import io.stator.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Transactions at random, of which those that are refused are no loss. */
final class RandomHistory {
    private static final String SCHEMA = """
            [{:db/ident :r/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
             {:db/ident :r/code :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/value}
             {:db/ident :r/size :db/valueType :db.type/double :db/cardinality :db.cardinality/one}
             {:db/ident :r/price :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/one}
             {:db/ident :r/prices :db/valueType :db.type/bigdec :db/cardinality :db.cardinality/many}
             {:db/ident :r/tags :db/valueType :db.type/keyword :db/cardinality :db.cardinality/many}
             {:db/ident :r/of :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
             {:db/ident :r/parts :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}
             {:db/ident :r/pair :db/valueType :db.type/tuple :db/cardinality :db.cardinality/one :db/tupleAttrs [:r/size :r/of]
              :db/unique :db.unique/value}
             {:db/ident :r/path :db/valueType :db.type/tuple :db/cardinality :db.cardinality/many :db/tupleType :db.type/ref}
             {:db/ident :r/lately :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/noHistory true}]""";
    private static final int NAMES = 12;
    private static final int FORMS_MAX = 8;
    private static final double[] SIZES = {0.0, -0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY};
    private static final String[] PRICES = {"1", "1.0", "1.00", "-2E+3", "0.0", "0"};

    private final SplittableRandom random;
    private final Connection connection;
    private final List<Long> entities = new ArrayList<>();
    private Instant time = Instant.parse("2010-01-01T00:00:00Z");
    private int renamed;

    RandomHistory(long seed, Connection connection) {
        this.random = new SplittableRandom(seed);
        this.connection = connection;
    }

    /** Makes a database with so many transactions. */
    void run(int transactions) {
        connection.transact(List.of(at(time)));
        connection.transact(withInstant(io.stator.TxData.parse(SCHEMA).forms()));
        while (connection.db().t() < transactions) {
            time = time.plusMillis(random.nextInt(3));
            try {
                connection.transact(transaction()).tempids().forEach((tempid, id) -> entities.add(id));
            } catch (Anomaly refused) {
                time = time.plusMillis(1);
            }
        }
    }

    private static Object at(Instant instant) {
        return Arrays.asList(":db/add", "datomic.tx", ":db/txInstant", instant);
    }

    private List<Object> withInstant(List<?> forms) {
        List<Object> all = new ArrayList<>(forms);
        all.add(at(time));
        return all;
    }

    private List<Object> transaction() {
        if (random.nextInt(12) == 0) {
            return withInstant(List.of(alteration()));
        }
        List<Object> forms = new ArrayList<>();
        int count = 1 + random.nextInt(FORMS_MAX);
        for (int i = 0; i < count; i++) {
            forms.add(form());
        }
        return withInstant(forms);
    }

    private Object alteration() {
        return switch (random.nextInt(9)) {
            case 0 ->
                Map.of(
                        ":db/id",
                        ":r/tags",
                        ":db/cardinality",
                        random.nextBoolean() ? ":db.cardinality/one" : ":db.cardinality/many");
            case 1 ->
                Map.of(
                        ":db/id",
                        ":r/prices",
                        ":db/cardinality",
                        random.nextBoolean() ? ":db.cardinality/one" : ":db.cardinality/many");
            case 2 ->
                Map.of(
                        ":db/id",
                        ":r/code",
                        ":db/unique",
                        random.nextBoolean() ? ":db.unique/identity" : ":db.unique/value");
            case 3 -> List.of(":db/retract", ":r/code", ":db/unique", ":db.unique/value");
            case 4 -> Map.of(":db/id", ":r/lately", ":db/ident", ":r/renamed" + renamed++ % 3);
            case 5 -> Map.of(":db/id", ":r/parts", ":db/isComponent", random.nextBoolean());
            case 6 ->
                Map.of(
                        ":db/ident",
                        ":r/later" + random.nextInt(5),
                        ":db/valueType",
                        ":db.type/tuple",
                        ":db/cardinality",
                        ":db.cardinality/one",
                        ":db/tupleAttrs",
                        List.of(":r/of", ":r/price"));
            case 7 ->
                Map.of(
                        ":db/excise",
                        entity(),
                        ":db.excise/attrs",
                        List.of(random.nextBoolean() ? ":r/size" : ":r/name"));
            default -> Map.of(":db/excise", random.nextBoolean() ? entity() : ":r/tags");
        };
    }

    private Object form() {
        Object e = entity();
        return switch (random.nextInt(8)) {
            case 0 -> List.of(":db/retractEntity", e instanceof String ? List.of(":r/name", name()) : e);
            case 1 -> Arrays.asList(":db/retract", e, attribute());
            case 2 ->
                Arrays.asList(":db/add", "datomic.tx", ":r/tags", io.stator.edn.Keyword.of("note" + random.nextInt(3)));
            case 3 -> map(e);
            default -> fact(e);
        };
    }

    private Map<Object, Object> map(Object e) {
        Map<Object, Object> form = new LinkedHashMap<>();
        form.put(":db/id", e);
        form.put(":r/name", name());
        form.put(":r/of", entity());
        if (random.nextBoolean()) {
            form.put(":r/parts", List.of(Map.of(":r/lately", random.nextLong(9))));
        }
        return form;
    }

    private String attribute() {
        return List.of(":r/name", ":r/code", ":r/size", ":r/price", ":r/tags", ":r/of", ":r/path", ":r/lately")
                .get(random.nextInt(8));
    }

    private Object fact(Object e) {
        String operator = random.nextInt(3) == 0 ? ":db/retract" : ":db/add";
        return switch (random.nextInt(9)) {
            case 0 -> Arrays.asList(operator, e, ":r/name", name());
            case 1 -> Arrays.asList(operator, e, ":r/code", random.nextLong(6));
            case 2 -> Arrays.asList(operator, e, ":r/size", SIZES[random.nextInt(SIZES.length)]);
            case 3 -> Arrays.asList(operator, e, ":r/price", price());
            case 4 -> Arrays.asList(operator, e, ":r/prices", price());
            case 5 -> Arrays.asList(operator, e, ":r/tags", io.stator.edn.Keyword.of("t" + random.nextInt(4)));
            case 6 -> Arrays.asList(operator, e, ":r/of", entity());
            case 7 -> Arrays.asList(operator, e, ":r/path", Arrays.asList(entity(), null, entity()));
            default -> Arrays.asList(operator, e, ":r/lately", random.nextLong(100));
        };
    }

    private java.math.BigDecimal price() {
        return new java.math.BigDecimal(PRICES[random.nextInt(PRICES.length)]);
    }

    private String name() {
        return "n" + random.nextInt(NAMES);
    }

    private Object entity() {
        return entities.isEmpty() || random.nextInt(4) == 0
                ? "e" + random.nextInt(3)
                : entities.get(random.nextInt(entities.size()));
    }
}
