package io.stator.engine.query;

import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.engine.database.Bootstrap;
import io.stator.engine.database.DatabaseValue;
import io.stator.engine.transact.NamedFunctions;
import io.stator.engine.transact.Transactor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A small database with a history: people, with values of several types, who know each other. */
final class RandomDatabase {
    static final List<String> NAMES = List.of("Ann", "Bob", "Cat", "Dan", "Eve", "Fay");
    static final List<String> NICKS = List.of("A", "Bo", "Cat", "D", "Ann");
    static final List<String> WORDS = List.of(":k/a", ":k/b", ":color/red");
    static final List<String> COLORS = List.of(":color/red", ":color/blue");
    static final List<String> DAYS = List.of("#inst \"2020-01-01\"", "#inst \"2021-01-01\"", "#inst \"2022\"");
    static final int NUMBERS = 4;

    private static final String SCHEMA = """
            [[:p/name :string :one :identity] [:p/age :long :one] [:p/nick :string :many] [:p/luck :long :many]
             [:p/friend :ref :many] [:p/best :ref :one] [:p/color :ref :one] [:p/score :double :one]
             [:p/word :keyword :one] [:p/flag :boolean :one] [:p/born :instant :one] [:p/big :bigint :one]]
            """;
    private static final int TRANSACTIONS_MAX = 8;
    private static final int CHANGES_MAX = 40;
    private static final int SEGMENT_SIZE_MAX = 200;

    private final SplittableRandom random;
    private DatabaseValue value = Bootstrap.database("id", "random");
    private long clock = 1_000;

    private RandomDatabase(SplittableRandom random) {
        this.random = random;
    }

    /** Returns the database that comes of a source of chance. */
    static DatabaseValue from(SplittableRandom random) {
        RandomDatabase database = new RandomDatabase(random);
        database.install();
        database.change();
        return database.value;
    }

    /** Returns the database as of now, or some view of its past. */
    static DatabaseValue view(DatabaseValue database, SplittableRandom random) {
        long t = Bootstrap.LAST_T + 1 + random.nextInt((int) (database.basisT() - Bootstrap.LAST_T));
        return switch (random.nextInt(8)) {
            case 0 -> database.asOf(t);
            case 1 -> database.since(t);
            case 2 -> database.history();
            case 3 -> database.asOf(t).history();
            case 4 -> database.asOf(t).since(Bootstrap.LAST_T + 2);
            default -> database;
        };
    }

    private void install() {
        List<Object> forms = new ArrayList<>();
        for (Object row : (List<?>) Edn.read(SCHEMA)) {
            List<?> attribute = (List<?>) row;
            String id = attribute.get(0).toString().substring(1);
            forms.add(add(id, "db/ident", attribute.get(0)));
            forms.add(add(id, "db/valueType", Keyword.of("db.type", name(attribute.get(1)))));
            forms.add(add(id, "db/cardinality", Keyword.of("db.cardinality", name(attribute.get(2)))));
            if (attribute.size() > 3) {
                forms.add(add(id, "db/unique", Keyword.of("db.unique", name(attribute.get(3)))));
            }
        }
        COLORS.forEach(color -> forms.add(add(color.substring(1), "db/ident", Keyword.parse(color))));
        transact(forms);
        List<Object> people = new ArrayList<>();
        NAMES.forEach(name -> people.add(add(name, "p/name", name)));
        transact(people);
    }

    private static String name(Object keyword) {
        return ((Keyword) keyword).name();
    }

    private static List<?> add(Object entity, String attribute, Object value) {
        return EdnVector.of(Keyword.of("db", "add"), entity, Keyword.parse(attribute), value);
    }

    private void transact(List<?> forms) {
        value = Transactor.transact(value, forms, clock++, NamedFunctions.builtIn())
                .after();
    }

    /** Puts all facts into segments now and then, so that some are there and some are changes since. */
    private void store() {
        if (random.nextInt(3) == 0) {
            value = value.inStorage(new SmallSegments(1 + random.nextInt(SEGMENT_SIZE_MAX)));
        }
    }

    private void change() {
        int transactions = 1 + random.nextInt(TRANSACTIONS_MAX);
        for (int i = 0; i < transactions; i++) {
            store();
            StringBuilder forms = new StringBuilder("[");
            List<String> used = new ArrayList<>();
            int changes = random.nextInt(CHANGES_MAX);
            for (int change = 0; change < changes; change++) {
                String entity = "[:p/name \"" + pick(NAMES) + "\"]";
                String attribute = pick(List.of(
                        ":p/age",
                        ":p/nick",
                        ":p/luck",
                        ":p/friend",
                        ":p/best",
                        ":p/color",
                        ":p/score",
                        ":p/word",
                        ":p/flag",
                        ":p/born",
                        ":p/big"));
                if (used.contains(entity + attribute)) {
                    continue;
                }
                used.add(entity + attribute);
                String operation = random.nextInt(6) == 0 ? ":db/retract" : ":db/add";
                forms.append('[')
                        .append(operation)
                        .append(' ')
                        .append(entity)
                        .append(' ')
                        .append(attribute);
                forms.append(' ').append(value(attribute)).append(']');
            }
            transact((List<?>) Edn.read(forms.append(']').toString()));
        }
    }

    private String value(String attribute) {
        return switch (attribute) {
            case ":p/age", ":p/luck" -> String.valueOf(random.nextInt(NUMBERS));
            case ":p/big" -> random.nextInt(NUMBERS) + "N";
            case ":p/score" -> random.nextInt(NUMBERS) + ".5";
            case ":p/nick" -> "\"" + pick(NICKS) + "\"";
            case ":p/word" -> pick(WORDS);
            case ":p/color" -> pick(COLORS);
            case ":p/flag" -> String.valueOf(random.nextBoolean());
            case ":p/born" -> pick(DAYS);
            default -> "[:p/name \"" + pick(NAMES) + "\"]";
        };
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
