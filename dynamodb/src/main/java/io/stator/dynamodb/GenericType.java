package io.stator.dynamodb;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A generic class with its arguments, like {@code List<String>}. */
record GenericType(Class<?> raw, Type argument) implements ParameterizedType {
    /** Returns the type of {@code raw} with one argument. */
    static GenericType of(Class<?> raw, Type argument) {
        return new GenericType(raw, argument);
    }

    @Override
    public Type[] getActualTypeArguments() {
        return new Type[] {argument};
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
