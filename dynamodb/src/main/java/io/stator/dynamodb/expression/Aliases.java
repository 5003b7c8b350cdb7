package io.stator.dynamodb.expression;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The aliases of one request: a name has one, however often and in however many expressions it is used. */
public final class Aliases {
    private static final int READY = 64;
    private static final String[] NAMES = ready("#n");
    private static final String[] VALUES = ready(":v");
    private static final int[] NO_COUNTS = {};

    /** The only expression so far, if its names are all there is. */
    private @Nullable Template first;

    private @Nullable List<String> names;
    private final Map<String, Integer> numbers = new HashMap<>(0);
    private int values;

    /** Returns the service's text of an expression that spreads no collection. */
    public String write(Template template) {
        return write(template, NO_COUNTS);
    }

    /** Returns the service's text; {@code counts} has the number of values for each place that spreads, in their order. */
    public String write(Template template, int[] counts) {
        if (first == null && names == null && values == 0 && !template.spreads()) {
            first = template;
            values = template.places().size();
            return template.plain();
        }
        return template.write(this, counts);
    }

    /** Returns how many values have an alias. */
    public int valueCount() {
        return values;
    }

    /** Returns the names by their aliases; empty if there are none. */
    public Map<String, String> names() {
        if (names == null) {
            return first == null ? Map.of() : first.plainNames();
        }
        Map<String, String> byAlias = new LinkedHashMap<>(names.size() * 2);
        for (int i = 0; i < names.size(); i++) {
            byAlias.put(name(i), names.get(i));
        }
        return byAlias;
    }

    /** Returns the alias of the value with that number, from 0. */
    public static String value(int number) {
        return number < READY ? VALUES[number] : ":v" + number;
    }

    static String name(int number) {
        return number < READY ? NAMES[number] : "#n" + number;
    }

    String of(String name) {
        List<String> known = names;
        if (known == null) {
            known = new ArrayList<>(first == null ? List.of() : first.names());
            names = known;
            for (int i = 0; i < known.size(); i++) {
                numbers.put(known.get(i), i);
            }
        }
        Integer number = numbers.putIfAbsent(name, known.size());
        if (number != null) {
            return name(number);
        }
        known.add(name);
        return name(known.size() - 1);
    }

    /** Returns the alias of a further value. */
    public String nextValue() {
        return value(values++);
    }

    private static String[] ready(String prefix) {
        String[] ready = new String[READY];
        for (int i = 0; i < READY; i++) {
            ready[i] = prefix + i;
        }
        return ready;
    }
}
