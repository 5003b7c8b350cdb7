package io.stator.dynamodb.expression;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A text that was read: what is written as it is, and between it the places of names and values.
 *
 * <p>An immutable value, shared by all requests with the same text.
 */
public final class Template {
    /** A place for a value. */
    static final int VALUE = -1;

    /** A place for the values of a collection, one beside the other. */
    static final int SPREAD = -2;

    /** The longest expression the service accepts, in bytes, all of which are ASCII once names have aliases. */
    public static final int WRITTEN_BYTES_MAX = 4096;

    /** The most values {@code IN} compares with. */
    public static final int SPREAD_VALUES_MAX = 100;

    private final String text;
    private final Kind kind;
    private final List<String> names;
    private final String[] literals;
    private final int[] slots;
    private final List<Place> places;
    private final List<String> innerPaths;
    private final boolean spreads;
    private final String plain;
    private final Map<String, String> plainNames;

    /** What a text can be used for. */
    public enum Kind {
        /** One that holds or does not, in increasing strength of what binds it together. */
        ANY_OF,
        ALL_OF,
        NEGATION,
        CONDITION,
        /** The sections SET, REMOVE, ADD and DELETE. */
        UPDATE,
        /** Paths. */
        PROJECTION;
    }

    /** Where a value goes: the paths it is set to or compared with, and whether it is the only one of a list in parentheses. */
    public record Place(List<String> paths, boolean spreads, boolean aloneInList) {
        /** Returns the first path the value is about, or nothing if there is none. */
        public String attribute() {
            return paths.isEmpty() ? "" : paths.get(0);
        }
    }

    Template(
            String text,
            Kind kind,
            List<String> names,
            String[] literals,
            int[] slots,
            List<Place> places,
            List<String> innerPaths) {
        this.innerPaths = List.copyOf(innerPaths);
        this.text = text;
        this.kind = kind;
        this.names = List.copyOf(names);
        this.literals = literals;
        this.slots = slots;
        this.places = List.copyOf(places);
        this.spreads = places.stream().anyMatch(Place::spreads);
        Map<String, String> aliases = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            aliases.put(Aliases.name(i), names.get(i));
        }
        this.plainNames = Collections.unmodifiableMap(aliases);
        this.plain = spreads ? "" : write(new Aliases(), new int[0]);
    }

    /** Returns the text as it was given. */
    public String text() {
        return text;
    }

    /** Returns what the text can be used for. */
    public Kind kind() {
        return kind;
    }

    /** Returns the places of the values in their order. */
    public List<Place> places() {
        return places;
    }

    /** Returns whether there is a place for a collection. */
    public boolean spreads() {
        return spreads;
    }

    /** Returns the different attribute names in the order of their first use. */
    public List<String> names() {
        return names;
    }

    /** Returns the names by their aliases, as they are when the text is the first of a request. */
    Map<String, String> plainNames() {
        return plainNames;
    }

    /** Returns the service's text when it is the first of a request and spreads nothing. */
    String plain() {
        return plain;
    }

    /** Returns the paths that an update changes inside attributes, as they were written. */
    public List<String> innerPaths() {
        return innerPaths;
    }

    /** Returns whether this is a single name. */
    boolean isName() {
        return slots.length == 1 && slots[0] == 0 && literals[0].isEmpty() && literals[1].isEmpty();
    }

    /** Returns a path as text that is read as a path wherever it stands, even if it has a keyword for a name. */
    public String source() {
        StringBuilder out = new StringBuilder(text.length() + 8);
        for (int i = 0; i < slots.length; i++) {
            out.append(literals[i]).append(Quotes.quoteIfNeeded(names.get(slots[i])));
        }
        return out.append(literals[slots.length]).toString();
    }

    /** Returns the service's text; {@code counts} has the number of values for each place that spreads, in their order. */
    String write(Aliases aliases, int[] counts) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        int spread = 0;
        for (int i = 0; i < slots.length; i++) {
            out.append(literals[i]);
            if (slots[i] >= 0) {
                out.append(aliases.of(names.get(slots[i])));
            } else if (slots[i] == VALUE) {
                out.append(aliases.nextValue());
            } else {
                int count = counts[spread++];
                for (int value = 0; value < count; value++) {
                    out.append(value == 0 ? "" : ", ").append(aliases.nextValue());
                }
            }
        }
        return out.append(literals[slots.length]).toString();
    }
}
