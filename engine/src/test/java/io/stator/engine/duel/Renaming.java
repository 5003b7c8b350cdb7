package io.stator.engine.duel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Finds which new entity of one contender is which of the other, by what is said of them.
 *
 * <p>Every new entity gets a colour; in each round the colour becomes what is said of the entity and to it, with the
 * colours of the other new entities. Entities with the same colour in the end can be exchanged for each other: one pair
 * of them is told apart, and the rounds begin again.
 */
final class Renaming {
    private static final int ROUNDS = 4;

    private final Side left;
    private final Side right;

    Renaming(Side left, Side right) {
        this.left = left;
        this.right = right;
    }

    /** The datoms of one contender, and the names it has for some of the entities. */
    static final class Side {
        private final List<Datum> data;
        private final Entities entities;
        private final BiFunction<Object, Object, Set<Integer>> references;
        private final Map<Long, String> colours = new LinkedHashMap<>();

        /**
         * Makes one.
         *
         * @param references the places of a value where entities are, 0 for a value that is one
         */
        Side(List<Datum> data, Entities entities, BiFunction<Object, Object, Set<Integer>> references) {
            this.data = data;
            this.entities = entities;
            this.references = references;
            for (Datum datum : data) {
                note(datum.e());
                note(datum.a());
                forEachReference(datum, this::note);
            }
        }

        private void note(long id) {
            if (entities.name(id) == null) {
                colours.put(id, "");
            }
        }

        private void forEachReference(Datum datum, java.util.function.LongConsumer action) {
            Object a = entities.name(datum.a());
            for (int place : a == null ? Set.<Integer>of() : references.apply(a, datum.v())) {
                Object target = datum.v() instanceof List<?> list ? list.get(place) : datum.v();
                if (target instanceof Long id) {
                    action.accept(id);
                }
            }
        }

        private String name(long id, long self) {
            Object name = entities.name(id);
            return name != null ? name.toString() : id == self ? "self" : "<" + colours.get(id) + ">";
        }

        private String value(Datum datum, long self) {
            Object a = entities.name(datum.a());
            Set<Integer> places = a == null ? Set.of() : references.apply(a, datum.v());
            if (datum.v() instanceof List<?> list) {
                List<Object> parts = new ArrayList<>();
                for (int i = 0; i < list.size(); i++) {
                    parts.add(places.contains(i) && list.get(i) instanceof Long id ? name(id, self) : list.get(i));
                }
                return parts.toString();
            }
            return places.contains(0) && datum.v() instanceof Long id ? name(id, self) : String.valueOf(datum.v());
        }

        private void round() {
            Map<Long, List<String>> said = new HashMap<>();
            for (Datum datum : data) {
                Set<Long> about = new LinkedHashSet<>(List.of(datum.e(), datum.a()));
                forEachReference(datum, about::add);
                for (long id : about) {
                    if (colours.containsKey(id)) {
                        said.computeIfAbsent(id, x -> new ArrayList<>())
                                .add(name(datum.e(), id) + " " + name(datum.a(), id) + " " + value(datum, id) + " "
                                        + datum.added());
                    }
                }
            }
            Map<Long, String> next = new HashMap<>();
            colours.forEach((id, colour) -> {
                List<String> all = new ArrayList<>(new LinkedHashSet<>(said.getOrDefault(id, List.of())));
                Collections.sort(all);
                next.put(id, Integer.toHexString((colour + all).hashCode()));
            });
            colours.putAll(next);
        }

        private Map<String, List<Long>> groups() {
            Map<String, List<Long>> groups = new TreeMap<>();
            colours.forEach((id, colour) ->
                    groups.computeIfAbsent(colour, c -> new ArrayList<>()).add(id));
            return groups;
        }
    }

    /** Returns the new entities of the left with those of the right, or null when they do not correspond. */
    @Nullable
    Map<Long, Long> find() {
        while (true) {
            for (int i = 0; i < ROUNDS; i++) {
                left.round();
                right.round();
            }
            Map<String, List<Long>> lefts = left.groups();
            Map<String, List<Long>> rights = right.groups();
            if (!lefts.keySet().equals(rights.keySet())) {
                return null;
            }
            Map<Long, Long> pairs = new TreeMap<>();
            boolean told = false;
            for (Map.Entry<String, List<Long>> group : lefts.entrySet()) {
                List<Long> others = rights.get(group.getKey());
                if (others.size() != group.getValue().size()) {
                    return null;
                }
                if (others.size() > 1 && !told) {
                    left.colours.put(group.getValue().get(0), "told apart");
                    right.colours.put(others.get(0), "told apart");
                    told = true;
                }
                pairs.put(group.getValue().get(0), others.get(0));
            }
            if (!told) {
                return pairs;
            }
        }
    }
}
