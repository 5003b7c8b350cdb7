package io.stator;

import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.spi.Require;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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

    private static final Keyword ID = Keyword.of("db", "id");

    private RowMapper() {}

    /** Returns the function that makes a {@code type} of a row, a map or a value. */
    public static <R> Function<@Nullable Object, R> to(Class<R> type) {
        if (Require.present(type, "type").isRecord()) {
            RecordShape shape = SHAPES.get(type);
            return item -> cast(type, shape.make(item), "a row");
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
            Class<?> type, String[] names, Type[] types, Map<String, Integer> positions, MethodHandle constructor) {

        static RecordShape of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] classes =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            String[] names =
                    Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new);
            Type[] types = Arrays.stream(components)
                    .map(RecordComponent::getGenericType)
                    .toArray(Type[]::new);
            return new RecordShape(type, names, types, positions(type, names), constructor(type, classes));
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
                throw new IllegalArgumentException(
                        "the record must be accessible to io.stator (open its package): record=" + type.getName(),
                        inaccessible);
            }
        }

        private static Map<String, Integer> positions(Class<?> type, String[] names) {
            Map<String, Integer> positions = new HashMap<>();
            for (int i = 0; i < names.length; i++) {
                Integer other = positions.put(simpleName(names[i]), i);
                if (other != null) {
                    throw new IllegalArgumentException("components of " + type.getSimpleName()
                            + " must differ by more than case and underscores: " + names[other] + " and " + names[i]);
                }
            }
            return positions;
        }

        Object make(@Nullable Object item) {
            @Nullable Object[] arguments = item instanceof Row row ? ofRow(row) : ofMap(item);
            try {
                return constructor.invokeExact(arguments);
            } catch (RuntimeException | Error thrown) {
                throw thrown;
            } catch (Throwable checked) {
                throw new IllegalArgumentException(
                        "the constructor of " + type.getSimpleName() + " failed: " + checked.getMessage(), checked);
            }
        }

        private @Nullable Object[] ofRow(Row row) {
            if (!row.names().isEmpty()) {
                return ofMap(row.asMap());
            }
            if (row.size() == 1 && row.get(0) instanceof Map<?, ?> map && !isMadeOfOneMap()) {
                return ofMap(map);
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

        /** Returns whether the record holds one pulled entity as a whole rather than values of it. */
        private boolean isMadeOfOneMap() {
            return types.length == 1
                    && types[0] instanceof Class<?> only
                    && (only.isRecord() || only.isAssignableFrom(PulledEntity.class));
        }

        private @Nullable Object[] ofMap(@Nullable Object item) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new Anomaly.Incorrect(
                        "record " + type.getSimpleName() + " must be made of a row or a pulled entity: "
                                + (item == null
                                        ? "value=null"
                                        : "class=" + item.getClass().getName()));
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
                    throw new Anomaly.Incorrect(where(position) + " must be named by one key: keys=" + keys[position]
                            + " and " + key + " (rename one of them with :as)");
                }
            });
            @Nullable Object[] arguments = new Object[names.length];
            for (int i = 0; i < names.length; i++) {
                arguments[i] = Conversions.convert(values[i], types[i], where(i));
            }
            return arguments;
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
