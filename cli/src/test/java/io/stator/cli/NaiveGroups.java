package io.stator.cli;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The groups of a file's forms found in the simplest way, quadratic and with all in memory. */
final class NaiveGroups {
    private static final Set<String> REFERENCES = Set.of("ref", "refs", "part", "_refs");
    private static final Keyword ID = Keyword.of("db", "id");

    /**
     * Forms that are one transaction.
     *
     * @param texts the outermost forms as they are written
     * @param forms the forms of the transaction
     */
    record Group(List<String> texts, List<Object> forms) {}

    private NaiveGroups() {}

    /** Returns the transactions that the outermost forms of a file stand for, or nothing when they cannot be kept. */
    static Optional<List<Group>> of(List<String> texts) {
        List<Object> forms = texts.stream().<Object>map(Edn::read).toList();
        List<Set<Object>> mentions = forms.stream().map(NaiveGroups::mentions).toList();
        List<Group> groups = new ArrayList<>();
        for (int first = 0; first < forms.size(); ) {
            int last = first;
            for (int i = first; i <= last; i++) {
                for (int j = last + 1; j < forms.size(); j++) {
                    Set<Object> both = new HashSet<>(mentions.get(i));
                    both.retainAll(mentions.get(j));
                    last = both.isEmpty() ? last : j;
                }
            }
            List<Object> group = new ArrayList<>();
            for (int i = first; i <= last; i++) {
                if (isWhole(forms.get(i))) {
                    if (last > first) {
                        return Optional.empty();
                    }
                    group.addAll((List<?>) forms.get(i));
                } else {
                    group.add(forms.get(i));
                }
            }
            groups.add(new Group(texts.subList(first, last + 1), group));
            first = last + 1;
        }
        return Optional.of(groups);
    }

    private static boolean isWhole(Object form) {
        return form instanceof List<?> list && (list.get(0) instanceof Collection || list.get(0) instanceof Map);
    }

    private static Set<Object> mentions(Object form) {
        Set<Object> found = new HashSet<>();
        if (isWhole(form)) {
            return found;
        }
        if (form instanceof Map<?, ?> map) {
            inMap(map, found);
        } else if (form instanceof List<?> list) {
            tempid(list.get(1), found);
            if (list.size() == 4 && list.get(2) instanceof Keyword attribute && REFERENCES.contains(attribute.name())) {
                tempid(list.get(3), found);
            }
        }
        return found;
    }

    private static void inMap(Map<?, ?> map, Set<Object> found) {
        map.forEach((key, value) -> {
            Keyword attribute = (Keyword) key;
            if (attribute.equals(ID) || REFERENCES.contains(attribute.name())) {
                if (value instanceof Map<?, ?> nested) {
                    inMap(nested, found);
                } else {
                    tempid(value, found);
                }
            }
        });
    }

    private static void tempid(Object value, Set<Object> found) {
        boolean negative = value instanceof Long number && number < 0;
        if (value instanceof String || value instanceof Tagged || negative) {
            found.add(value);
        }
    }
}
