package io.stator.dynamodb;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads the records of one class.
 *
 * <p>The readers of all components and the constructor are one method handle, which the JVM compiles as if it were written by
 * hand for the class.
 */
final class RecordReader extends ValueReader {
    /** Components at most for one method handle; beyond, they go through an array. */
    private static final int WHOLE_COMPONENTS_MAX = 64;

    private static final MethodHandle PART = partOf();
    private static final MethodType WHOLE = MethodType.methodType(Object.class, Codecs.class, Map.class);

    private final RecordAccess access;
    private final List<Part> parts;
    private final @Nullable MethodHandle whole;
    private final int version;

    /** The attribute of one component, and how it is read. */
    record Part(String attribute, ValueReader reader) {}

    RecordReader(RecordShape shape, List<Part> parts) {
        this.access = shape.access();
        this.parts = parts;
        this.version = shape.index(RecordShape.Role.VERSION);
        this.whole = parts.size() <= WHOLE_COMPONENTS_MAX ? whole(shape.access(), parts) : null;
    }

    private static MethodHandle partOf() {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            RecordReader.class,
                            "part",
                            MethodType.methodType(Object.class, Part.class, Codecs.class, Map.class));
        } catch (ReflectiveOperationException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static MethodHandle whole(RecordAccess access, List<Part> parts) {
        MethodHandle whole = access.constructor();
        int[] order = new int[2 * parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            Class<?> component = access.constructor().type().parameterType(i);
            MethodHandle part = PART.bindTo(parts.get(i)).asType(WHOLE.changeReturnType(component));
            whole = MethodHandles.collectArguments(whole, 2 * i, part);
            order[2 * i + 1] = 1;
        }
        return MethodHandles.permuteArguments(whole.asType(whole.type().changeReturnType(Object.class)), WHOLE, order);
    }

    /** Returns one component, called by the method handle. */
    static @Nullable Object part(Part part, Codecs codecs, Map<String, AttributeValue> values) {
        try {
            return part.reader.read(codecs, values.get(part.attribute));
        } catch (Mismatch mismatch) {
            throw mismatch.at(part.attribute);
        }
    }

    @Override
    @Nullable
    String unreadable(Codecs codecs, Set<Class<?>> seen) {
        for (Part part : parts) {
            String problem = part.reader.unreadable(codecs, seen);
            if (problem != null) {
                return problem.startsWith("must") ? part.attribute + " " + problem : part.attribute + "." + problem;
            }
        }
        return null;
    }

    @Override
    Object stored(Codecs codecs, AttributeValue value) {
        if (value.type() != AttributeValue.Type.M) {
            throw StandardReaders.wrong("a map", value);
        }
        return read(codecs, value.m());
    }

    @Override
    @Nullable
    Object thawed(Codecs codecs, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (FrozenThawed.isOf(access.type(), value)) {
            return value;
        }
        Map<String, @Nullable Object> values = FrozenThawed.byText(value);
        @Nullable Object[] components = new @Nullable Object[parts.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = thawed(parts.get(i), codecs, values);
        }
        return access.create(components);
    }

    private static @Nullable Object thawed(Part part, Codecs codecs, Map<String, @Nullable Object> values) {
        try {
            return values.containsKey(part.attribute)
                    ? part.reader.thawed(codecs, values.get(part.attribute))
                    : part.reader.read(codecs, null);
        } catch (Mismatch mismatch) {
            throw mismatch.at(part.attribute);
        }
    }

    /** Returns the record that has the attributes of an item that was read: one without a version is marked as such. */
    Object readItem(Codecs codecs, Map<String, AttributeValue> values) {
        Object record = read(codecs, values);
        if (version < 0) {
            return record;
        }
        AttributeValue found = values.get(parts.get(version).attribute);
        return found == null || Values.isNull(found) ? unversioned(record) : record;
    }

    /** Returns the record with the version of items that have none; as it is if its constructor takes no such version. */
    private Object unversioned(Object record) {
        @Nullable Object[] components = access.all(record);
        Class<?> type = access.constructor().type().parameterType(version);
        components[version] = type == int.class || type == Integer.class
                ? (Object) (int) Version.UNVERSIONED
                : (Object) Version.UNVERSIONED;
        try {
            return access.create(components);
        } catch (Mismatch refused) {
            return record;
        }
    }

    /** Returns the record that has these attributes. */
    Object read(Codecs codecs, Map<String, AttributeValue> values) {
        if (whole == null) {
            return access.create(
                    parts.stream().map(part -> part(part, codecs, values)).toArray());
        }
        try {
            return (Object) whole.invokeExact(codecs, (Map<?, ?>) values);
        } catch (Error cause) {
            throw cause;
        } catch (Throwable cause) {
            throw access.constructorThrew(cause);
        }
    }
}
