package io.stator.dynamodb;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A generic class with its arguments, like {@code List<String>}. */
record GenericType(Class<?> raw, List<Type> arguments) implements ParameterizedType {
    /** Returns the type of {@code raw} with these arguments. */
    static GenericType of(Class<?> raw, Type... arguments) {
        return new GenericType(raw, List.of(arguments));
    }

    @Override
    public Type[] getActualTypeArguments() {
        return arguments.toArray(Type[]::new);
    }

    @Override
    public Type getRawType() {
        return raw;
    }

    @Override
    public @Nullable Type getOwnerType() {
        return null;
    }
}
