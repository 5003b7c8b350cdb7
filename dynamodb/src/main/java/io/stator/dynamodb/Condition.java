package io.stator.dynamodb;

import io.stator.dynamodb.expression.SyntaxException;
import io.stator.dynamodb.expression.Template.Kind;
import io.stator.dynamodb.expression.Templates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Conditions by methods instead of text; each gives an {@link Expression}.
 *
 * <pre>{@code
 * attribute("artist").equalTo("Pink Floyd").and(attribute("year").between(1970, 1979))
 * anyOf(attribute("title").doesNotExist(), attribute("ratings").size().lessThan(attribute("plays")))
 * }</pre>
 *
 * <p>In the manual: {@code docs/manual/dynamodb/items.md}, or {@code stator help manual dynamodb/items}.
 *
 * <p>Waits and failures: nothing here asks the service; what cannot be is a {@link DynamoException.InvalidRequest} at once.
 */
public final class Condition {
    private Condition() {}

    /** Returns the attribute at a path such as {@code a.b[0]}; names with unusual characters in it go in backquotes. */
    public static Attribute attribute(String path) {
        try {
            return new Attribute(Templates.path(path).source());
        } catch (SyntaxException cause) {
            throw new DynamoException.InvalidRequest("path: " + cause.getMessage(), cause);
        }
    }

    /** Returns the condition that holds when all of one or more others do. */
    public static Expression allOf(Expression... conditions) {
        return joined(" AND ", Arrays.asList(conditions));
    }

    /** Returns the condition that holds when all of one or more others do. */
    public static Expression allOf(Collection<? extends Expression> conditions) {
        return joined(" AND ", conditions);
    }

    /** Returns the condition that holds when at least one of one or more others does. */
    public static Expression anyOf(Expression... conditions) {
        return joined(" OR ", Arrays.asList(conditions));
    }

    /** Returns the condition that holds when at least one of one or more others does. */
    public static Expression anyOf(Collection<? extends Expression> conditions) {
        return joined(" OR ", conditions);
    }

    /** Returns the condition that holds when the other does not. */
    public static Expression not(Expression condition) {
        return Expression.parsed("NOT (" + checked(condition).text() + ")", condition.values());
    }

    static Expression joined(String operator, Collection<? extends Expression> conditions) {
        if (conditions.isEmpty()) {
            throw new DynamoException.InvalidRequest("there must be at least one condition to combine: none");
        }
        if (conditions.size() == 1) {
            return checked(conditions.iterator().next());
        }
        Kind joined = operator.equals(" OR ") ? Kind.ANY_OF : Kind.ALL_OF;
        StringBuilder text = new StringBuilder();
        List<@Nullable Object> values = new ArrayList<>();
        for (Expression condition : conditions) {
            boolean bare = checked(condition).template().kind().compareTo(joined) >= 0;
            text.append(text.isEmpty() ? "" : operator)
                    .append(bare ? "" : "(")
                    .append(condition.text())
                    .append(bare ? "" : ")");
            values.addAll(Arrays.asList(condition.values()));
        }
        return Expression.parsed(text.toString(), values.toArray());
    }

    private static Expression checked(Expression condition) {
        if (condition.isUpdate()) {
            throw new DynamoException.InvalidRequest(
                    "only conditions can be combined, not the update \"" + condition.text() + "\"");
        }
        return condition;
    }

    /** The types of stored values. */
    public enum ValueType {
        TEXT("S"),
        NUMBER("N"),
        BINARY("B"),
        BOOLEAN("BOOL"),
        NULL("NULL"),
        LIST("L"),
        MAP("M"),
        TEXT_SET("SS"),
        NUMBER_SET("NS"),
        BINARY_SET("BS");

        private final String code;

        ValueType(String code) {
            this.code = code;
        }

        /** Returns the service's code: {@code S}, {@code N}, {@code BOOL} and so on. */
        public String code() {
            return code;
        }
    }

    /** An attribute, or the size of one, that is compared with values, attributes or sizes. */
    public static sealed class Operand permits Attribute {
        private final String text;

        private Operand(String text) {
            this.text = text;
        }

        /** Returns whether this is equal to a value; nulls, sets, lists and maps are values too. */
        public final Expression equalTo(@Nullable Object value) {
            return compared(" = ", value);
        }

        /** Returns whether this is not equal to a value; an attribute that does not exist is equal to none. */
        public final Expression notEqualTo(@Nullable Object value) {
            return compared(" <> ", value);
        }

        /** Returns whether this is less than a value of the same type. */
        public final Expression lessThan(Object value) {
            return compared(" < ", value);
        }

        /** Returns whether this is less than or equal to a value of the same type. */
        public final Expression atMost(Object value) {
            return compared(" <= ", value);
        }

        /** Returns whether this is greater than a value of the same type. */
        public final Expression greaterThan(Object value) {
            return compared(" > ", value);
        }

        /** Returns whether this is greater than or equal to a value of the same type. */
        public final Expression atLeast(Object value) {
            return compared(" >= ", value);
        }

        /** Returns whether this lies between two values of the same type, both included. */
        public final Expression between(Object low, Object high) {
            return written(text + " BETWEEN " + shown(low) + " AND " + shown(high), low, high);
        }

        /** Returns whether this is equal to one of 1 to 100 values. */
        public final Expression in(@Nullable Object... values) {
            return in(Arrays.asList(values));
        }

        /** Returns whether this is equal to one of 1 to 100 values. */
        public final Expression in(Collection<?> values) {
            List<@Nullable Object> copy = new ArrayList<>(values);
            if (copy.stream().noneMatch(Operand.class::isInstance)) {
                return Expression.parsed(text + " IN ?", new @Nullable Object[] {copy});
            }
            StringBuilder list = new StringBuilder();
            for (Object value : copy) {
                list.append(list.isEmpty() ? "" : ", ").append(shown(value));
            }
            return written(text + " IN (" + list + ")", copy.toArray());
        }

        final String text() {
            return text;
        }

        /** Returns the path, or {@code size(path)}. */
        @Override
        public final String toString() {
            return text;
        }

        private Expression compared(String operator, @Nullable Object value) {
            return written(text + operator + shown(value), value);
        }
    }

    /** An attribute of an item, or what lies at a path inside it. */
    public static final class Attribute extends Operand {
        private Attribute(String path) {
            super(path);
        }

        /** Returns whether the attribute exists; one that holds null does. */
        public Expression exists() {
            return written("attribute_exists(" + text() + ")");
        }

        /** Returns whether the attribute does not exist; on a key attribute: whether there is no item yet. */
        public Expression doesNotExist() {
            return written("attribute_not_exists(" + text() + ")");
        }

        /** Returns whether the stored value is of a type. */
        public Expression hasType(ValueType type) {
            return written("attribute_type(" + text() + ", ?)", type.code());
        }

        /** Returns whether the text or binary starts with another. */
        public Expression beginsWith(Object prefix) {
            return written("begins_with(" + text() + ", " + shown(prefix) + ")", prefix);
        }

        /** Returns whether a part of the text, or a member of the list or set, is the given one. */
        public Expression contains(@Nullable Object part) {
            return written("contains(" + text() + ", " + shown(part) + ")", part);
        }

        /** Returns the length of the text or binary in bytes, or the number of members of the list, map or set. */
        public Operand size() {
            return new Operand("size(" + text() + ")");
        }
    }

    private static String shown(@Nullable Object value) {
        return value instanceof Operand operand ? operand.text() : "?";
    }

    private static Expression written(String text, @Nullable Object... values) {
        return Expression.parsed(
                text,
                Arrays.stream(values)
                        .filter(value -> !(value instanceof Operand))
                        .toArray());
    }
}
