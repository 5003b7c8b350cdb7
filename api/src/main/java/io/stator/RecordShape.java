package io.stator;

import io.stator.edn.Keyword;
import io.stator.edn.Named;
import io.stator.spi.JavaNames;
import io.stator.spi.Require;
import java.lang.annotation.Annotation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A record class: its components with the attributes they stand for, its constructor, and its accessors; found once, and kept as long as the class. */
final class RecordShape {
    static final Keyword ID = Keyword.of("db", "id");

    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private final Class<?> type;
    private final List<Component> components;
    private final Map<Keyword, Integer> byAttribute = new HashMap<>();
    private final Map<String, Integer> bySimpleName = new HashMap<>();
    private final MethodHandle constructor;

    /**
     * One component.
     *
     * @param attribute the attribute it stands for; null when its name makes none, so that it can only be read
     * @param named whether {@link Ident} says so
     * @param optional whether it may be null
     */
    record Component(
            String name,
            Type type,
            @Nullable Keyword attribute,
            boolean named,
            boolean optional,
            MethodHandle accessor) {
        /** Returns the class of values, without their parameters. */
        Class<?> raw() {
            return rawClass(type);
        }
    }

    private RecordShape(Class<?> type) {
        this.type = type;
        RecordComponent[] declared = type.getRecordComponents();
        Class<?>[] classes =
                Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
        this.constructor = constructor(type, classes);
        this.components =
                Arrays.stream(declared).map(each -> component(type, each)).toList();
        for (int i = 0; i < components.size(); i++) {
            index(i);
        }
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).attribute() != null) {
                bySimpleName.putIfAbsent(simpleName(components.get(i).attribute()), i);
            }
        }
    }

    static RecordShape of(Class<?> type) {
        return SHAPES.get(type);
    }

    private static Component component(Class<?> type, RecordComponent component) {
        Ident ident = component.getAnnotation(Ident.class);
        String where = type.getSimpleName() + "." + component.getName();
        Keyword attribute = ident == null
                ? attribute(type, component.getName())
                : Require.keyword(ident.value(), "@Ident of " + where);
        boolean optional = Stream.of(
                        component.getAnnotations(),
                        component.getAnnotatedType().getAnnotations(),
                        component.getAccessor().getAnnotations())
                .flatMap(Arrays::stream)
                .map(Annotation::annotationType)
                .anyMatch(each -> each.getSimpleName().equals("Nullable"));
        return new Component(
                component.getName(),
                component.getGenericType(),
                attribute,
                ident != null,
                optional,
                accessor(type, component.getAccessor()));
    }

    private static @Nullable Keyword attribute(Class<?> type, String component) {
        try {
            return JavaNames.attribute(type, component);
        } catch (Anomaly.Incorrect noName) {
            return null;
        }
    }

    private static MethodHandle constructor(Class<?> type, Class<?>[] classes) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(classes);
            open(constructor);
            return MethodHandles.lookup()
                    .unreflectConstructor(constructor)
                    .asSpreader(Object[].class, classes.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException | RuntimeException inaccessible) {
            throw inaccessible(type, inaccessible);
        }
    }

    private static MethodHandle accessor(Class<?> type, Method accessor) {
        try {
            open(accessor);
            return MethodHandles.lookup().unreflect(accessor).asType(MethodType.methodType(Object.class, Object.class));
        } catch (ReflectiveOperationException | RuntimeException inaccessible) {
            throw inaccessible(type, inaccessible);
        }
    }

    private static void open(AccessibleObject member) {
        member.setAccessible(true);
    }

    private static Anomaly.Incorrect inaccessible(Class<?> type, Exception inaccessible) {
        return new Anomaly.Incorrect(
                "the record must be accessible to io.stator (open its package): record=" + type.getName(),
                Map.of(),
                inaccessible);
    }

    private void index(int position) {
        Component component = components.get(position);
        Integer other = bySimpleName.put(simpleName(component.name()), position);
        if (other != null) {
            throw new Anomaly.Incorrect("components of " + type.getSimpleName()
                    + " must differ by more than case and underscores: "
                    + components.get(other).name() + " and " + component.name());
        }
        Integer same = component.attribute() == null ? null : byAttribute.put(component.attribute(), position);
        if (same != null) {
            throw new Anomaly.Incorrect(
                    "components of " + type.getSimpleName() + " must stand for different attributes: "
                            + components.get(same).name() + " and " + component.name() + " both stand for "
                            + component.attribute());
        }
    }

    Class<?> type() {
        return type;
    }

    List<Component> components() {
        return components;
    }

    /** Returns the name of a component in messages. */
    String where(Component component) {
        return type.getSimpleName() + "." + component.name();
    }

    /** Returns the attribute that a component stands for; refuses one that stands for none. */
    Keyword attribute(Component component) {
        Keyword attribute = component.attribute();
        return attribute == null ? JavaNames.attribute(type, component.name()) : attribute;
    }

    /** Returns the position of the component that a key gives a value to, or -1. */
    int position(@Nullable Object key) {
        Integer exact = key instanceof Keyword keyword ? byAttribute.get(keyword) : null;
        if (exact != null) {
            return exact;
        }
        Integer named = bySimpleName.get(simpleName(key));
        boolean other = named == null
                || (components.get(named).named() && key instanceof Keyword keyword && keyword.namespace() != null);
        return other ? -1 : named;
    }

    /** Returns how well a key names the component that it gives a value to: the attribute itself before other names, any name before the id. */
    int rank(int position, @Nullable Object key) {
        if (key != null && key.equals(components.get(position).attribute())) {
            return 3;
        }
        return ID.equals(key) ? 1 : 2;
    }

    @Nullable
    Object value(Component component, Record record) {
        try {
            return (Object) component.accessor().invokeExact((Object) record);
        } catch (Anomaly meant) {
            throw meant;
        } catch (Throwable failed) {
            throw new Anomaly.Fault("the accessor of " + where(component) + " failed: " + failed, Map.of(), failed);
        }
    }

    Object make(@Nullable Object[] arguments) {
        try {
            return (Object) constructor.invokeExact(arguments);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new Anomaly.Fault(
                    "the constructor of " + type.getSimpleName() + " failed: " + checked.getMessage(),
                    Map.of(),
                    checked);
        }
    }

    /** Returns what stands for a value that is not there, or null when one must be, unless null may stand there. */
    @Nullable
    static Object absent(Component component) {
        Class<?> raw = component.raw();
        if (raw == Optional.class) {
            return Optional.empty();
        }
        if (raw == Set.class) {
            return Set.of();
        }
        return raw == List.class || raw == Collection.class || raw == Iterable.class ? List.of() : null;
    }

    static Class<?> rawClass(Type type) {
        return type instanceof ParameterizedType generic
                ? (Class<?>) generic.getRawType()
                : type instanceof Class<?> plain ? plain : Object.class;
    }

    /** Returns a key's local name, letters and digits only, in lower case: {@code :movie/release-year}, {@code releaseYear}. */
    static String simpleName(@Nullable Object key) {
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
