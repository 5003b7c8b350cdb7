package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Symbol;
import io.stator.spi.Require;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The conversions of a program: what the values of its own classes, and of classes such as {@code LocalDate}, mean to a database.
 *
 * <pre>{@code
 * Conversions.register(Conversion.of(LocalDate.class, Instant.class,
 *         date -> date.atStartOfDay(UTC).toInstant(), instant -> LocalDate.ofInstant(instant, UTC)));
 *
 * record Movie(String title, LocalDate released) {}
 *
 * connection.transact(TxData.of(new Movie("Repo Man", LocalDate.of(1984, 3, 2))));
 * db.query("[:find ?title :in $ ?day :where [?m :movie/released ?day] [?m :movie/title ?title]]", LocalDate.of(1984, 3, 2));
 * }</pre>
 *
 * <p>One holds for the whole program and wherever values are given or asked for: transactions, lookup refs, inputs of queries, what functions are
 * given and return, index reads, and {@code as(...)} and {@code get(...)} of results, rows and pulled entities. It is registered before the first value of its class is used,
 * as a rule where the program starts. Constants of enums need none: they mean keywords, see {@link Namespace}.
 *
 * <p>All methods may be called by many threads, and never wait.
 */
public final class Conversions {
    /** The classes that mean something by themselves. */
    private static final Set<Class<?>> MEANT = Set.of(
            String.class,
            Character.class,
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            Keyword.class,
            Symbol.class,
            Instant.class,
            Date.class,
            UUID.class,
            URI.class,
            ArrayList.class,
            List.class,
            Set.class,
            Map.class,
            Optional.class,
            OptionalInt.class,
            OptionalLong.class,
            OptionalDouble.class,
            Attribute.class,
            EntityData.class,
            TxForm.class,
            TxData.class,
            Query.class,
            Pull.class,
            Row.class,
            PulledEntity.class,
            Database.class);

    private static volatile Registered registered = new Registered(Map.of());

    /** The conversions of one moment; what was found for a class is kept as long as the class. */
    private static final class Registered {
        private final Map<Class<?>, Conversion<?>> all;

        private final ClassValue<Optional<Conversion<?>>> found = new ClassValue<>() {
            @Override
            protected Optional<Conversion<?>> computeValue(Class<?> type) {
                return Optional.ofNullable(nearest(type));
            }
        };

        Registered(Map<Class<?>, Conversion<?>> all) {
            this.all = all;
        }

        /** Returns the conversion of a class, or of the nearest class or interface above it. */
        private @Nullable Conversion<?> nearest(Class<?> type) {
            List<Conversion<?>> above = all.values().stream()
                    .filter(each -> each.type().isAssignableFrom(type))
                    .<Conversion<?>>map(each -> each)
                    .toList();
            List<Conversion<?>> nearest = above.stream()
                    .filter(each -> above.stream()
                            .allMatch(other -> other == each || !each.type().isAssignableFrom(other.type())))
                    .toList();
            if (nearest.size() > 1) {
                throw new Anomaly.Incorrect("one conversion must be the nearest for " + type.getTypeName()
                        + ", register one for the class itself: conversions=" + nearest);
            }
            return nearest.isEmpty() ? null : nearest.get(0);
        }
    }

    private Conversions() {}

    /**
     * Registers conversions for the whole program; one that is registered already is left as it is.
     *
     * @throws Anomaly.Incorrect when one is null, or there is another one for its class: then none of these is registered
     */
    public static void register(Conversion<?>... conversions) {
        Require.elements(conversions, "conversions");
        synchronized (Conversions.class) {
            Map<Class<?>, Conversion<?>> all = new LinkedHashMap<>(registered.all);
            for (Conversion<?> conversion : conversions) {
                Conversion<?> before = all.putIfAbsent(conversion.type(), conversion);
                if (before != null && before != conversion) {
                    throw Require.refused(
                            "conversions",
                            "must be one for each class: there is another for "
                                    + conversion.type().getTypeName());
                }
            }
            registered = new Registered(Collections.unmodifiableMap(all));
        }
    }

    /**
     * Returns the conversion that values of a class go through, which may be one of a class or interface above it; empty when there is none.
     *
     * @throws Anomaly.Incorrect when it is null, or several are as near
     */
    public static Optional<Conversion<?>> of(Class<?> type) {
        Registered now = registered;
        Class<?> asked = Require.present(type, "type");
        return now.all.isEmpty() ? Optional.empty() : now.found.get(asked);
    }

    /** Returns whether values of a class mean something by themselves, or may be values that do. */
    static boolean hasMeaning(Class<?> type) {
        return type.isPrimitive() || type.isArray() || MEANT.stream().anyMatch(type::isAssignableFrom);
    }

    /** Returns a value as one of a class for which there is a conversion, or null when there is none. */
    static @Nullable Object read(Object value, Class<?> type, String where) {
        Conversion<?> conversion = of(type).orElse(null);
        if (conversion == null) {
            return null;
        }
        Object fitting = WantedValues.convert(value, conversion.valueType().javaClass(), where);
        Object read = conversion.fromValue(Require.present(fitting, "value"));
        if (!type.isInstance(read)) {
            throw new Anomaly.Incorrect(where + " must be given a value that fits " + type.getSimpleName() + ": value="
                    + Edn.describe(value) + " is a " + read.getClass().getSimpleName());
        }
        return read;
    }
}
