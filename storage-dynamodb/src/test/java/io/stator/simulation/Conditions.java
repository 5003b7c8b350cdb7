package io.stator.simulation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A condition as DynamoDB writes it, of top-level attributes: comparisons, some functions, AND, OR, NOT and parentheses. */
final class Conditions {
    private static final Pattern TOKEN = Pattern.compile("\\s*([#:]?\\w+|<>|<=|>=|[=<>(),])");

    /** The few texts there are, taken apart. */
    private static final Map<String, List<String>> KNOWN = new ConcurrentHashMap<>();

    private final List<String> tokens;
    private final Map<String, String> names;
    private final Map<String, AttributeValue> values;
    private final Map<String, AttributeValue> item;
    private int at;

    private Conditions(
            String text,
            Map<String, String> names,
            Map<String, AttributeValue> values,
            Map<String, AttributeValue> item) {
        this.names = names;
        this.values = values;
        this.item = item;
        this.tokens = KNOWN.computeIfAbsent(text, Conditions::tokens);
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (!text.substring(end).isBlank()) {
            throw new UnsupportedOperationException("not simulated: " + text);
        }
        return List.copyOf(tokens);
    }

    /** Returns whether a condition holds for an item, which is empty where there is none. */
    static boolean hold(
            @Nullable String text,
            Map<String, String> names,
            Map<String, AttributeValue> values,
            Map<String, AttributeValue> item) {
        if (text == null) {
            return true;
        }
        Conditions conditions = new Conditions(text, names, values, item);
        boolean holds = conditions.or();
        if (conditions.at < conditions.tokens.size()) {
            throw new UnsupportedOperationException("not simulated: " + text);
        }
        return holds;
    }

    private boolean isNext(String token) {
        boolean is = at < tokens.size() && tokens.get(at).equalsIgnoreCase(token);
        if (is) {
            at++;
        }
        return is;
    }

    private void require(String token) {
        if (!isNext(token)) {
            throw new UnsupportedOperationException("not simulated: " + tokens + " at " + at);
        }
    }

    private boolean or() {
        boolean holds = and();
        while (isNext("OR")) {
            boolean right = and();
            holds = holds || right;
        }
        return holds;
    }

    private boolean and() {
        boolean holds = not();
        while (isNext("AND")) {
            boolean right = not();
            holds = holds && right;
        }
        return holds;
    }

    private boolean not() {
        if (isNext("NOT")) {
            return !not();
        }
        if (isNext("(")) {
            boolean holds = or();
            require(")");
            return holds;
        }
        String first = tokens.get(at++);
        switch (first) {
            case "attribute_exists":
                return argument() != null;
            case "attribute_not_exists":
                return argument() == null;
            case "begins_with":
                require("(");
                AttributeValue text = operand();
                require(",");
                AttributeValue prefix = operand();
                require(")");
                return text != null && text.s() != null && text.s().startsWith(prefix.s());
            default:
                at--;
                return comparison();
        }
    }

    private @Nullable AttributeValue argument() {
        require("(");
        AttributeValue value = operand();
        require(")");
        return value;
    }

    private @Nullable AttributeValue operand() {
        String token = tokens.get(at++);
        if (token.startsWith(":")) {
            AttributeValue value = values.get(token);
            if (value == null) {
                throw new IllegalArgumentException("a value is used and not given: " + token);
            }
            return value;
        }
        String name = token.startsWith("#") ? names.get(token) : token;
        if (name == null) {
            throw new IllegalArgumentException("a name is used and not given: " + token);
        }
        return item.get(name);
    }

    private boolean comparison() {
        AttributeValue left = operand();
        String operator = tokens.get(at++);
        AttributeValue right = operand();
        if (left == null || right == null) {
            return operator.equals("<>");
        }
        if (operator.equals("=") || operator.equals("<>")) {
            return isSame(left, right) == operator.equals("=");
        }
        if (left.type() != right.type()) {
            return false;
        }
        int order = order(left, right);
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new UnsupportedOperationException("not simulated: " + operator);
        };
    }

    private static boolean isSame(AttributeValue left, AttributeValue right) {
        return left.type() == AttributeValue.Type.N && right.type() == AttributeValue.Type.N
                ? order(left, right) == 0
                : left.equals(right);
    }

    private static int order(AttributeValue left, AttributeValue right) {
        return switch (left.type()) {
            case N -> new BigDecimal(left.n()).compareTo(new BigDecimal(right.n()));
            case S -> Utf8Order.ORDER.compare(left.s(), right.s());
            case B -> Arrays.compareUnsigned(left.b().asByteArray(), right.b().asByteArray());
            default -> throw new UnsupportedOperationException("not simulated: order of " + left.type());
        };
    }
}
