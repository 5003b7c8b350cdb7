package io.stator.edn;

import io.stator.Anomaly;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to read EDN: the nesting allowed, the tags with a meaning, and whether forms that only queries use are read. Immutable.
 *
 * <p>Its methods never wait.
 */
public final class EdnOptions {
    /** The nesting that is read when nothing else is asked for. */
    public static final int DEFAULT_DEPTH = 512;

    /** The deepest nesting that can be asked for; the printer goes as deep. */
    public static final int MAX_DEPTH = 1_000;

    private static final EdnOptions DEFAULTS = new EdnOptions(DEFAULT_DEPTH, Map.of(), false, false);

    private final int maxDepth;
    private final Map<Symbol, TagHandler> tagHandlers;
    private final boolean queryForms;
    private final boolean elements;

    private EdnOptions(int maxDepth, Map<Symbol, TagHandler> tagHandlers, boolean queryForms, boolean elements) {
        this.maxDepth = maxDepth;
        this.tagHandlers = tagHandlers;
        this.queryForms = queryForms;
        this.elements = elements;
    }

    /** Returns the options of plain EDN: depth {@value #DEFAULT_DEPTH}, no tag handlers, no query forms. Never fails. */
    public static EdnOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these options with another limit on how deep forms may be nested.
     *
     * @throws Anomaly.Incorrect if the limit is not between 1 and {@link #MAX_DEPTH}
     */
    public EdnOptions maxDepth(int limit) {
        if (limit < 1 || limit > MAX_DEPTH) {
            throw Given.refused("maxDepth", "must be between 1 and " + MAX_DEPTH + ": maxDepth=" + limit);
        }
        return new EdnOptions(limit, tagHandlers, queryForms, elements);
    }

    /**
     * Returns these options with a function that makes the value of {@code #tag form} from the form. It goes before a meaning that the tag has by itself, and is
     * not called for discarded forms. Any runtime exception it throws becomes an {@link EdnException} with the position of the tag.
     *
     * @throws Anomaly.Incorrect when an argument is null
     */
    public EdnOptions tagHandler(Symbol tag, TagHandler handler) {
        Map<Symbol, TagHandler> extended = new HashMap<>(tagHandlers);
        extended.put(Given.present(tag, "tag"), Given.present(handler, "handler"));
        return new EdnOptions(maxDepth, Map.copyOf(extended), queryForms, elements);
    }

    /** Returns these options with the forms that queries use besides EDN: {@code 'form} as {@code (quote form)} and the pattern {@code #"regex"}. Never fails. */
    public EdnOptions queryForms() {
        return new EdnOptions(maxDepth, tagHandlers, true, elements);
    }

    /**
     * Returns these options with the elements of an outermost vector or list that begins with a collection read one by one, as if its brackets were not there:
     * {@code [{:a 1} {:b 2}]} reads as {@code {:a 1} {:b 2}} does, while {@code [:a 1]} is one form. A text as big as one collection needs little memory so. Never fails.
     */
    public EdnOptions elements() {
        return new EdnOptions(maxDepth, tagHandlers, queryForms, true);
    }

    int maxDepth() {
        return maxDepth;
    }

    @Nullable
    TagHandler tagHandler(Symbol tag) {
        return tagHandlers.get(tag);
    }

    boolean readsElements() {
        return elements;
    }

    boolean readsQueryForms() {
        return queryForms;
    }
}
