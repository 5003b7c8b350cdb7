package io.stator;

import io.stator.edn.Keyword;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows and pulled entities, and values of rows with one column.
 *
 * <p>The constructor of a record class is looked up once, and kept as long as the class.
 */
public final class RowMapper {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return RecordShape.of(type);
        }
    };

    private RowMapper() {}

    /** Returns the function that makes a {@code type} of a row, a map or a value. */
    public static <R> Function<@Nullable Object, R> to(Class<R> type) {
        if (type.isRecord()) {
            RecordShape shape = SHAPES.get(type);
            return item -> cast(type, shape.make(item));
        }
        return item -> {
            Object value = item instanceof Row row && !type.isInstance(row) ? only(row, type) : item;
            return cast(type, Conversions.convert(value, type, "value"));
        };
    }

    static Object record(Class<?> type, @Nullable Object item) {
        return SHAPES.get(type).make(item);
    }

    @SuppressWarnings("unchecked")
    private static <R> R cast(Class<R> type, @Nullable Object value) {
        if (value == null) {
            throw new Anomaly.Incorrect("a value was expected to become a " + type.getSimpleName() + ": value=null");
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
    private record RecordShape(Class<?> type, String[] names, Type[] types, MethodHandle constructor) {

        static RecordShape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] classes =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                Constructor<?> constructor = type.getDeclaredConstructor(classes);
                constructor.setAccessible(true);
                MethodHandle handle = MethodHandles.lookup()
                        .unreflectConstructor(constructor)
                        .asSpreader(Object[].class, classes.length)
                        .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
                return new RecordShape(
                        type,
                        Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new),
                        Arrays.stream(components)
                                .map(RecordComponent::getGenericType)
                                .toArray(Type[]::new),
                        handle);
            } catch (ReflectiveOperationException | RuntimeException inaccessible) {
                throw new IllegalArgumentException(
                        "the record must be accessible to io.stator (open its package): record=" + type.getName(),
                        inaccessible);
            }
        }

        Object make(@Nullable Object item) {
            @Nullable
            Object[] arguments = item instanceof Row row && row.names().isEmpty() ? positional(row) : named(item);
            try {
                return constructor.invokeExact(arguments);
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable checked) {
                throw new IllegalArgumentException(
                        "the constructor of " + type.getSimpleName() + " failed: " + checked.getMessage(), checked);
            }
        }

        private @Nullable Object[] positional(Row row) {
            if (row.size() == 1 && names.length != 1 && row.get(0) instanceof Map<?, ?> map) {
                return named(map);
            }
            if (row.size() != names.length) {
                throw new Anomaly.Incorrect(
                        "record " + type.getSimpleName() + " must have as many components as the row"
                                + " has columns: components=" + names.length + " columns=" + row.size());
            }
            @Nullable Object[] arguments = new Object[names.length];
            for (int i = 0; i < names.length; i++) {
                arguments[i] = Conversions.convert(row.get(i), types[i], where(i));
            }
            return arguments;
        }

        private @Nullable Object[] named(@Nullable Object item) {
            Map<?, ?> map;
            if (item instanceof Row row) {
                map = row.asMap();
            } else if (item instanceof Map<?, ?> given) {
                map = given;
            } else {
                throw new Anomaly.Incorrect("a record " + type.getSimpleName()
                        + " can be made of a row or a pulled entity: got " + (item == null ? "null" : item.getClass()));
            }
            Map<String, @Nullable Object> byName = new HashMap<>();
            map.forEach((key, value) -> byName.put(simpleName(key), value));
            @Nullable Object[] arguments = new Object[names.length];
            for (int i = 0; i < names.length; i++) {
                String key = simpleName(names[i]);
                arguments[i] = Conversions.convert(byName.get(key), types[i], where(i));
            }
            return arguments;
        }

        private String where(int component) {
            return type.getSimpleName() + "." + names[component];
        }

        /** Returns the key's local name without hyphens, in lower case: {@code :movie/release-year}, {@code releaseYear}. */
        private static String simpleName(@Nullable Object key) {
            String name = key instanceof Keyword keyword ? keyword.name() : String.valueOf(key);
            String local = name.startsWith(":") ? name.substring(name.indexOf('/') + 1) : name;
            return local.replace("-", "").replace("_", "").replace(":", "").toLowerCase(Locale.ROOT);
        }
    }
}
