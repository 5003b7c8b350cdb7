package io.stator.dynamodb;

import io.stator.dynamodb.expression.Quotes;
import io.stator.dynamodb.expression.SyntaxException;
import io.stator.dynamodb.expression.Template;
import io.stator.dynamodb.expression.Templates;
import java.util.Arrays;
import java.util.Collection;
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
 * <p>The same can be said with methods: conditions start with {@link Condition#attribute(String)}, updates with
 * {@link Update#update()}. An immutable value, usable in any number of calls and from any thread; the given values are converted at
 * each call, so collections among them should not change.
 *
 * <p>In the manual: {@code docs/manual/dynamodb/items.md}, or {@code stator help manual dynamodb/items}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public abstract sealed class Expression permits Expression.Parsed, Expression.Counting, Update {
    Expression() {}

    /**
     * Returns the condition or update that the text says, or throws {@link DynamoException.InvalidRequest} with the place where the
     * text is wrong, or if there is not one value for each {@code ?}.
     */
    public static Expression expression(String text, @Nullable Object @Nullable ... values) {
        Objects.requireNonNull(text, "text");
        @Nullable Object[] given = values == null ? new @Nullable Object[] {null} : values.clone();
        return parsed(text, given);
    }

    /** Returns an attribute name in backquotes, to be put into the text of an expression or projection whatever its characters. */
    public static String quoted(String name) {
        if (name.isEmpty()) {
            throw new DynamoException.InvalidRequest("an attribute name must not be empty");
        }
        return Quotes.quote(name);
    }

    static Expression parsed(String text, @Nullable Object[] values) {
        Template template = parse(text);
        int places = template.places().size();
        if (places != values.length) {
            throw new DynamoException.InvalidRequest("there must be one value for each ?: " + places + " ? and "
                    + values.length + " values for \"" + text + "\"");
        }
        return new Parsed(template, values);
    }

    static Template parse(String text) {
        try {
            return Templates.expression(text);
        } catch (SyntaxException cause) {
            throw new DynamoException.InvalidRequest(cause.getMessage(), cause);
        }
    }

    /** Returns the text, with {@code ?} for each value. */
    public final String text() {
        return template().text();
    }

    /** Returns whether this is an update and not a condition. */
    public final boolean isUpdate() {
        return template().kind() == Template.Kind.UPDATE;
    }

    /** Returns the condition that holds when this and all others do. */
    public final Expression and(Expression... others) {
        return joined(" AND ", others);
    }

    /** Returns the condition that holds when this or one of the others does. */
    public final Expression or(Expression... others) {
        return joined(" OR ", others);
    }

    /** Returns the condition that holds when this one does not. */
    public final Expression not() {
        return Condition.not(this);
    }

    /** Returns this with seconds for every point in time that is for the attribute by which records expire. */
    final Expression withSeconds(String attribute, Codecs codecs) {
        Template template = template();
        @Nullable Object[] values = values().clone();
        boolean changed = false;
        for (int i = 0; i < values.length; i++) {
            if (template.places().get(i).paths().stream().anyMatch(path -> attribute.equals(Templates.name(path)))) {
                Object outgoing = seconds(codecs, attribute, values[i]);
                if (isUpdate()) {
                    Expiries.checkEnds(codecs, attribute, outgoing);
                }
                changed |= outgoing != values[i];
                values[i] = outgoing;
            }
        }
        return changed ? new Parsed(template, values) : this;
    }

    private static @Nullable Object seconds(Codecs codecs, String attribute, @Nullable Object value) {
        if (value instanceof Collection<?> all && all.stream().anyMatch(Expiries::isTimely)) {
            return all.stream()
                    .map(each -> Expiries.expiring(codecs, attribute, each, true))
                    .toList();
        }
        return Expiries.expiring(codecs, attribute, value, true);
    }

    abstract Template template();

    abstract @Nullable Object[] values();

    private Expression joined(String operator, Expression[] others) {
        Expression[] all = new Expression[others.length + 1];
        all[0] = this;
        System.arraycopy(others, 0, all, 1, others.length);
        return Condition.joined(operator, Arrays.asList(all));
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof Expression that
                && text().equals(that.text())
                && Arrays.deepEquals(values(), that.values());
    }

    @Override
    public final int hashCode() {
        return 31 * text().hashCode() + Arrays.deepHashCode(values());
    }

    /** Returns the text; values are not shown, because they may be secret. */
    @Override
    public final String toString() {
        return text();
    }

    /** An expression whose text was read. */
    static final class Parsed extends Expression {
        private final Template template;
        private final @Nullable Object[] values;

        private Parsed(Template template, @Nullable Object[] values) {
            this.template = template;
            this.values = values;
        }

        @Override
        Template template() {
            return template;
        }

        @Override
        @Nullable
        Object[] values() {
            return values;
        }
    }

    /** An update that also counts a number up by one, 0 where there is none. */
    static final class Counting extends Expression {
        private final Expression update;
        private final String attribute;

        Counting(Expression update, String attribute) {
            this.update = update;
            this.attribute = attribute;
        }

        Expression update() {
            return update;
        }

        String attribute() {
            return attribute;
        }

        @Override
        Template template() {
            return update.template();
        }

        @Override
        @Nullable
        Object[] values() {
            return update.values();
        }
    }
}
