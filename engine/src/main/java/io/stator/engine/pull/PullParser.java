package io.stator.engine.pull;

import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.pull.AttributeSpec.Target;
import io.stator.spi.GivenValues;
import io.stator.spi.WholeNumbers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a pull pattern given as data. */
final class PullParser {
    /** How deep patterns may be nested in patterns. */
    static final int NESTING_MAX = 500;

    static final Keyword ID = Keyword.of("db", "id");

    private static final Set<Object> WILDCARDS = Set.of(Symbol.of("*"), Keyword.of("*"), "*");
    private static final Set<Object> UNBOUNDED = Set.of(Symbol.of("..."), "...");
    private static final Set<Object> LEGACY_LIMIT = Set.of(Symbol.of("limit"), "limit");
    private static final Set<Object> LEGACY_DEFAULT = Set.of(Symbol.of("default"), "default");

    private PullParser() {}

    static PullPattern parse(List<?> form) {
        return parse(form, 1);
    }

    private static PullPattern parse(List<?> form, int depth) {
        if (depth > NESTING_MAX) {
            throw PullErrors.tooDeep(NESTING_MAX, form);
        }
        boolean wildcard = false;
        List<AttributeSpec> specs = new ArrayList<>();
        for (Object item : form) {
            if (isOneOf(WILDCARDS, item)) {
                wildcard = true;
            } else if (item instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    specs.add(mapped(entry.getKey(), entry.getValue(), map, depth));
                }
            } else {
                specs.add(spec(item, form));
            }
        }
        checkDuplicates(specs, form);
        return new PullPattern(wildcard, List.copyOf(specs));
    }

    private static boolean isOneOf(Set<Object> set, @Nullable Object item) {
        return item != null && set.contains(item);
    }

    private static void checkDuplicates(List<AttributeSpec> specs, Object form) {
        Set<Keyword> names = new HashSet<>();
        for (AttributeSpec spec : specs) {
            if (!names.add(spec.name()) && spec.name() != ID) {
                throw PullErrors.duplicate(spec.name(), form);
            }
        }
    }

    private static AttributeSpec mapped(@Nullable Object key, @Nullable Object value, Map<?, ?> map, int depth) {
        AttributeSpec spec = spec(key, map);
        if (spec.name() == ID) {
            throw PullErrors.invalidSpec(
                    ":db/id is a number and has no sub-pattern: " + PullErrors.print(map), map, map);
        }
        if (value instanceof List<?> pattern) {
            return spec.withTarget(new Target.Nested(parse(pattern, depth + 1)));
        }
        if (isOneOf(UNBOUNDED, value)) {
            return spec.withTarget(new Target.Recursion(AttributeSpec.UNBOUNDED));
        }
        Integer limit = integer(value);
        if (limit == null || limit < 1) {
            throw PullErrors.invalidRecursion(value, map);
        }
        return spec.withTarget(new Target.Recursion(limit));
    }

    private static AttributeSpec spec(@Nullable Object item, Object within) {
        if (!(item instanceof List<?> list)) {
            return plain(name(item, within));
        }
        if (list.isEmpty()) {
            throw notASpec(list, within);
        }
        Object first = list.get(0);
        if (isOneOf(LEGACY_LIMIT, first) || isOneOf(LEGACY_DEFAULT, first)) {
            return legacy(list, isOneOf(LEGACY_LIMIT, first), within);
        }
        if (list.size() % 2 == 0) {
            throw notASpec(list, within);
        }
        AttributeSpec spec = plain(name(first, list));
        for (int i = 1; i < list.size(); i += 2) {
            spec = with(spec, list.get(i), list.get(i + 1), list);
        }
        return spec;
    }

    private static AttributeSpec legacy(List<?> list, boolean limit, Object within) {
        if (list.size() != 3) {
            throw notASpec(list, within);
        }
        return with(plain(name(list.get(1), list)), limit ? ":limit" : ":default", list.get(2), list);
    }

    private static AttributeSpec plain(Keyword name) {
        boolean reverse = name.name().length() > 1 && name.name().startsWith("_");
        Keyword attribute = reverse ? Keyword.of(name.namespace(), name.name().substring(1)) : name;
        return new AttributeSpec(
                name, attribute, reverse, name, AttributeSpec.DEFAULT_LIMIT, null, null, new Target.Value());
    }

    private static AttributeSpec with(AttributeSpec s, @Nullable Object option, @Nullable Object value, List<?> list) {
        return switch (String.valueOf(option)) {
            case ":as" ->
                new AttributeSpec(
                        s.name(),
                        s.attribute(),
                        s.reverse(),
                        value == null ? s.key() : value,
                        s.limit(),
                        s.fallback(),
                        s.xform(),
                        s.target());
            case ":limit" ->
                new AttributeSpec(
                        s.name(),
                        s.attribute(),
                        s.reverse(),
                        s.key(),
                        limit(value, list),
                        s.fallback(),
                        s.xform(),
                        s.target());
            case ":default" ->
                new AttributeSpec(
                        s.name(), s.attribute(), s.reverse(), s.key(), s.limit(), value, s.xform(), s.target());
            case ":xform" ->
                new AttributeSpec(
                        s.name(), s.attribute(), s.reverse(), s.key(), s.limit(), s.fallback(), value, s.target());
            default -> s;
        };
    }

    private static int limit(@Nullable Object value, List<?> list) {
        if (value == null) {
            return AttributeSpec.NO_LIMIT;
        }
        Integer limit = integer(value);
        if (limit == null) {
            throw PullErrors.invalidSpec(
                    ":limit must be an integer or nil: :limit " + PullErrors.print(value) + " in "
                            + PullErrors.print(list),
                    list,
                    list);
        }
        return Math.max(0, limit);
    }

    /** Returns a number as an int, the nearest one when it is out of range; null when it is not an integer. */
    private static @Nullable Integer integer(@Nullable Object value) {
        if (value instanceof Number small && WholeNumbers.isSmall(small)) {
            long number = small.longValue();
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
        }
        if (value instanceof BigInteger big) {
            return big.bitLength() < Integer.SIZE ? big.intValue() : big.signum() * Integer.MAX_VALUE;
        }
        return null;
    }

    private static Keyword name(@Nullable Object item, Object within) {
        if (item instanceof Keyword keyword && !isOneOf(WILDCARDS, keyword)) {
            return keyword;
        }
        Keyword named = item instanceof Keyword ? null : GivenValues.keyword(item);
        if (named != null) {
            return named;
        }
        throw PullErrors.invalidSpec(
                "Attribute identifier " + PullErrors.print(item) + " must be a keyword or start with a colon"
                        + (item == null ? "" : ": class=" + item.getClass().getSimpleName()),
                item,
                within);
    }

    private static RuntimeException notASpec(List<?> list, Object within) {
        return PullErrors.invalidSpec(
                "Cannot interpret as an attribute spec: " + PullErrors.print(list)
                        + " (an attribute and pairs of option and value are" + " expected)",
                list,
                within);
    }
}
