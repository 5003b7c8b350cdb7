package io.stator.engine.query.function;

import io.stator.Anomaly;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.engine.datom.Values;
import io.stator.spi.GivenValues;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The methods of values that queries may call, such as {@code .startsWith}: a list of harmless ones of harmless classes. */
final class InstanceMethods {
    /** The greatest number of elements, at all depths, of a value whose methods are called. */
    private static final int PARTS_MAX = 1 << 16;

    private static final Set<String> ALL_OBJECTS = Set.of("equals", "hashCode", "toString");
    private static final String NUMBERS = "longValue intValue doubleValue floatValue shortValue byteValue compareTo";

    /** Written by class; the methods of all objects come on top. */
    private static final Map<Class<?>, Set<String>> ALLOWED = Map.ofEntries(
            allow(
                    String.class,
                    "length charAt codePointAt isEmpty isBlank startsWith endsWith contains indexOf lastIndexOf substring"
                            + " toLowerCase toUpperCase trim strip stripLeading stripTrailing equalsIgnoreCase compareTo"
                            + " compareToIgnoreCase concat replace contentEquals"),
            allow(Long.class, NUMBERS),
            allow(Double.class, NUMBERS + " isNaN isInfinite"),
            allow(Float.class, NUMBERS + " isNaN isInfinite"),
            allow(BigInteger.class, NUMBERS + " signum bitLength bitCount abs negate"),
            allow(BigDecimal.class, NUMBERS + " signum scale precision abs negate unscaledValue stripTrailingZeros"),
            allow(Boolean.class, "booleanValue compareTo"),
            allow(Character.class, "charValue compareTo"),
            allow(Keyword.class, "name namespace qualifiedName compareTo"),
            allow(Symbol.class, "name namespace qualifiedName compareTo"),
            allow(UUID.class, "getMostSignificantBits getLeastSignificantBits version variant timestamp compareTo"),
            allow(Instant.class, "toEpochMilli getEpochSecond getNano isBefore isAfter compareTo"),
            allow(
                    URI.class,
                    "getScheme getHost getPath getQuery getFragment getPort getAuthority getUserInfo"
                            + " getSchemeSpecificPart isAbsolute isOpaque compareTo"),
            allow(Set.class, "size isEmpty contains"),
            allow(List.class, "size isEmpty contains get indexOf lastIndexOf"),
            allow(Map.class, "size isEmpty containsKey containsValue get getOrDefault"));

    /** What the classes of Clojure and Java call otherwise. */
    private static final Map<Class<?>, Map<String, String>> OTHER_NAMES = Map.of(
            Instant.class, Map.of("getTime", "toEpochMilli", "before", "isBefore", "after", "isAfter"),
            Keyword.class, Map.of("getName", "name", "getNamespace", "namespace"),
            Symbol.class, Map.of("getName", "name", "getNamespace", "namespace"));

    private static final Map<String, Map<Class<?>, List<Method>>> METHODS = methods();

    private InstanceMethods() {}

    private static Map.Entry<Class<?>, Set<String>> allow(Class<?> type, String names) {
        return Map.entry(type, Set.of(names.split(" ", -1)));
    }

    private static Map<String, Map<Class<?>, List<Method>>> methods() {
        Map<String, Map<Class<?>, List<Method>>> methods = new HashMap<>();
        ALLOWED.forEach((type, names) -> {
            Map<String, String> others = OTHER_NAMES.getOrDefault(type, Map.of());
            for (Method method : type.getMethods()) {
                String name = method.getName();
                if ((!names.contains(name) && !ALL_OBJECTS.contains(name))
                        || Modifier.isStatic(method.getModifiers())
                        || method.isBridge()) {
                    continue;
                }
                add(methods, name, type, method);
                others.forEach((other, real) -> {
                    if (real.equals(name)) {
                        add(methods, other, type, method);
                    }
                });
            }
        });
        return methods;
    }

    private static void add(
            Map<String, Map<Class<?>, List<Method>>> methods, String name, Class<?> type, Method method) {
        methods.computeIfAbsent(name, key -> new HashMap<>())
                .computeIfAbsent(type, key -> new ArrayList<>())
                .add(method);
    }

    /**
     * Returns the function that calls a method of its first argument.
     *
     * @throws Anomaly.Incorrect when no class has such a method
     */
    static EngineFunction function(String name) {
        EngineFunction regex = RegexMethods.function(name);
        Map<Class<?>, List<Method>> byClass = METHODS.get(name);
        if (regex != null) {
            return regex;
        }
        if (byClass == null && !InstantFunctions.isDateMethod(name)) {
            throw new Anomaly.Incorrect("Unable to resolve symbol: ." + name + " (methods: "
                    + METHODS.keySet().stream().sorted().collect(Collectors.joining(" ")) + ")");
        }
        return (context, arguments) -> {
            if (arguments.length == 0 || arguments[0] == null) {
                throw new IllegalArgumentException("." + name + " needs a value to be called on, got nil");
            }
            CopyCost.of(arguments).take(context);
            for (Object argument : arguments) {
                if (!Values.hasPartsAtMost(argument, PARTS_MAX, context.effort())) {
                    throw new IllegalArgumentException("methods take values of at most " + PARTS_MAX
                            + " elements, those of their elements included: method=" + name);
                }
            }
            Object part = arguments.length == 1 && arguments[0] instanceof Instant instant
                    ? InstantFunctions.ofDate(name, instant)
                    : null;
            return part == null ? call(name, byClass == null ? Map.of() : byClass, arguments[0], arguments) : part;
        };
    }

    private static @Nullable Object call(
            String name, Map<Class<?>, List<Method>> byClass, Object target, @Nullable Object[] arguments) {
        for (Map.Entry<Class<?>, List<Method>> entry : byClass.entrySet()) {
            if (!entry.getKey().isInstance(target)) {
                continue;
            }
            for (Method method : entry.getValue()) {
                @Nullable Object[] converted = convert(method.getParameterTypes(), arguments);
                if (converted != null) {
                    return invoke(method, target, converted);
                }
            }
        }
        throw new IllegalArgumentException("No matching method " + name + " found taking " + (arguments.length - 1)
                + " args for class " + target.getClass().getSimpleName());
    }

    private static @Nullable Object invoke(Method method, Object target, @Nullable Object[] arguments) {
        try {
            Object result = GivenValues.take(method.invoke(target, arguments));
            boolean ordered = target instanceof Instant && arguments.length == 1;
            return ordered && result instanceof Long order ? (Object) (long) Long.signum(order) : result;
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InvocationTargetException failure) {
            if (failure.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalArgumentException(failure.getCause());
        }
    }

    /** Returns the arguments after the first as the parameters want them, or null when they do not fit. */
    @SuppressWarnings("NullAway") // whether an array may be null cannot be said of one with nullable elements here
    private static @Nullable Object @Nullable [] convert(Class<?>[] parameters, @Nullable Object[] arguments) {
        if (parameters.length != arguments.length - 1) {
            return null;
        }
        Object[] converted = Arrays.copyOfRange(arguments, 1, arguments.length);
        for (int i = 0; i < parameters.length; i++) {
            Object value = converted[i];
            Class<?> parameter = parameters[i];
            if (parameter == int.class) {
                if (!(value instanceof Long number) || number != number.intValue()) {
                    return null;
                }
                converted[i] = number.intValue();
            } else if (parameter == char.class) {
                if (!(value instanceof Character)) {
                    return null;
                }
            } else if (value != null && !parameter.isInstance(value)) {
                return null;
            }
        }
        return converted;
    }
}
