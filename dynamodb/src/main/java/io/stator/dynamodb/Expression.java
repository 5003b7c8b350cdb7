package io.stator.dynamodb;

import io.stator.dynamodb.expression.Quotes;
import io.stator.dynamodb.expression.SyntaxException;
import io.stator.dynamodb.expression.Template;
import io.stator.dynamodb.expression.Templates;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A condition (for keys, filters and writes) or an update in DynamoDB's own text, with {@code ?} for each value.
 *
 * <pre>{@code
 * expression("artist = ? AND year BETWEEN ? AND ?", "Pink Floyd", 1970, 1979)
 * expression("attribute_not_exists(title) OR size(ratings) < ?", 5)
 * expression("genre IN ?", List.of("rock", "jazz"))
 * expression("SET plays = if_not_exists(plays, ?) + ?, notes[0] = ? REMOVE `first name`", 0, 1, "good")
 * }</pre>
 *
 * <p>Every attribute name gets an alias, so reserved words are names like any other: {@code name}, {@code size}, {@code set}. A name
 * with characters that the grammar has no room for (spaces, dots, dashes, a digit in front) goes in backquotes, a backquote inside
 * doubled; {@link #quoted(String)} does that. Keywords and functions may be in upper or lower case.
 *
 * <p>Values never stand in the text, so no value can be taken for text: numbers, strings, {@code true}, {@code false} and
 * {@code null} are refused there. A list is one value; only {@code IN ?} takes a collection or an array of 1 to 100 values apart.
 *
 * <p>An immutable value, usable in any number of calls and from any thread.
 */
public final class Expression {
    private final Template template;
    private final @Nullable Object[] values;

    private Expression(Template template, @Nullable Object[] values) {
        this.template = template;
        this.values = values;
    }

    /**
     * Returns the condition or update that the text says, or throws {@link DynamoException.InvalidRequest} with the place where the
     * text is wrong, or if there is not one value for each {@code ?}.
     */
    public static Expression expression(String text, @Nullable Object @Nullable ... values) {
        Objects.requireNonNull(text, "text");
        @Nullable Object[] given = values == null ? new @Nullable Object[] {null} : values.clone();
        Template template;
        try {
            template = Templates.expression(text);
        } catch (SyntaxException cause) {
            throw new DynamoException.InvalidRequest(cause.getMessage(), cause);
        }
        int places = template.places().size();
        if (places != given.length) {
            throw new DynamoException.InvalidRequest("there must be one value for each ?: " + places + " ? and "
                    + given.length + " values for \"" + text + "\"");
        }
        return new Expression(template, given);
    }

    /** Returns an attribute name in backquotes, to be put into the text of an expression or projection whatever its characters. */
    public static String quoted(String name) {
        if (name.isEmpty()) {
            throw new DynamoException.InvalidRequest("an attribute name must not be empty");
        }
        return Quotes.quote(name);
    }

    /** Returns the text as it was given. */
    public String text() {
        return template.text();
    }

    /** Returns whether this is an update and not a condition. */
    public boolean isUpdate() {
        return template.kind() == Template.Kind.UPDATE;
    }

    Template template() {
        return template;
    }

    int size() {
        return values.length;
    }

    @Nullable
    Object value(int number) {
        return values[number];
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Expression that && text().equals(that.text()) && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * text().hashCode() + Arrays.deepHashCode(values);
    }

    /** Returns the text; values are not shown, because they may be secret. */
    @Override
    public String toString() {
        return text();
    }
}
