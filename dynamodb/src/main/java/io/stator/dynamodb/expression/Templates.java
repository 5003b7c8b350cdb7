package io.stator.dynamodb.expression;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads texts, and remembers a bounded number of those it has read. */
public final class Templates {
    /** The longest text that is read, in characters; names may make it longer than what is written for the service. */
    public static final int TEXT_CHARACTERS_MAX = 64 * 1024;

    /** How many texts of each kind are remembered; a power of two. */
    static final int REMEMBERED_MAX = 1024;

    /** The longest text that is remembered, in characters. */
    static final int REMEMBERED_CHARACTERS_MAX = 1024;

    private static final Templates EXPRESSIONS = new Templates(Parser::expression);
    private static final Templates PROJECTIONS = new Templates(Parser::projection);

    private static final Templates PATHS = new Templates(Parser::onePath);

    private final Function<String, Template> parser;

    /** One place for each hash: a text pushes out another, which is only read again. */
    private final AtomicReferenceArray<Template> remembered = new AtomicReferenceArray<>(REMEMBERED_MAX);

    private Templates(Function<String, Template> parser) {
        this.parser = parser;
    }

    /** Returns what a condition or an update says, or throws a {@link SyntaxException}. */
    public static Template expression(String text) {
        return EXPRESSIONS.get(text);
    }

    /** Returns what a list of paths says, or throws a {@link SyntaxException}. */
    public static Template projection(String text) {
        return PROJECTIONS.get(text);
    }

    /** Returns what one path says, or throws a {@link SyntaxException}. */
    public static Template path(String text) {
        return PATHS.get(text);
    }

    /** Returns the name of the attribute at a path, or null if the path leads into it. */
    public static @Nullable String name(String path) {
        if (path.isEmpty()) {
            return null;
        }
        Template template = path(path);
        return template.isName() ? template.names().get(0) : null;
    }

    private Template get(String text) {
        int hash = text.hashCode();
        int place = (hash ^ (hash >>> 16)) & (REMEMBERED_MAX - 1);
        Template known = remembered.get(place);
        if (known != null && known.text().equals(text)) {
            return known;
        }
        if (text.length() > TEXT_CHARACTERS_MAX) {
            throw new SyntaxException(
                    "the text of an expression must have at most " + TEXT_CHARACTERS_MAX + " characters: "
                            + text.length(),
                    text,
                    0);
        }
        Template template = parser.apply(text);
        if (text.length() <= REMEMBERED_CHARACTERS_MAX) {
            remembered.set(place, template);
        }
        return template;
    }
}
