package io.stator.engine.query;

import io.stator.Anomaly;
import io.stator.engine.query.function.FunctionRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes clauses at random, in which every variable has values of one kind only. */
final class RandomClauses {
    /** What a variable stands for. */
    enum Kind {
        ENTITY,
        LONG,
        DOUBLE,
        STRING,
        KEYWORD,
        BOOLEAN,
        INSTANT,
        BIG,
        ATTRIBUTE,
        TRANSACTION
    }

    static final String RULES = """
            [[(knows ?x ?y) [?x :p/friend ?y]]
             [(knows ?x ?y) [?x :p/best ?y]]
             [(reach ?x ?y) [?x :p/friend ?y]]
             [(reach ?x ?y) [?x :p/friend ?z] (reach ?z ?y)]
             [(left ?x ?y) [?x :p/best ?y]]
             [(left ?x ?y) (left ?x ?z) [?z :p/best ?y]]
             [(chain ?x ?y) [?x :p/friend ?y]]
             [(chain ?x ?y) (chain ?z ?y) (chain ?x ?z)]
             [(aged-chain ?x ?y) [?x :p/best ?y]]
             [(aged-chain ?x ?y) [?x :p/friend ?z] (aged-chain ?z ?y)]
             [(aged-chain ?x ?y) (aged-chain ?x ?z) [?z :p/age] (aged-chain ?z ?y)]
             [(left-chain ?x ?y) [?x :p/best ?y]]
             [(left-chain ?x ?y) [?z :p/best ?y] (left-chain ?x ?z) [?z :p/age]]
             [(left-chain ?x ?y) (left-chain ?x ?z) (left-chain ?z ?y)]
             [(odd-chain ?x ?y) [?x :p/friend ?y]]
             [(odd-chain ?x ?y) (odd-chain ?x ?z) (odd-chain ?z ?w) (odd-chain ?w ?y)]
             [(both-chain ?x ?y) [?x :p/best ?y]]
             [(both-chain ?x ?y) (both-chain ?x ?z) [?z :p/friend ?y]]
             [(both-chain ?x ?y) [?x :p/friend ?z] (both-chain ?z ?y)]
             [(both-chain ?x ?y) (both-chain ?x ?z) (both-chain ?z ?y)]
             [(even ?x ?y) [?x :p/friend ?z] (odd ?z ?y)]
             [(odd ?x ?y) [?x :p/friend ?y]]
             [(odd ?x ?y) [?x :p/friend ?z] (even ?z ?y)]
             [(twice ?x ?y) (reach ?x ?z) (knows ?z ?y)]
             [(older [?x ?n]) [?x :p/age ?a] [(> ?a ?n)]]
             [(lonely ?x ?y) [?x :p/name] [?y :p/name] (not [?x :p/friend ?y])]
             [(either ?x ?y) (or [?x :p/friend ?y] (and [?x :p/best ?y] [?y :p/age]))]
             [(same ?x ?y) [?x :p/name ?n] [?y :p/name ?n]]
             [(aged [?x] ?n) [(get-else $ ?x :p/age -1) ?n]]
             [(apart ?x ?y) (reach ?x ?y) (not (reach ?y ?x))]
             [(never ?x ?y) [(= 1 2)] (never ?x ?z) (never ?z ?y)]
             [(never ?x ?y) [(= 2 1)] (never ?x ?z) (never ?y ?z)]
             [(shared ?x ?y) (shared ?x ?z) (shared ?y ?z) [?z :p/flag true]]
             [(shared ?x ?y) [?x :p/best ?y]]
             [(never ?x ?y) [?x :p/best ?y]]
             [(far ?x ?y) [?x :p/best ?y]]
             [(far ?x ?y) (far ?x ?z) (far ?z ?y)]
             [(both ?x ?y) (far ?x ?y) (left ?x ?y)]
             [(whole ?x ?y) [?x :p/best ?y] [?x :p/age ?a] [(quot 6 ?a)]]
             [(whole ?x ?y) (whole ?x ?z) (whole ?z ?y)]
             [(share ?x ?n) [?x :p/age ?a] [(quot 6 ?a) ?n]]
             [(shares ?x ?n) (share ?x ?n)]
             [(shares ?x ?n) [?x :p/best ?z] (shares ?z ?n)]
             [(aim ?x ?y ?n) [?x :p/friend ?y] [?y :p/age ?n]]
             [(aim ?x ?y ?n) [?x :p/best ?z] (aim ?z ?y ?n)]
             [(turn ?n ?x ?y) [?x :p/friend ?y] [?y :p/age ?n]]
             [(turn ?n ?x ?y) (turn ?n ?x ?z) [?z :p/best ?y]]]
            """;

    /** The functions that clauses may call; those of a program refuse some arguments. */
    static final FunctionRegistry FUNCTIONS = FunctionRegistry.standard()
            .with("my/half", (context, arguments) -> {
                long number = (Long) arguments[0];
                if (number == 3) {
                    throw new IllegalStateException("not three");
                }
                return number / 2;
            })
            .with("my/small", (context, arguments) -> {
                if (arguments[0].equals(2L)) {
                    throw new Anomaly.Conflict("not two");
                }
                return (Long) arguments[0] < 3;
            });

    private static final List<String> PAIRS = List.of(
            "knows",
            "reach",
            "left",
            "chain",
            "aged-chain",
            "left-chain",
            "odd-chain",
            "both-chain",
            "even",
            "odd",
            "twice",
            "lonely",
            "either",
            "same",
            "apart",
            "never",
            "shared",
            "far",
            "both");

    private static final Map<String, Kind> ATTRIBUTES = attributes();

    private final SplittableRandom random;
    private final Map<Kind, List<String>> bound = new EnumMap<>(Kind.class);
    private final boolean history;
    private final boolean lookups;
    private int named;

    /**
     * Makes a writer.
     *
     * @param history whether patterns should often look at transactions
     * @param lookups whether people may be named by lookup refs
     */
    RandomClauses(SplittableRandom random, boolean history, boolean lookups) {
        this.random = random;
        this.history = history;
        this.lookups = lookups;
        for (Kind kind : Kind.values()) {
            bound.put(kind, new ArrayList<>());
        }
    }

    private static Map<String, Kind> attributes() {
        Map<String, Kind> attributes = new LinkedHashMap<>();
        attributes.put(":p/name", Kind.STRING);
        attributes.put(":p/nick", Kind.STRING);
        attributes.put(":p/age", Kind.LONG);
        attributes.put(":p/luck", Kind.LONG);
        attributes.put(":p/friend", Kind.ENTITY);
        attributes.put(":p/best", Kind.ENTITY);
        attributes.put(":p/color", Kind.ENTITY);
        attributes.put(":p/score", Kind.DOUBLE);
        attributes.put(":p/word", Kind.KEYWORD);
        attributes.put(":p/flag", Kind.BOOLEAN);
        attributes.put(":p/born", Kind.INSTANT);
        attributes.put(":p/big", Kind.BIG);
        return attributes;
    }

    /** Returns the variables that some clause binds. */
    List<String> variables() {
        List<String> all = new ArrayList<>();
        bound.values().forEach(all::addAll);
        return all;
    }

    List<String> variables(Kind kind) {
        return bound.get(kind);
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Returns a new variable that counts as bound. */
    String fresh(Kind kind) {
        String name = "?" + kind.name().toLowerCase(Locale.ROOT).charAt(0) + named++;
        bound.get(kind).add(name);
        return name;
    }

    /** Returns a variable of a kind: mostly one that is there. */
    String variable(Kind kind) {
        List<String> known = bound.get(kind);
        return known.isEmpty() || chance(kind == Kind.ENTITY ? 35 : 65) ? fresh(kind) : pick(known);
    }

    /** Returns a constant of a kind. */
    String constant(Kind kind) {
        return switch (kind) {
            case ENTITY ->
                !lookups || chance(50)
                        ? pick(RandomDatabase.COLORS)
                        : "[:p/name \"" + pick(RandomDatabase.NAMES) + "\"]";
            case LONG -> String.valueOf(random.nextInt(RandomDatabase.NUMBERS));
            case BIG -> random.nextInt(RandomDatabase.NUMBERS) + (chance(50) ? "N" : "");
            case DOUBLE -> random.nextInt(RandomDatabase.NUMBERS) + ".5";
            case STRING -> "\"" + pick(chance(50) ? RandomDatabase.NAMES : RandomDatabase.NICKS) + "\"";
            case KEYWORD -> pick(RandomDatabase.WORDS);
            case BOOLEAN -> String.valueOf(random.nextBoolean());
            case INSTANT -> pick(RandomDatabase.DAYS);
            case ATTRIBUTE -> pick(List.copyOf(ATTRIBUTES.keySet()));
            case TRANSACTION -> String.valueOf(6 + random.nextInt(6));
        };
    }

    /** Returns a clause that may bind variables. */
    String binding(int depth) {
        int choice = random.nextInt(depth > 1 ? 10 : 16);
        if (choice < 9) {
            return pattern();
        }
        return switch (choice) {
            case 9 -> attributePattern();
            case 10, 11 -> function();
            case 12 -> or(depth);
            case 13 -> orJoin(depth);
            default -> ruleCall();
        };
    }

    private String pattern() {
        String attribute = pick(List.copyOf(ATTRIBUTES.keySet()));
        String entity = chance(6) ? "_" : chance(6) ? pick(RandomDatabase.COLORS) : variable(Kind.ENTITY);
        StringBuilder pattern =
                new StringBuilder("[").append(entity).append(' ').append(attribute);
        if (chance(15)) {
            return pattern.append("]").toString();
        }
        Kind kind = ATTRIBUTES.get(attribute);
        pattern.append(' ').append(chance(12) ? constant(kind) : chance(8) ? "_" : variable(kind));
        if (chance(history ? 30 : 10)) {
            pattern.append(' ').append(chance(15) ? constant(Kind.TRANSACTION) : variable(Kind.TRANSACTION));
            if (chance(40)) {
                pattern.append(' ').append(chance(40) ? constant(Kind.BOOLEAN) : variable(Kind.BOOLEAN));
            }
        }
        return pattern.append(']').toString();
    }

    /** Returns a pattern with an attribute that is not known beforehand, of an entity that is. */
    private String attributePattern() {
        List<String> entities = bound.get(Kind.ENTITY);
        if (entities.isEmpty()) {
            return pattern();
        }
        String attribute = variable(Kind.ATTRIBUTE);
        if (chance(50)) {
            String value = chance(40) ? constant(Kind.ENTITY) : pick(entities);
            return "[" + pick(entities) + " " + attribute + " " + value + "]";
        }
        return "[" + pick(entities) + " " + attribute + "]";
    }

    private String function() {
        List<String> longs = List.copyOf(bound.get(Kind.LONG));
        List<String> strings = List.copyOf(bound.get(Kind.STRING));
        List<String> entities = List.copyOf(bound.get(Kind.ENTITY));
        List<String> attributes = List.copyOf(bound.get(Kind.ATTRIBUTE));
        int choice = random.nextInt(12);
        if (choice == 11 && !longs.isEmpty()) {
            return failing(longs, strings);
        }
        if (choice == 0 && !longs.isEmpty()) {
            String argument = pick(longs);
            return "[(+ " + argument + " " + constant(Kind.LONG) + ") " + other(Kind.LONG, argument) + "]";
        }
        if (choice == 1 && !strings.isEmpty()) {
            return "[(count " + pick(strings) + ") " + variable(Kind.LONG) + "]";
        }
        if (choice == 2 && !strings.isEmpty()) {
            String argument = pick(strings);
            return "[(clojure.string/upper-case " + argument + ") " + other(Kind.STRING, argument) + "]";
        }
        if (choice == 3 && !entities.isEmpty()) {
            return "[(get-else $ " + pick(entities) + " :p/age -1) " + variable(Kind.LONG) + "]";
        }
        if (choice == 4 && !entities.isEmpty()) {
            return "[(missing? $ " + pick(entities) + " " + constant(Kind.ATTRIBUTE) + ") " + variable(Kind.BOOLEAN)
                    + "]";
        }
        if (choice == 5 && !longs.isEmpty()) {
            String argument = pick(longs);
            return "[(vector " + argument + " " + constant(Kind.STRING) + ") [" + other(Kind.LONG, argument) + " "
                    + variable(Kind.STRING) + "]]";
        }
        if (choice == 6 && !attributes.isEmpty()) {
            return "[" + pick(attributes) + " :db/ident " + variable(Kind.KEYWORD) + "]";
        }
        if (choice == 7) {
            return "[(q [:find (" + pick(List.of("max", "min", "count")) + " ?x) . :where [_ :p/luck ?x]] $) "
                    + variable(Kind.LONG) + "]";
        }
        if (choice == 8 && !entities.isEmpty()) {
            return "[(get-some $ " + pick(entities) + " :p/age :p/big) [" + variable(Kind.ATTRIBUTE) + " _]]";
        }
        return choice == 9
                ? "[(ground [" + constant(Kind.LONG) + " " + constant(Kind.LONG) + "]) [" + variable(Kind.LONG)
                        + " ...]]"
                : "[(ground [[1 \"A\"] [2 \"Bo\"]]) [[" + variable(Kind.LONG) + " " + variable(Kind.STRING) + "]]]";
    }

    /** Returns clauses of which one fails for some values. */
    List<String> failing() {
        List<String> clauses = new ArrayList<>();
        if (bound.get(Kind.LONG).isEmpty() || chance(40)) {
            String entity = variable(Kind.ENTITY);
            clauses.add("[" + entity + " " + pick(List.of(":p/age", ":p/luck")) + " " + fresh(Kind.LONG) + "]");
        }
        List<String> longs = List.copyOf(bound.get(Kind.LONG));
        clauses.add(chance(60) ? failing(longs, List.copyOf(bound.get(Kind.STRING))) : failingFilter(pick(longs)));
        if (chance(50)) {
            clauses.add("[(" + pick(List.of("!=", "<", ">")) + " " + pick(longs) + " " + constant(Kind.LONG) + ")]");
        }
        return clauses;
    }

    /** Returns a call that fails for some values. */
    private String failing(List<String> longs, List<String> strings) {
        String argument = pick(longs);
        String result = other(Kind.LONG, argument);
        return switch (random.nextInt(strings.isEmpty() ? 6 : 8)) {
            case 0, 1 -> "[(quot 6 " + argument + ") " + result + "]";
            case 2 -> "[(nth [1 2 0] " + argument + ") " + result + "]";
            case 3 -> "[(my/half " + argument + ") " + result + "]";
            case 4 -> "[(ground [[1 2] [3]]) [[" + result + " " + variable(Kind.LONG) + "]]]";
            case 5 -> "(shares " + variable(Kind.ENTITY) + " " + result + ")";
            case 6 -> "[(count (subs " + pick(strings) + " " + argument + ")) " + result + "]";
            default -> "[(subs " + pick(strings) + " " + argument + ") " + fresh(Kind.STRING) + "]";
        };
    }

    /** Returns a filter that fails for some values. */
    private String failingFilter(String number) {
        return switch (random.nextInt(6)) {
            case 0 -> "[(quot 6 " + number + ")]";
            case 1 -> "[(< (quot 6 " + number + ") 5)]";
            case 2 -> "[(my/small " + number + ")]";
            case 3 -> "(not-join [" + number + "] [(quot 6 " + number + ") ?part] [(< ?part 4)])";
            case 4 -> "(or-join [" + number + "] [(my/small " + number + ")] [(= " + number + " 3)])";
            default ->
                "(or-join [" + number + "] (and [(nth [true false] " + number + ") ?right] [(true? ?right)]) [(quot 6 "
                        + number + ")])";
        };
    }

    /** Returns a variable that is not the argument of the function whose result it takes. */
    private String other(Kind kind, String argument) {
        String variable = variable(kind);
        return variable.equals(argument) ? fresh(kind) : variable;
    }

    private String or(int depth) {
        String entity = variable(Kind.ENTITY);
        Kind kind = pick(List.of(Kind.STRING, Kind.LONG, Kind.ENTITY));
        String value = variable(kind);
        List<String> attributes = attributesOf(kind);
        String first = "[" + entity + " " + pick(attributes) + " " + value + "]";
        String second = "[" + entity + " " + pick(attributes) + " " + value + "]";
        if (chance(40)) {
            second = "(and " + second + " " + (chance(50) ? "[" + entity + " :p/name]" : filterOn(entity, depth)) + ")";
        }
        return "(or " + first + " " + second + ")";
    }

    private static List<String> attributesOf(Kind kind) {
        return ATTRIBUTES.entrySet().stream()
                .filter(entry -> entry.getValue() == kind)
                .map(Map.Entry::getKey)
                .toList();
    }

    private String filterOn(String entity, int depth) {
        return depth < 2 && chance(50)
                ? "(not [" + entity + " " + constant(Kind.ATTRIBUTE) + "])"
                : "(not-join [" + entity + "] [" + entity + " :p/friend ?hidden] [?hidden :p/age ?age] [(< ?age 3)])";
    }

    private String orJoin(int depth) {
        String entity = variable(Kind.ENTITY);
        boolean required = bound.get(Kind.ENTITY).size() > 1 && chance(20);
        String other = required ? pick(bound.get(Kind.ENTITY)) : variable(Kind.ENTITY);
        if (other.equals(entity)) {
            return "(or-join [" + entity + "] [" + entity + " :p/friend " + entity + "] (and [" + entity
                    + " :p/best ?inner] [?inner :p/age " + constant(Kind.LONG) + "]))";
        }
        return "(or-join [" + entity + " " + other + "] [" + entity + " :p/friend " + other + "] (and [" + entity
                + " :p/best ?inner] [?inner :p/friend " + other + "] " + filterOn(entity, depth) + "))";
    }

    private String ruleCall() {
        List<String> entities = List.copyOf(bound.get(Kind.ENTITY));
        if (!entities.isEmpty() && chance(15)) {
            return "(aged " + pick(entities) + " " + variable(Kind.LONG) + ")";
        }
        String first = ruleArgument();
        String second = chance(8) ? first : ruleArgument();
        if (chance(15)) {
            return chance(50)
                    ? "(aim " + first + " " + second + " " + variable(Kind.LONG) + ")"
                    : "(turn " + variable(Kind.LONG) + " " + first + " " + second + ")";
        }
        return chance(6)
                ? "(whole " + first + " " + second + ")"
                : "(" + pick(PAIRS) + " " + first + " " + second + ")";
    }

    private String ruleArgument() {
        return chance(10) ? "_" : chance(10) ? constant(Kind.ENTITY) : variable(Kind.ENTITY);
    }

    /** Returns a clause that only looks at variables that are bound, or null when there are none for it. */
    String filter(int depth) {
        List<String> entities = bound.get(Kind.ENTITY);
        if (depth < 2 && !entities.isEmpty() && chance(35)) {
            return negation(depth);
        }
        if (!entities.isEmpty() && chance(20)) {
            return "(older " + pick(entities) + " " + constant(Kind.LONG) + ")";
        }
        Kind kind = pick(List.of(
                Kind.LONG,
                Kind.STRING,
                Kind.ENTITY,
                Kind.DOUBLE,
                Kind.INSTANT,
                Kind.BIG,
                Kind.TRANSACTION,
                Kind.KEYWORD));
        List<String> known = bound.get(kind);
        if (known.isEmpty()) {
            return null;
        }
        if (kind == Kind.LONG && chance(20)) {
            return failingFilter(pick(known));
        }
        String operator = pick(List.of("<", "<=", ">", ">=", "=", "!=", "not="));
        String right = kind == Kind.ENTITY || kind == Kind.TRANSACTION || chance(40) ? pick(known) : constant(kind);
        if (kind == Kind.STRING && chance(25)) {
            return "[(clojure.string/starts-with? " + pick(known) + " " + constant(kind) + ")]";
        }
        return chance(80)
                ? "[(" + operator + " " + pick(known) + " " + right + ")]"
                : "[(" + operator + " " + right + " " + pick(known) + ")]";
    }

    private String negation(int depth) {
        String entity = pick(bound.get(Kind.ENTITY));
        String other = pick(bound.get(Kind.ENTITY));
        return switch (random.nextInt(7)) {
            case 0 -> "(not [" + entity + " " + constant(Kind.ATTRIBUTE) + "])";
            case 1 -> "(not [" + entity + " :p/friend " + other + "])";
            case 2 -> "(not (reach " + entity + " " + other + "))";
            case 3 ->
                "(not [" + entity + " :p/age " + constant(Kind.LONG) + "] (or [" + entity + " :p/friend " + other
                        + "] [" + other + " :p/best " + entity + "]))";
            case 4 -> "(not-join [" + entity + "] (knows " + entity + " ?inner) [?inner :p/age ?age] [(< ?age 3)])";
            case 5 ->
                "(not-join [" + entity + " " + other + "] [" + entity + " :p/friend ?inner] (not [?inner :p/best "
                        + other + "]))";
            default -> filterOn(entity, depth);
        };
    }
}
