package io.stator.dynamodb;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How records of one class are made and taken apart.
 *
 * <p>Accessors are compiled to lambdas, which the JVM inlines as it does calls in source; the constructor is a method handle that
 * takes all components in an array. Both live as long as the record class and no longer.
 */
final class RecordAccess {
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);

    private final Class<?> type;
    private final MethodHandle constructor;
    private final List<Function<Object, @Nullable Object>> getters;

    private RecordAccess(Class<?> type, MethodHandle constructor, List<Function<Object, @Nullable Object>> getters) {
        this.type = type;
        this.constructor = constructor;
        this.getters = getters;
    }

    /** Returns the access to a record class, which may be private or local; its package must be open to this module. */
    static RecordAccess of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            RecordAccess.class.getModule().addReads(type.getModule());
            Lookup lookup = privateLookup(type);
            boolean whole = lookup != null;
            Lookup found = lookup == null ? MethodHandles.lookup() : lookup;
            MethodHandle constructor = found.unreflectConstructor(canonical)
                    .asType(MethodType.genericMethodType(types.length))
                    .asSpreader(Object[].class, types.length);
            List<Function<Object, @Nullable Object>> getters = Arrays.stream(components)
                    .map(each -> whole ? compiled(found, each.getAccessor()) : called(found, each.getAccessor()))
                    .toList();
            return new RecordAccess(type, constructor, getters);
        } catch (IllegalAccessException | NoSuchMethodException | Inaccessible cause) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + " must be open to this library; add \"opens " + type.getPackageName()
                            + " to io.stator.dynamodb;\" to the module "
                            + type.getModule().getName(),
                    cause);
        }
    }

    /** Returns a lookup that sees all of the class, or null if its module does not allow that. */
    private static @Nullable Lookup privateLookup(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException notOpen) {
            return null;
        }
    }

    @SuppressWarnings("unchecked")
    private static Function<Object, @Nullable Object> compiled(Lookup lookup, Method accessor) {
        try {
            MethodHandle getter = lookup.unreflect(accessor);
            CallSite site = LambdaMetafactory.metafactory(
                    lookup,
                    "apply",
                    MethodType.methodType(Function.class),
                    GETTER,
                    getter,
                    getter.type().wrap());
            return (Function<Object, @Nullable Object>) site.getTarget().invoke();
        } catch (IllegalAccessException | LambdaConversionException notCompiled) {
            return called(lookup, accessor);
        } catch (Throwable cause) {
            throw new IllegalStateException("accessor " + accessor, cause);
        }
    }

    private static Function<Object, @Nullable Object> called(Lookup lookup, Method accessor) {
        try {
            MethodHandle getter = lookup.unreflect(accessor).asType(GETTER);
            return record -> {
                try {
                    return (Object) getter.invokeExact(record);
                } catch (RuntimeException | Error cause) {
                    throw cause;
                } catch (Throwable cause) {
                    throw new IllegalStateException(cause);
                }
            };
        } catch (IllegalAccessException cause) {
            throw new Inaccessible(cause);
        }
    }

    /** An accessor of the record cannot be called from here. */
    private static final class Inaccessible extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Inaccessible(Throwable cause) {
            super(cause);
        }
    }

    /** Returns a component of a record; what the record's own accessor throws is a {@link Mismatch}. */
    @Nullable
    Object get(Object record, int index) {
        try {
            return getters.get(index).apply(record);
        } catch (RuntimeException cause) {
            throw new Mismatch("must be given by record " + type.getName() + ": " + cause, cause);
        }
    }

    /** Returns a record with these components; what its constructor throws is a {@link Mismatch}. */
    Object create(@Nullable Object[] components) {
        try {
            return (Object) constructor.invokeExact(components);
        } catch (Error cause) {
            throw cause;
        } catch (Throwable cause) {
            throw new Mismatch("must be what record " + type.getName() + " accepts: " + cause, cause);
        }
    }
}
