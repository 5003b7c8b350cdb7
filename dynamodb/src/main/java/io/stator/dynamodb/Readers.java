package io.stator.dynamodb;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How stored values are read as each Java type: by codecs first, then as the standard has it. */
final class Readers {
    private final List<Codec<?>> codecs;
    private final Map<TypeVariable<?>, Reader> bindings;

    private Readers(List<Codec<?>> codecs, Map<TypeVariable<?>, Reader> bindings) {
        this.codecs = codecs;
        this.bindings = bindings;
    }

    /** Returns how a type is read with these codecs. */
    static Reader reader(List<Codec<?>> codecs, Type type) {
        return new Readers(codecs, Map.of()).reader(type);
    }

    /** Returns these readers for the inside of a generic record whose type variables mean what {@code bound} says. */
    Readers within(Map<TypeVariable<?>, Reader> bound) {
        return new Readers(codecs, bound);
    }

    /** Returns how a type is read. */
    Reader reader(Type type) {
        if (type instanceof Class<?> whole) {
            return whole(whole);
        }
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        if (type instanceof GenericArrayType array) {
            return array(erased(array.getGenericComponentType()), part(array.getGenericComponentType()));
        }
        if (type instanceof WildcardType wildcard) {
            return part(wildcard.getUpperBounds()[0]);
        }
        Reader bound = bindings.get((TypeVariable<?>) type);
        return bound == null ? part(((TypeVariable<?>) type).getBounds()[0]) : bound;
    }

    /** Returns how a type is read inside another one; records are resolved when they are met, since they can hold themselves. */
    Reader part(Type type) {
        if (type instanceof Class<?> whole && whole.isRecord()) {
            return (registry, value) -> registry.reader(whole).read(registry, value);
        }
        return reader(type);
    }

    private Reader whole(Class<?> type) {
        Codec<?> codec = Writers.nearest(codecs, type);
        Reader exact = StandardReaders.EXACT.get(type);
        if (codec != null && (exact == null || codec.type() == type)) {
            return orNull((registry, value) -> fitting(type, codec.read(present(Values.plain(registry, value)))));
        }
        if (exact != null) {
            return exact;
        }
        if (Enum.class.isAssignableFrom(type)) {
            return enumeration(type);
        }
        if (type.isRecord()) {
            return Records.reader(this, type);
        }
        if (type.isArray()) {
            return array(type.getComponentType(), part(type.getComponentType()));
        }
        if (type == Optional.class) {
            return optional(reader(Object.class));
        }
        if (type == Set.class) {
            return set(reader(Object.class));
        }
        if (type == Map.class) {
            return map(StandardReaders.TEXT, String.class, reader(Object.class));
        }
        if (type == List.class || type == Collection.class || type == Iterable.class) {
            return list(reader(Object.class));
        }
        return (registry, value) -> {
            throw new Mismatch("must be read as a type the library knows: " + type.getName() + "; give a Codec for it");
        };
    }

    private Reader generic(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        if (Writers.nearest(codecs, raw) != null) {
            return whole(raw);
        }
        if (raw == Optional.class) {
            return optional(part(arguments[0]));
        }
        if (raw == Set.class) {
            return set(part(arguments[0]));
        }
        if (raw == List.class || raw == Collection.class || raw == Iterable.class) {
            return list(part(arguments[0]));
        }
        if (raw == Map.class) {
            return map(part(arguments[0]), erased(arguments[0]), part(arguments[1]));
        }
        if (raw.isRecord()) {
            Map<TypeVariable<?>, Reader> bound = new LinkedHashMap<>();
            for (int i = 0; i < arguments.length; i++) {
                bound.put(raw.getTypeParameters()[i], part(arguments[i]));
            }
            return Records.reader(within(bound), raw);
        }
        return whole(raw);
    }

    private static Class<?> erased(Type type) {
        if (type instanceof Class<?> whole) {
            return whole;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return erased(array.getGenericComponentType()).arrayType();
        }
        if (type instanceof WildcardType wildcard) {
            return erased(wildcard.getUpperBounds()[0]);
        }
        return erased(((TypeVariable<?>) type).getBounds()[0]);
    }

    /** Returns a reader that gives null for a value that is absent or null, and asks {@code reader} otherwise. */
    static Reader orNull(PresentReader reader) {
        return (registry, value) -> value == null || Values.isNull(value) ? null : reader.read(registry, value);
    }

    /** How a value that is there is read. */
    @FunctionalInterface
    interface PresentReader {
        /** Returns the value as the type. */
        @Nullable
        Object read(Codecs codecs, AttributeValue value);
    }

    private static Object present(@Nullable Object value) {
        return Objects.requireNonNull(value, "value");
    }

    private static @Nullable Object fitting(Class<?> type, @Nullable Object value) {
        if (value != null && !type.isPrimitive() && !type.isInstance(value)) {
            throw new Mismatch("must be read as " + type.getName() + ": the codec gave "
                    + value.getClass().getName());
        }
        return value;
    }

    private static Reader enumeration(Class<?> type) {
        Class<?> declared = type.isEnum() ? type : type.getSuperclass();
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : declared.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return orNull((registry, value) -> {
            Object constant = constants.get(StandardReaders.text(value));
            if (constant == null) {
                throw new Mismatch("must be one of " + constants.keySet() + ": " + Mismatch.shown(value.s()));
            }
            return constant;
        });
    }

    /** Returns a reader of an Optional. */
    static Reader optional(Reader element) {
        return (registry, value) ->
                Values.isNull(value) ? Optional.empty() : Optional.ofNullable(element.read(registry, value));
    }

    private static Reader list(Reader element) {
        return orNull((registry, value) -> Collections.unmodifiableList(elements(registry, value, element)));
    }

    private static Reader array(Class<?> component, Reader element) {
        return orNull((registry, value) -> {
            List<@Nullable Object> elements = elements(registry, value, element);
            Object array = Array.newInstance(component, elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i));
            }
            return array;
        });
    }

    private static Reader set(Reader element) {
        return orNull((registry, value) ->
                Collections.unmodifiableSet(new LinkedHashSet<>(elements(registry, value, element))));
    }

    private static List<@Nullable Object> elements(Codecs registry, AttributeValue value, Reader element) {
        List<AttributeValue> stored = switch (value.type()) {
            case L -> value.l();
            case SS -> value.ss().stream().map(AttributeValue::fromS).collect(Collectors.toList());
            case NS -> value.ns().stream().map(AttributeValue::fromN).collect(Collectors.toList());
            case BS -> value.bs().stream().map(AttributeValue::fromB).collect(Collectors.toList());
            default -> throw StandardReaders.wrong("a list or a set", value);
        };
        List<@Nullable Object> elements = new ArrayList<>(stored.size());
        for (AttributeValue each : stored) {
            try {
                elements.add(element.read(registry, each));
            } catch (Mismatch mismatch) {
                throw mismatch.at(elements.size());
            }
        }
        return elements;
    }

    private static Reader map(Reader key, Class<?> keyType, Reader element) {
        boolean plainKeys = keyType == String.class || keyType == Object.class;
        boolean numericKeys = Number.class.isAssignableFrom(keyType);
        return orNull((registry, value) -> {
            if (value.type() != AttributeValue.Type.M) {
                throw StandardReaders.wrong("a map", value);
            }
            Map<@Nullable Object, @Nullable Object> map =
                    new LinkedHashMap<>(Values.capacity(value.m().size()));
            for (Map.Entry<String, AttributeValue> entry : value.m().entrySet()) {
                String name = entry.getKey();
                try {
                    Object readKey = plainKeys
                            ? name
                            : key.read(registry, numericKeys ? AttributeValue.fromN(name) : AttributeValue.fromS(name));
                    map.put(readKey, element.read(registry, entry.getValue()));
                } catch (Mismatch mismatch) {
                    throw mismatch.at(name);
                }
            }
            return Collections.unmodifiableMap(map);
        });
    }
}
