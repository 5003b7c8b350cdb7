package io.stator.cli;

import io.stator.edn.Keyword;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The attributes whose values are made of the values of other attributes of the entity. Not safe for use by several threads. */
final class CompositeTuples {
    /**
     * A tuple that is made of others.
     *
     * @param name its attribute
     * @param parts the attributes it is made of
     */
    record Composite(Keyword name, List<Keyword> parts) {}

    /** Stands for an attribute that is not named by a keyword, and may be unique. */
    private static final Keyword UNNAMED = Keyword.of("stator.import", "unnamed");

    private final Map<Keyword, List<Composite>> byPart = new HashMap<>();

    /** Learns that an attribute may be made of others; null is one that is not named by a keyword. */
    void learn(@Nullable Keyword name, @Nullable Object parts) {
        if (!(parts instanceof Collection<?> several)) {
            return;
        }
        List<Keyword> attributes = new ArrayList<>();
        for (Object part : several) {
            Keyword attribute = FormWords.keyword(part);
            if (attribute != null) {
                attributes.add(attribute);
            }
        }
        Composite composite = new Composite(name == null ? UNNAMED : name, attributes);
        attributes.forEach(
                part -> byPart.computeIfAbsent(part, any -> new ArrayList<>()).add(composite));
    }

    /** Returns the tuples an attribute is a part of, of those that may be unique. */
    List<Composite> of(Keyword part, Predicate<Keyword> mayBeUnique) {
        return byPart.getOrDefault(part, List.of()).stream()
                .filter(composite -> composite.name().equals(UNNAMED) || mayBeUnique.test(composite.name()))
                .toList();
    }
}
