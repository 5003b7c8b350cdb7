package io.stator.engine.duel;

import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Smaller transactions than a given one: with a form, an entry of a map or an element of a collection less, or about nothing in particular. */
final class Reductions {
    /** Where the value of a list form is. */
    private static final int VALUE = 3;

    private static final String SOMEONE = "someone";
    private static final Keyword DOC = Keyword.of("db", "doc");

    private Reductions() {}

    /** Returns all transactions that are one step smaller. */
    static List<List<Object>> of(List<?> forms) {
        List<List<Object>> smaller = new ArrayList<>();
        for (int i = 0; i < forms.size(); i++) {
            List<Object> without = new ArrayList<>(forms);
            without.remove(i);
            smaller.add(without);
            for (Object form : ofForm(forms.get(i))) {
                List<Object> with = new ArrayList<>(forms);
                with.set(i, form);
                smaller.add(with);
            }
        }
        return smaller;
    }

    private static List<Object> ofForm(@Nullable Object form) {
        if (form instanceof List<?> call && !call.isEmpty() && DuelFunctions.FORMS.equals(call.get(0))) {
            return ofCall(call);
        }
        List<Object> smaller = new ArrayList<>();
        if (form instanceof List<?> list && list.size() > VALUE) {
            for (Object value : ofValue(list.get(VALUE))) {
                List<Object> with = new ArrayList<>(list);
                with.set(VALUE, value);
                smaller.add(EdnVector.copyOf(with));
            }
        }
        if (form instanceof List<?> list && list.size() > VALUE && list.get(0) == RandomForms.ADD) {
            if (!(list.get(1) instanceof String)) {
                smaller.add(EdnVector.of(list.get(0), SOMEONE, list.get(2), list.get(VALUE)));
            }
            if (list.get(2) != DOC) {
                smaller.add(EdnVector.of(list.get(0), list.get(1), DOC, "x"));
            }
        }
        if (form instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Map<Object, Object> without = new LinkedHashMap<>(map);
                without.remove(entry.getKey());
                smaller.add(without);
                smaller.addAll(nested(entry.getValue()));
                for (Object value : ofValue(entry.getValue())) {
                    Map<Object, Object> with = new LinkedHashMap<>(map);
                    with.put(entry.getKey(), value);
                    smaller.add(with);
                }
            }
        }
        return smaller;
    }

    /** Returns the maps in the place of a value, which can be forms of their own. */
    private static List<Object> nested(@Nullable Object value) {
        List<Object> maps = new ArrayList<>();
        for (Object one : value instanceof Collection<?> all ? all : Arrays.asList(value)) {
            if (one instanceof Map) {
                maps.add(one);
            }
        }
        return maps;
    }

    /** Returns calls that return a smaller part of the forms. */
    private static List<Object> ofCall(List<?> call) {
        List<Object> smaller = new ArrayList<>();
        for (List<Object> forms : of(call.subList(1, call.size()))) {
            forms.add(0, call.get(0));
            smaller.add(EdnVector.copyOf(forms));
        }
        return smaller;
    }

    private static List<Object> ofValue(@Nullable Object value) {
        if (value instanceof Map) {
            return ofForm(value);
        }
        List<Object> smaller = new ArrayList<>();
        if (value instanceof Set<?> set) {
            for (Object element : set) {
                Set<Object> without = new LinkedHashSet<>(set);
                without.remove(element);
                smaller.add(without);
            }
        }
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                List<Object> without = new ArrayList<>(list);
                without.remove(i);
                smaller.add(EdnVector.copyOf(without));
                for (Object element : ofForm(list.get(i))) {
                    List<Object> with = new ArrayList<>(list);
                    with.set(i, element);
                    smaller.add(EdnVector.copyOf(with));
                }
            }
        }
        return smaller;
    }

    /** Returns a transaction of which no smaller one is still as wanted. */
    static List<?> least(List<?> forms, Predicate<List<?>> wanted) {
        List<?> least = forms;
        boolean found = true;
        while (found) {
            found = false;
            for (List<Object> smaller : of(least)) {
                if (wanted.test(smaller)) {
                    least = smaller;
                    found = true;
                    break;
                }
            }
        }
        return least;
    }
}
