package io.stator.dynamodb;

import static io.stator.dynamodb.Expression.quoted;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Random conditions and updates over whole numbers, together with what they mean. */
final class RandomExpressions {
    /** Ordinary names, keywords, functions, reserved words, and names that need backquotes. */
    static final List<String> NAMES = List.of(
            "a",
            "b1",
            "_c",
            "and",
            "OR",
            "Not",
            "in",
            "between",
            "set",
            "remove",
            "size",
            "contains",
            "name",
            "true",
            "Straße",
            "first name",
            "a.b",
            "x-y",
            "1st",
            "`",
            "#n0",
            ":v0",
            "?");

    private final Random random;

    RandomExpressions(Random random) {
        this.random = random;
    }

    /** A condition and when it holds. */
    record Condition(String text, List<Object> values, Predicate<Map<String, Integer>> meaning) {
        boolean holds(Map<String, Integer> item) {
            return meaning.test(item);
        }
    }

    /** An update and the item after it. */
    record Change(String text, List<Object> values, Map<String, Integer> after) {}

    Condition condition(int depth) {
        return switch (depth == 0 ? 9 : random.nextInt(10)) {
            case 0, 1, 2 -> combined(depth, true);
            case 3, 4, 5 -> combined(depth, false);
            case 6, 7 -> {
                Condition inner = condition(depth - 1);
                yield new Condition(anyCase("not") + " (" + inner.text + ")", inner.values, item -> !inner.holds(item));
            }
            case 8 -> {
                Condition inner = condition(depth - 1);
                yield new Condition("(" + inner.text + ")", inner.values, inner.meaning);
            }
            default -> simple();
        };
    }

    /** Two or three conditions, of which those that bind less are in parentheses. */
    private Condition combined(int depth, boolean all) {
        List<Condition> parts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<Object> values = new ArrayList<>();
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            // Without parentheses an OR inside AND would mean something else; AND inside OR and simple ones need none.
            Condition part =
                    all ? atom(depth - 1) : random.nextBoolean() ? combinedAtoms(depth - 1) : condition(depth - 1);
            parts.add(part);
            text.append(i == 0 ? "" : " " + anyCase(all ? "and" : "or") + " ").append(part.text);
            values.addAll(part.values);
        }
        return new Condition(
                text.toString(),
                values,
                item -> all
                        ? parts.stream().allMatch(part -> part.holds(item))
                        : parts.stream().anyMatch(part -> part.holds(item)));
    }

    private Condition combinedAtoms(int depth) {
        Condition left = atom(depth);
        Condition right = atom(depth);
        List<Object> values = new ArrayList<>(left.values);
        values.addAll(right.values);
        return new Condition(left.text + " AND " + right.text, values, item -> left.holds(item) && right.holds(item));
    }

    private Condition atom(int depth) {
        Condition inner = depth <= 0 || random.nextBoolean() ? simple() : condition(depth - 1);
        return new Condition("(" + inner.text + ")", inner.values, inner.meaning);
    }

    private Condition simple() {
        String name = name();
        int value = random.nextInt(6);
        String shown = shown(name);
        return switch (random.nextInt(7)) {
            case 0 -> comparison(shown, "=", value, item -> number(item, name, number -> number == value));
            case 1 -> comparison(shown, "<", value, item -> number(item, name, number -> number < value));
            case 2 -> comparison(shown, ">=", value, item -> number(item, name, number -> number >= value));
            case 3 -> comparison(shown, "<>", value, item -> !number(item, name, number -> number == value));
            case 4 ->
                new Condition(
                        shown + " " + anyCase("between") + " ? AND ?",
                        List.of(value, value + 2),
                        item -> number(item, name, number -> number >= value && number <= value + 2));
            case 5 ->
                random.nextBoolean()
                        ? new Condition(
                                shown + anyCase(" in") + "(?,?)",
                                List.of(value, 5),
                                item -> number(item, name, number -> number == value || number == 5))
                        : new Condition(
                                shown + anyCase(" in") + " ?",
                                List.of(List.of(value, 5)),
                                item -> number(item, name, number -> number == value || number == 5));
            default ->
                new Condition(
                        anyCase("attribute_exists") + "(" + shown + ")", List.of(), item -> item.containsKey(name));
        };
    }

    private static Condition comparison(
            String name, String operator, int value, Predicate<Map<String, Integer>> meaning) {
        return new Condition(name + operator + "?", List.of(value), meaning);
    }

    private static boolean number(Map<String, Integer> item, String name, Predicate<Integer> predicate) {
        @Nullable Integer number = item.get(name);
        return number != null && predicate.test(number);
    }

    Change change(Map<String, Integer> item) {
        Map<String, Integer> after = new LinkedHashMap<>(item);
        List<Object> values = new ArrayList<>();
        List<String> names = new ArrayList<>(NAMES);
        Collections.shuffle(names, random);
        List<String> present = names.stream().filter(item::containsKey).toList();
        StringBuilder text = new StringBuilder(anyCase("set"));
        String separator = " ";
        for (String name : names.subList(0, 3)) {
            int value = random.nextInt(10);
            values.add(value);
            text.append(separator).append(shown(name)).append(" = ");
            separator = ", ";
            if (item.containsKey(name) && random.nextBoolean()) {
                text.append(quoted(name)).append("-?");
                after.put(name, item.get(name) - value);
            } else if (random.nextBoolean()) {
                text.append(anyCase("if_not_exists"))
                        .append("(")
                        .append(shown(name))
                        .append(", ?)");
                after.putIfAbsent(name, value);
            } else if (!present.isEmpty() && random.nextBoolean()) {
                String other = present.get(random.nextInt(present.size()));
                text.append("(?+").append(quoted(other)).append(")");
                after.put(name, item.get(other) + value);
            } else {
                text.append("?");
                after.put(name, value);
            }
        }
        text.append(" ")
                .append(anyCase("remove"))
                .append(" ")
                .append(shown(names.get(3)))
                .append(", ")
                .append(shown(names.get(4)));
        after.remove(names.get(3));
        after.remove(names.get(4));
        text.append(" ")
                .append(anyCase("add"))
                .append(" ")
                .append(shown(names.get(5)))
                .append(" ?");
        values.add(7);
        after.merge(names.get(5), 7, Integer::sum);
        return new Change(text.toString(), values, after);
    }

    private String name() {
        return NAMES.get(random.nextInt(NAMES.size()));
    }

    /** Returns the name as it may stand at the start of a condition or where a path is expected. */
    private String shown(String name) {
        boolean bare = name.matches("[A-Za-zß_][A-Za-zß_0-9]*") && !name.matches("(?i)set|remove|not");
        return bare && random.nextInt(4) > 0 ? name : quoted(name);
    }

    private String anyCase(String word) {
        return random.nextBoolean() ? word : word.toUpperCase(Locale.ROOT);
    }
}
