package io.stator.dynamodb.expression;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what the parser reads into a template. */
final class TemplateBuilder {
    private final List<String> literals = new ArrayList<>();
    private final List<Integer> slots = new ArrayList<>();
    private final List<Template.Place> places = new ArrayList<>();
    private final List<String> innerPaths = new ArrayList<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final StringBuilder literal = new StringBuilder();

    TemplateBuilder literal(String text) {
        literal.append(text);
        return this;
    }

    void name(String name) {
        Integer number = names.putIfAbsent(name, names.size());
        slot(number == null ? names.size() - 1 : number);
    }

    void value(String attribute, boolean aloneInList) {
        slot(Template.VALUE);
        places.add(new Template.Place(paths(attribute), false, aloneInList));
    }

    void spread(String attribute) {
        slot(Template.SPREAD);
        places.add(new Template.Place(paths(attribute), true, false));
    }

    /** Takes note of a path inside an attribute that an update changes. */
    void inner(String path) {
        innerPaths.add(path);
    }

    /** Returns how many values there are so far. */
    int values() {
        return places.size();
    }

    private static List<String> paths(String attribute) {
        return attribute.isEmpty() ? List.of() : List.of(attribute);
    }

    /** Says what the values from a number on are compared with, as far as that was unknown. */
    void about(int first, List<String> paths) {
        for (int i = first; i < places.size(); i++) {
            Template.Place place = places.get(i);
            if (place.paths().isEmpty()) {
                places.set(i, new Template.Place(List.copyOf(paths), place.spreads(), place.aloneInList()));
            }
        }
    }

    private void slot(int slot) {
        literals.add(literal.toString());
        literal.setLength(0);
        slots.add(slot);
    }

    Template build(String text, Template.Kind kind) {
        literals.add(literal.toString());
        return new Template(
                text,
                kind,
                List.copyOf(names.keySet()),
                literals.toArray(String[]::new),
                slots.stream().mapToInt(Integer::intValue).toArray(),
                places,
                innerPaths);
    }
}
