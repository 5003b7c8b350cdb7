package io.stator.dynamodb;

import io.stator.dynamodb.expression.Aliases;
import io.stator.dynamodb.expression.SyntaxException;
import io.stator.dynamodb.expression.Template;
import io.stator.dynamodb.expression.Template.Place;
import io.stator.dynamodb.expression.Templates;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Writes the expressions of one request: a name has the same alias in all of them, and values are numbered on. */
final class ExpressionWriter {
    private static final String SET = "SET ";

    private final Codecs codecs;
    private final Expiries.Rule expiry;
    private final Aliases aliases = new Aliases();
    private @Nullable Map<String, AttributeValue> values;

    /** A writer for expressions without values. */
    ExpressionWriter(Codecs codecs) {
        this(codecs, Expiries.Rule.NONE);
    }

    /** A writer for a table whose items expire by a rule. */
    ExpressionWriter(Codecs codecs, Expiries.Rule expiry) {
        this.codecs = codecs;
        this.expiry = expiry;
    }

    /** Returns the service's text of a condition or an update. */
    String write(Expression expression) {
        Template template = expression.template();
        int number = aliases.valueCount();
        String written = template.spreads() ? writeSpread(expression) : writePlain(expression, number);
        return checked(written, expression.text());
    }

    /** Returns the service's text of a condition, or throws if the expression is an update. */
    String writeCondition(Expression condition) {
        if (condition.isUpdate()) {
            throw new DynamoException.InvalidRequest("a condition is expected here, not an update: \""
                    + condition.text() + "\"; an attribute named like a keyword goes in backquotes");
        }
        return write(condition);
    }

    /** Returns the service's text of an update, or throws if the expression is a condition. */
    String writeUpdate(Expression update) {
        if (update instanceof Expression.Counting counting) {
            return writeCounting(counting);
        }
        if (!update.isUpdate()) {
            throw new DynamoException.InvalidRequest(
                    "an update is expected here, which starts with SET, REMOVE, ADD or DELETE: \"" + update.text()
                            + "\"");
        }
        return write(update);
    }

    /** Writes an update with one more assignment: names have aliases, so the one word SET in it is the section. */
    private String writeCounting(Expression.Counting counting) {
        String written = writeUpdate(counting.update());
        String name = aliases.write(Templates.projection(Expression.quoted(counting.attribute())));
        String assignment = name + " = if_not_exists(" + name + ", " + next(0L) + ") + " + next(1L);
        int set = written.startsWith(SET) ? 0 : written.indexOf(" " + SET) + 1;
        boolean has = set > 0 || written.startsWith(SET);
        String all = has
                ? written.substring(0, set) + SET + assignment + ", " + written.substring(set + SET.length())
                : written + " " + SET + assignment;
        return checked(all, counting.text());
    }

    private String next(long number) {
        String alias = aliases.nextValue();
        values(alias, codecs.write(number, "the version"));
        return alias;
    }

    private void values(String alias, AttributeValue value) {
        Map<String, AttributeValue> all = values;
        if (all == null) {
            all = new HashMap<>();
            values = all;
        }
        all.put(alias, value);
    }

    /** Returns the service's text of paths, each text one path or several with commas between. */
    String writeProjection(String... paths) {
        String text = paths.length == 1 ? paths[0] : String.join(", ", paths);
        try {
            return checked(aliases.write(Templates.projection(text)), text);
        } catch (SyntaxException cause) {
            throw new DynamoException.InvalidRequest("projection: " + cause.getMessage(), cause);
        }
    }

    /** Returns the names by their aliases, or null if there are none. */
    @Nullable
    Map<String, String> names() {
        Map<String, String> names = aliases.names();
        return names.isEmpty() ? null : names;
    }

    /** Returns the values by their aliases, or null if there are none. */
    @Nullable
    Map<String, AttributeValue> values() {
        return values;
    }

    private String writePlain(Expression expression, int number) {
        @Nullable Object[] given = expression.values();
        String written = aliases.write(expression.template());
        for (int i = 0; i < given.length; i++) {
            Object value = given[i];
            if (expression.template().places().get(i).aloneInList() && elements(value) != null) {
                throw new DynamoException.InvalidRequest(name(expression, i)
                        + " must be a single value in \"IN (?)\", not a collection; write \"IN ?\" to compare with each of its elements: "
                        + expression.text());
            }
            add(number + i, expression, i, value);
        }
        return written;
    }

    private String writeSpread(Expression expression) {
        int number = aliases.valueCount();
        @Nullable Object[] given = expression.values();
        List<Place> places = expression.template().places();
        int[] counts = new int[places.size()];
        int spread = 0;
        for (int i = 0; i < places.size(); i++) {
            Object value = given[i];
            if (!places.get(i).spreads()) {
                add(number++, expression, i, value);
                continue;
            }
            Collection<?> elements = elements(value);
            if (elements == null || elements.isEmpty() || elements.size() > Template.SPREAD_VALUES_MAX) {
                throw new DynamoException.InvalidRequest(name(expression, i) + " must be a collection or array of 1 to "
                        + Template.SPREAD_VALUES_MAX + " values for \"IN ?\": "
                        + (elements == null ? kind(value) : elements.size() + " values"));
            }
            for (Object element : elements) {
                add(number++, expression, i, element);
            }
            counts[spread++] = elements.size();
        }
        return aliases.write(expression.template(), counts);
    }

    private void add(int number, Expression expression, int place, @Nullable Object value) {
        String attribute = expression.template().places().get(place).attribute();
        String name = attribute.isEmpty() ? "value " + (place + 1) : attribute;
        if (value != null && Records.isNothing(value)) {
            throw new DynamoException.InvalidValue(name
                    + " must be there: it is an empty Optional; use null for NULL, Update.set or remove to take the"
                    + " attribute away, and doesNotExist() or attribute_not_exists to compare");
        }
        values(
                Aliases.value(number),
                codecs.write(outgoing(expression.template().places().get(place), value), name));
    }

    /** Returns a value as it is written: seconds for the point in time at which items expire. */
    private @Nullable Object outgoing(Place place, @Nullable Object value) {
        if (!Expiries.isTimely(value)) {
            return value;
        }
        for (String path : place.paths()) {
            String name = Templates.name(path);
            Object outgoing = name == null ? value : expiry.outgoing(codecs, name, value);
            if (outgoing != value) {
                return outgoing;
            }
        }
        return value;
    }

    private static String name(Expression expression, int place) {
        String attribute = expression.template().places().get(place).attribute();
        return "value " + (place + 1) + (attribute.isEmpty() ? "" : ", for " + attribute + ",");
    }

    private static String kind(@Nullable Object value) {
        return value == null ? "null" : "one of " + value.getClass().getName();
    }

    /** Returns the elements of a collection or array, or null if the value is neither; a byte array is one value. */
    private static @Nullable Collection<?> elements(@Nullable Object value) {
        if (value instanceof Collection<?> collection) {
            return collection;
        }
        if (value == null || value instanceof byte[] || !value.getClass().isArray()) {
            return null;
        }
        int length = Array.getLength(value);
        List<@Nullable Object> elements = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            elements.add(Array.get(value, i));
        }
        return elements;
    }

    private static String checked(String written, String text) {
        if (written.length() > Template.WRITTEN_BYTES_MAX) {
            throw new DynamoException.InvalidRequest("an expression must have at most " + Template.WRITTEN_BYTES_MAX
                    + " bytes once names and values have aliases: " + written.length() + " bytes; it starts with \""
                    + text.substring(0, Math.min(100, text.length())) + "\"");
        }
        return written;
    }
}
