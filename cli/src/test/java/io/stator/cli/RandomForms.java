package io.stator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random files of forms: few names, ids and values, so that forms get into each other's way. */
final class RandomForms {
    /** The attributes that the forms use. */
    static final String SCHEMA = """
            {:db/ident :x/label :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
            {:db/ident :x/name :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
            {:db/ident :x/code :db/valueType :db.type/long :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
            {:db/ident :x/mail :db/valueType :db.type/string :db/cardinality :db.cardinality/one :db/unique :db.unique/value}
            {:db/ident :x/note :db/valueType :db.type/string :db/cardinality :db.cardinality/one}
            {:db/ident :x/count :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
            {:db/ident :x/tags :db/valueType :db.type/string :db/cardinality :db.cardinality/many}
            {:db/ident :x/ref :db/valueType :db.type/ref :db/cardinality :db.cardinality/one}
            {:db/ident :x/refs :db/valueType :db.type/ref :db/cardinality :db.cardinality/many}
            {:db/ident :x/left :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
            {:db/ident :x/right :db/valueType :db.type/long :db/cardinality :db.cardinality/one}
            {:db/ident :x/pair :db/valueType :db.type/tuple :db/tupleAttrs [:x/left :x/right] :db/cardinality :db.cardinality/one :db/unique :db.unique/identity}
            {:db/ident :x/part :db/valueType :db.type/ref :db/cardinality :db.cardinality/many :db/isComponent true}
            """;

    private static final List<String> TEMPIDS =
            List.of("\"a@\"", "\"b@\"", "-1@", "-2@", "#db/id [:db.part/user -1@]", "\"n@\"");

    private final SplittableRandom random;
    private final int wildness;
    private int labels;
    private int neighbourhood;

    /**
     * Makes a source of files.
     *
     * @param wildness from 0, where nearly all forms can be transacted, to 3
     */
    RandomForms(SplittableRandom random, int wildness) {
        this.random = random;
        this.wildness = wildness;
    }

    /** Returns files of forms: each a list of its outermost forms. */
    List<String> file(int forms) {
        List<String> file = new ArrayList<>();
        for (int i = 0; i < forms; i++) {
            neighbourhood = i / 4;
            if (random.nextInt(8) == 0) {
                StringBuilder whole = new StringBuilder("[");
                for (int j = random.nextInt(1, 5); j > 0; j--) {
                    whole.append(form(random.nextInt(4) == 0)).append(' ');
                }
                file.add(whole.append("[:db/add \"last\" :x/label ")
                        .append(label())
                        .append("]]")
                        .toString()
                        .replaceFirst(
                                "^\\[",
                                random.nextBoolean()
                                        ? "[{:db/id \"datomic.tx\" :x/label " + label() + "} "
                                        : "[{:x/label " + label() + "} "));
            } else {
                file.add(form(false));
            }
        }
        return file;
    }

    private String form(boolean plain) {
        int what = random.nextInt(plain ? 6 : 6 + 2 * wildness);
        return switch (what) {
            case 0, 1, 2, 3 -> map();
            case 4 -> "[:db/add " + entity() + " :x/label " + label() + "]";
            case 5 -> "[:db/add " + entity() + " " + fact() + "]";
            case 6 -> "{:db/id " + lookup() + " :x/label " + label() + " " + fact() + "}";
            case 7 -> "[:db/retract " + lookup() + " " + fact() + "]";
            case 8 -> "[:db/retractEntity " + lookup() + "]";
            case 9 ->
                "[:db/cas " + lookup() + " :x/count " + (random.nextBoolean() ? "nil" : number()) + " " + number()
                        + "]";
            case 10 -> "{:db/id \"datomic.tx\" :x/label " + label() + "}";
            default -> "[:db/retract " + lookup() + " :x/tags]";
        };
    }

    private String map() {
        StringBuilder map = new StringBuilder("{");
        if (random.nextInt(3) == 0) {
            map.append(":db/id ").append(tempid()).append(' ');
        }
        map.append(":x/label ").append(label());
        List<String> used = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String fact = fact();
            String attribute = fact.substring(0, fact.indexOf(' '));
            if (!used.contains(attribute)) {
                used.add(attribute);
                map.append(' ').append(fact);
            }
        }
        if (wildness > 1 && !used.contains(":x/left") && !used.contains(":x/right") && random.nextInt(3) == 0) {
            map.append(" :x/left ").append(number()).append(" :x/right ").append(number());
        }
        if (random.nextInt(6) == 0) {
            map.append(" :x/part {:x/label ")
                    .append(label())
                    .append(random.nextBoolean() ? " :db/id " + tempid() : "")
                    .append('}');
        }
        if (random.nextInt(8) == 0) {
            map.append(" :x/_refs ").append(random.nextInt(3) == 0 ? lookup() : tempid());
        }
        return map.append('}').toString();
    }

    private String fact() {
        return switch (random.nextInt(wildness == 0 ? 8 : 9 + wildness)) {
            case 0, 1 -> ":x/name " + name();
            case 2 -> ":x/note " + name();
            case 3 -> ":x/count " + number();
            case 4 -> ":x/tags " + name();
            case 5 -> ":x/ref " + (random.nextInt(3) == 0 ? lookup() : tempid());
            case 6 -> ":x/refs " + tempid();
            case 7 -> ":x/note \"a\"";
            case 8 -> ":x/code " + number();
            case 9 -> ":x/mail " + name();
            case 10 -> ":x/left " + number();
            default -> ":x/right " + number();
        };
    }

    private String entity() {
        return random.nextInt(3) == 0 && wildness > 0 ? lookup() : tempid();
    }

    private String tempid() {
        if (random.nextInt(60) == 0) {
            return "\"far\"";
        }
        return TEMPIDS.get(random.nextInt(TEMPIDS.size())).replace("@", String.valueOf(neighbourhood));
    }

    private String lookup() {
        return random.nextInt(4) == 0 && wildness > 0 ? "[:x/code " + number() + "]" : "[:x/name " + name() + "]";
    }

    private String name() {
        return "\"n" + random.nextInt(6) + "\"";
    }

    private String number() {
        return String.valueOf(random.nextInt(-2, 3));
    }

    private String label() {
        return "\"l" + labels++ + "\"";
    }
}
