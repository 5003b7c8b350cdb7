package io.stator.dynamodb;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** How stored values are read as each Java type: by codecs first, then as the standard has it. */
final class ValueReaders {
    private final List<Codec<?>> codecs;
    private final Map<TypeVariable<?>, ValueReader> bindings;

    private ValueReaders(List<Codec<?>> codecs, Map<TypeVariable<?>, ValueReader> bindings) {
        this.codecs = codecs;
        this.bindings = bindings;
    }

    /** Returns how a type is read with these codecs. */
    static ValueReader reader(List<Codec<?>> codecs, Type type) {
        return new ValueReaders(codecs, Map.of()).reader(type);
    }

    /** Returns these readers for the inside of a generic record whose type variables mean what {@code bound} says. */
    ValueReaders within(Map<TypeVariable<?>, ValueReader> bound) {
        return new ValueReaders(codecs, bound);
    }

    /** Returns whether sets are read as DynamoDB has them, and not by a codec. */
    boolean areSetsStandard() {
        return ValueWriters.nearest(codecs, Set.class) == null;
    }

    /** Returns how a type is read. */
    ValueReader reader(Type type) {
        if (type instanceof Class<?> whole) {
            return whole(whole);
        }
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        if (type instanceof GenericArrayType array) {
            Type component = array.getGenericComponentType();
            return ContainerReaders.array(erased(component), part(component));
        }
        if (type instanceof WildcardType wildcard) {
            return part(wildcard.getUpperBounds()[0]);
        }
        ValueReader bound = bindings.get((TypeVariable<?>) type);
        return bound == null ? part(((TypeVariable<?>) type).getBounds()[0]) : bound;
    }

    /** Returns how a type is read inside another one; records are resolved when they are met, since they can hold themselves. */
    ValueReader part(Type type) {
        return type instanceof Class<?> whole && whole.isRecord() ? new LaterReader(whole) : reader(type);
    }

    private ValueReader whole(Class<?> type) {
        Codec<?> codec = ValueWriters.nearest(codecs, type);
        ValueReader exact = StandardReaders.EXACT.get(type);
        if (codec != null && (exact == null || codec.type() == type)) {
            return new CodecReader(codec, type);
        }
        if (exact != null) {
            return exact;
        }
        if (Enum.class.isAssignableFrom(type) && type != Enum.class) {
            return new LeafReader(type, enumeration(type));
        }
        if (type == Timestamp.class) {
            return StandardReaders.TIMESTAMP;
        }
        if (ValueWriters.isKeyword(type)) {
            return new LeafReader(type, StandardReaders::keyword);
        }
        if (type.isRecord()) {
            return Records.reader(this, type);
        }
        if (type.isArray()) {
            return ContainerReaders.array(type.getComponentType(), part(type.getComponentType()));
        }
        ValueReader raw = raw(type);
        return raw == null ? new UnknownReader(type) : raw;
    }

    /** Returns how a class with type parameters is read where these are not given, or null if it is no such class. */
    private @Nullable ValueReader raw(Class<?> type) {
        ValueReader anything = reader(Object.class);
        if (type == Optional.class) {
            return ContainerReaders.optional(anything);
        }
        if (type == Set.class) {
            return new RawReader(type, ContainerReaders.set(anything));
        }
        if (type == Map.class) {
            return new RawReader(type, ContainerReaders.map(StandardReaders.TEXT, String.class, anything));
        }
        return isList(type) ? new RawReader(type, ContainerReaders.list(anything)) : null;
    }

    private static boolean isList(Class<?> type) {
        return type == List.class || type == Collection.class || type == Iterable.class;
    }

    private ValueReader generic(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] arguments = type.getActualTypeArguments();
        if (ValueWriters.nearest(codecs, raw) != null) {
            return whole(raw);
        }
        if (raw == Optional.class) {
            return ContainerReaders.optional(part(arguments[0]));
        }
        if (raw == Set.class) {
            return ContainerReaders.set(part(arguments[0]));
        }
        if (isList(raw)) {
            return ContainerReaders.list(part(arguments[0]));
        }
        if (raw == Map.class) {
            return ContainerReaders.map(part(arguments[0]), erased(arguments[0]), part(arguments[1]));
        }
        if (raw.isRecord()) {
            Map<TypeVariable<?>, ValueReader> bound = new LinkedHashMap<>();
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

    private static Function<AttributeValue, Object> enumeration(Class<?> type) {
        Class<?> declared = type.isEnum() ? type : type.getSuperclass();
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Object constant : declared.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return value -> {
            Object constant = constants.get(StandardReaders.text(value));
            if (constant == null) {
                throw new Mismatch("must be one of " + constants.keySet() + ": " + Mismatch.shown(value.s()));
            }
            return constant;
        };
    }

    /** Reads what a codec is for; a value of the type that was frozen, which no codec ever saw, is itself. */
    private static final class CodecReader extends ValueReader {
        private final Codec<?> codec;
        private final Class<?> type;

        CodecReader(Codec<?> codec, Class<?> type) {
            this.codec = codec;
            this.type = type;
        }

        @Override
        @Nullable
        Object stored(Codecs registry, AttributeValue value) {
            return fitting(codec.read(Objects.requireNonNull(Values.plain(registry, value))));
        }

        @Override
        @Nullable
        Object thawed(Codecs registry, @Nullable Object value) {
            return value == null || FrozenThawed.isOf(type, value) ? value : fitting(codec.read(value));
        }

        private @Nullable Object fitting(@Nullable Object value) {
            if (value != null && !type.isInstance(value)) {
                throw new Mismatch("must be read as " + type.getName() + ": the codec gave "
                        + value.getClass().getName());
            }
            return value;
        }
    }

    /** Reads a record inside another type by what is known of it then. */
    private static final class LaterReader extends ValueReader {
        private final Class<?> type;

        LaterReader(Class<?> type) {
            this.type = type;
        }

        @Override
        @Nullable
        String unreadable(Codecs registry, Set<Class<?>> seen) {
            return seen.add(type) ? registry.reader(type).unreadable(registry, seen) : null;
        }

        @Override
        @Nullable
        Object stored(Codecs registry, AttributeValue value) {
            return registry.reader(type).read(registry, value);
        }

        @Override
        @Nullable
        Object thawed(Codecs registry, @Nullable Object value) {
            return registry.reader(type).thawed(registry, value);
        }
    }

    /** Reads a collection or a map of anything: one that was frozen is itself, with the types it has. */
    private static final class RawReader extends ValueReader {
        private final Class<?> type;
        private final ValueReader reader;

        RawReader(Class<?> type, ValueReader reader) {
            this.type = type;
            this.reader = reader;
        }

        @Override
        @Nullable
        Object stored(Codecs registry, AttributeValue value) {
            return type == Set.class && value.type() == AttributeValue.Type.BS
                    ? Values.plain(registry, value)
                    : reader.stored(registry, value);
        }

        @Override
        @Nullable
        Object thawed(Codecs registry, @Nullable Object value) {
            return value == null || type.isInstance(value) ? value : reader.thawed(registry, value);
        }
    }

    /** Refuses to read a type that nothing here can make, unless a value of it was frozen. */
    private static final class UnknownReader extends ValueReader {
        private final Class<?> type;

        UnknownReader(Class<?> type) {
            this.type = type;
        }

        @Override
        String unreadable(Codecs registry, Set<Class<?>> seen) {
            return "must be of a type that can be read again: " + type + "; give a Codec for it";
        }

        @Override
        @Nullable
        Object nothing(boolean isThere) {
            throw new Mismatch(unknown(type));
        }

        @Override
        @Nullable
        Object stored(Codecs registry, AttributeValue value) {
            throw new Mismatch(unknown(type));
        }

        @Override
        Object thawed(Codecs registry, @Nullable Object value) {
            if (value == null || !type.isInstance(value)) {
                throw new Mismatch(unknown(type));
            }
            return value;
        }
    }

    private static String unknown(Class<?> type) {
        return "must be read as a type the library knows: " + type.getName() + "; give a Codec for it";
    }
}
