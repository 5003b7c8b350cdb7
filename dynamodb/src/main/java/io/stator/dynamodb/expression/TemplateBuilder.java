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
        places.add(new Template.Place(attribute, false, aloneInList));
    }

    void spread(String attribute) {
        slot(Template.SPREAD);
        places.add(new Template.Place(attribute, true, false));
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
                places);
    }
}
