package io.stator.dynamodb;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constructor and the accessors of one record class as method handles. */
final class RecordAccess {
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType TAKING = MethodType.methodType(void.class, Object[].class, Object.class);
    private static final MethodHandle KEEP = keep();

    private final Class<?> type;
    private final MethodHandle constructor;
    private final MethodHandle spreading;
    private final List<MethodHandle> accessors;
    private final List<MethodHandle> getters;
    private final MethodHandle taking;

    private RecordAccess(Class<?> type, MethodHandle constructor, List<MethodHandle> accessors) {
        int arity = constructor.type().parameterCount();
        this.type = type;
        this.constructor = constructor;
        this.spreading = constructor.asType(MethodType.genericMethodType(arity)).asSpreader(Object[].class, arity);
        this.accessors = List.copyOf(accessors);
        this.getters = accessors.stream().map(each -> each.asType(GETTER)).toList();
        this.taking = taking(getters);
    }

    private static MethodHandle keep() {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            RecordAccess.class,
                            "keep",
                            MethodType.methodType(void.class, int.class, Object[].class, Object.class));
        } catch (ReflectiveOperationException cause) {
            throw new IllegalStateException(cause);
        }
    }

    /** Keeps one component, called by the method handle. */
    static void keep(int index, @Nullable Object[] values, @Nullable Object value) {
        values[index] = value;
    }

    private static MethodHandle taking(List<MethodHandle> getters) {
        MethodHandle all = MethodHandles.empty(TAKING);
        for (int i = getters.size() - 1; i >= 0; i--) {
            MethodHandle one =
                    MethodHandles.filterArguments(MethodHandles.insertArguments(KEEP, 0, i), 1, getters.get(i));
            all = MethodHandles.foldArguments(all, one);
        }
        return all;
    }

    /** Returns the access to a record class, which may be private or local; its package must be open to this module. */
    static RecordAccess of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            RecordAccess.class.getModule().addReads(type.getModule());
            Constructor<?> canonical = type.getDeclaredConstructor(types);
            Lookup lookup = lookup(type);
            List<MethodHandle> accessors = new ArrayList<>(components.length);
            for (RecordComponent component : components) {
                accessors.add(lookup.unreflect(component.getAccessor()));
            }
            return new RecordAccess(type, lookup.unreflectConstructor(canonical), accessors);
        } catch (IllegalAccessException | NoSuchMethodException cause) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + " must be open to this library; add \"opens " + type.getPackageName()
                            + " to io.stator.dynamodb;\" to the module "
                            + type.getModule().getName(),
                    cause);
        }
    }

    /** Returns a lookup that sees all of the class, or only what is exported if its module does not allow more. */
    private static Lookup lookup(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
        } catch (IllegalAccessException notOpen) {
            return MethodHandles.lookup();
        }
    }

    /** Returns the record class. */
    Class<?> type() {
        return type;
    }

    /** Returns the canonical constructor. */
    MethodHandle constructor() {
        return constructor;
    }

    /** Returns the accessors in the order of the components. */
    List<MethodHandle> accessors() {
        return accessors;
    }

    /** Returns a component of a record; what the record's own accessor throws is a {@link Mismatch}. */
    @Nullable
    Object get(Object record, int index) {
        try {
            return (Object) getters.get(index).invokeExact(record);
        } catch (Error cause) {
            throw cause;
        } catch (Throwable cause) {
            throw accessorThrew(cause);
        }
    }

    /** Returns all components of a record; what the record's own accessor throws is a {@link Mismatch}. */
    @Nullable
    Object[] all(Object record) {
        @Nullable Object[] values = new @Nullable Object[getters.size()];
        try {
            taking.invokeExact(values, record);
        } catch (Error cause) {
            throw cause;
        } catch (Throwable cause) {
            throw accessorThrew(cause);
        }
        return values;
    }

    /** Returns a record with these components; what its constructor throws is a {@link Mismatch}. */
    Object create(@Nullable Object[] components) {
        try {
            return (Object) spreading.invokeExact(components);
        } catch (Error cause) {
            throw cause;
        } catch (Throwable cause) {
            throw constructorThrew(cause);
        }
    }

    /** Returns what to throw for what an accessor of the record threw. */
    Mismatch accessorThrew(Throwable cause) {
        return cause instanceof Mismatch mismatch
                ? mismatch
                : new Mismatch("must be given by record " + type.getName() + ": " + cause, cause);
    }

    /** Returns what to throw for what the constructor of the record threw. */
    Mismatch constructorThrew(Throwable cause) {
        return cause instanceof Mismatch mismatch
                ? mismatch
                : new Mismatch("must be what record " + type.getName() + " accepts: " + cause, cause);
    }
}
