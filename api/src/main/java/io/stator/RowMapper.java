package io.stator;

import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.spi.Require;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows and pulled entities, and values of rows with one column.
 *
 * <p>The constructor of a record class is looked up once, and kept as long as the class.
 *
 * <p>Its methods never wait.
 */
public final class RowMapper {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return RecordShape.of(type);
        }
    };

    private static final Keyword ID = Keyword.of("db", "id");

    private RowMapper() {}

    /**
     * Returns the function that makes a {@code type} of a row, a map or a value.
     *
     * @throws Anomaly.Incorrect when the class is null, or a record that cannot be made: it is not accessible, or two components have one name
     *     but for case and underscores. The function throws one when a value is not there or does not fit without loss, and passes on
     *     what the constructor throws
     */
    public static <R> Function<@Nullable Object, R> to(Class<R> type) {
        if (Require.present(type, "type").isRecord()) {
            RecordShape shape = SHAPES.get(type);
            return item -> {
                try {
                    return cast(type, shape.make(item), "a row");
                } catch (StackOverflowError tooDeep) {
                    throw new Anomaly.Incorrect(
                            "what becomes a " + type.getSimpleName()
                                    + " must be nested less deep, or a thread must have more stack",
                            Map.of(),
                            tooDeep);
                }
            };
        }
        return item -> {
            Object value = item instanceof Row row && !type.isInstance(row) ? only(row, type) : item;
            return value(value, type, "value");
        };
    }

    static Object record(Class<?> type, @Nullable Object item) {
        return SHAPES.get(type).make(item);
    }

    /** Returns a value as a class; {@code where} is how messages call it. */
    static <R> R value(@Nullable Object value, Class<R> type, String where) {
        return cast(type, Conversions.convert(value, type, where), where);
    }

    @SuppressWarnings("unchecked")
    private static <R> R cast(Class<R> type, @Nullable Object value, String where) {
        if (value == null) {
            throw new Anomaly.Incorrect(
                    where + " must have a value to become a " + type.getSimpleName() + ": value=null");
        }
        return (R) value;
    }

    private static @Nullable Object only(Row row, Class<?> type) {
        if (row.size() != 1) {
            throw new Anomaly.Incorrect("a row must have one column to become a " + type.getSimpleName()
                    + ", or the class must be a record: columns=" + row.size());
        }
        return row.get(0);
    }

    /** The canonical constructor of a record class, with what its components expect. */
    private record RecordShape(
            Class<?> type,
            String[] names,
            Type[] types,
            boolean[] optional,
            Map<String, Integer> positions,
            MethodHandle constructor) {

        static RecordShape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] classes =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            String[] names =
                    Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
            Type[] types = Arrays.stream(components)
                    .map(RecordComponent::getGenericType)
                    .toArray(Type[]::new);
            boolean[] optional = new boolean[components.length];
            for (int i = 0; i < optional.length; i++) {
                optional[i] = Stream.of(
                                components[i].getAnnotations(),
                                components[i].getAnnotatedType().getAnnotations(),
                                components[i].getAccessor().getAnnotations())
                        .flatMap(Arrays::stream)
                        .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
            }
            return new RecordShape(type, names, types, optional, positions(type, names), constructor(type, classes));
        }

        private static MethodHandle constructor(Class<?> type, Class<?>[] classes) {
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(classes);
                constructor.setAccessible(true);
                return MethodHandles.lookup()
                        .unreflectConstructor(constructor)
                        .asSpreader(Object[].class, classes.length)
                        .asType(MethodType.methodType(Object.class, Object[].class));
            } catch (ReflectiveOperationException | RuntimeException inaccessible) {
                throw new Anomaly.Incorrect(
                        "the record must be accessible to io.stator (open its package): record=" + type.getName(),
                        Map.of(),
                        inaccessible);
            }
        }

        private static Map<String, Integer> positions(Class<?> type, String[] names) {
            Map<String, Integer> positions = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                Integer other = positions.put(simpleName(names[i]), i);
                if (other != null) {
                    throw new Anomaly.Incorrect("components of " + type.getSimpleName()
                            + " must differ by more than case and underscores: " + names[other] + " and " + names[i]);
                }
            }
            return positions;
        }

        Object make(@Nullable Object item) {
            @Nullable Object[] arguments = item instanceof Row row ? ofRow(row) : ofMap(item, names(item));
            try {
                return constructor.invokeExact(arguments);
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable checked) {
                throw new Anomaly.Fault(
                        "the constructor of " + type.getSimpleName() + " failed: " + checked.getMessage(),
                        Map.of(),
                        checked);
            }
        }

        private @Nullable Object[] ofRow(Row row) {
            if (!row.names().isEmpty()) {
                return ofMap(row.asMap(), row.names());
            }
            if (row.size() == 1 && row.get(0) instanceof Map<?, ?> map && !isMadeOfOneMap()) {
                return ofMap(map, names(map));
            }
            if (row.size() != names.length) {
                throw new Anomaly.Incorrect(
                        "record " + type.getSimpleName() + " must have as many components as the row"
                                + " has columns: components=" + names.length + " columns=" + row.size());
            }
            @Nullable Object[] arguments = new Object[names.length];
            for (int i = 0; i < names.length; i++) {
                Object value = row.get(i);
                arguments[i] = value == null ? absent(i, null) : Conversions.convert(value, types[i], where(i));
            }
            return arguments;
        }

        /** Returns whether the record holds one pulled entity as a whole rather than values of it. */
        private boolean isMadeOfOneMap() {
            return types.length == 1
                    && types[0] instanceof Class<?> only
                    && (only.isRecord() || only.isAssignableFrom(PulledEntity.class));
        }

        private static @Nullable List<?> names(@Nullable Object item) {
            return item instanceof PulledEntity entity ? entity.names() : null;
        }

        /**
         * Returns the arguments of the constructor.
         *
         * @param possible the names that values can have, or null when there may be any
         */
        private @Nullable Object[] ofMap(@Nullable Object item, @Nullable List<?> possible) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new Anomaly.Incorrect(
                        "record " + type.getSimpleName() + " must be made of a row or a pulled entity: "
                                + (item == null
                                        ? "value=null"
                                        : "class=" + item.getClass().getTypeName()));
            }
            @Nullable Object[] keys = new Object[names.length];
            @Nullable Object[] values = new Object[names.length];
            map.forEach((key, value) -> {
                Integer found = positions.get(simpleName(key));
                if (found == null) {
                    return;
                }
                int position = found;
                if (keys[position] == null || ID.equals(keys[position])) {
                    keys[position] = key;
                    values[position] = value;
                } else if (!ID.equals(key)) {
                    throw new Anomaly.Incorrect(
                            where(position) + " must be named by one key: keys=" + Edn.describe(keys[position])
                                    + " and " + Edn.describe(key) + " (rename one of them with :as)");
                }
            });
            @Nullable Object[] arguments = new Object[names.length];
            List<?> present = possible == null ? List.copyOf(map.keySet()) : possible;
            for (int i = 0; i < names.length; i++) {
                if (keys[i] == null && possible != null && !isAmong(names[i], possible)) {
                    throw new Anomaly.Incorrect(
                            where(i) + " must be named after something in the result: names=" + Edn.describe(present));
                }
                Object value = values[i];
                arguments[i] = value == null ? absent(i, present) : Conversions.convert(value, types[i], where(i));
            }
            return arguments;
        }

        private static boolean isAmong(String component, List<?> possible) {
            String simple = simpleName(component);
            return possible.stream().anyMatch(name -> simpleName(name).equals(simple));
        }

        /** Returns what stands for a value that is not there. */
        private @Nullable Object absent(int component, @Nullable List<?> present) {
            Class<?> raw = types[component] instanceof ParameterizedType generic
                    ? (Class<?>) generic.getRawType()
                    : types[component] instanceof Class<?> plain ? plain : Object.class;
            if (raw == Optional.class) {
                return Optional.empty();
            }
            if (raw == Set.class) {
                return Set.of();
            }
            if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
                return List.of();
            }
            if (optional[component] && !raw.isPrimitive()) {
                return null;
            }
            throw new Anomaly.Incorrect(where(component) + " must have a value: "
                    + (raw.isPrimitive()
                            ? "make it an Optional, or its wrapper class with @Nullable, if it may be absent"
                            : "make it an Optional or annotate it @Nullable if it may be absent")
                    + (present == null ? "" : ": names=" + Edn.describe(present)));
        }

        private String where(int component) {
            return type.getSimpleName() + "." + names[component];
        }

        /** Returns a key's local name, letters and digits only, in lower case: {@code :movie/release-year}, {@code releaseYear}. */
        private static String simpleName(@Nullable Object key) {
            String name = key instanceof Named named ? named.name() : String.valueOf(key);
            String local = name.startsWith(":") ? name.substring(name.indexOf('/') + 1) : name;
            StringBuilder simple = new StringBuilder(local.length());
            for (int i = 0; i < local.length(); i++) {
                if (local.charAt(i) != '_' && Character.isJavaIdentifierPart(local.charAt(i))) {
                    simple.append(local.charAt(i));
                }
            }
            return simple.toString().toLowerCase(Locale.ROOT);
        }
    }
}
