package io.stator.dynamodb;

import io.stator.dynamodb.RecordShape.Component;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Writes the records of one class.
 *
 * <p>All accessors, and what is done with their results, are one method handle, which the JVM compiles as if it were written by
 * hand for the class.
 */
final class RecordWriter implements ValueWriter {
    private static final MethodHandle PUT = put();
    private static final MethodType WHOLE =
            MethodType.methodType(void.class, Codecs.class, Map.class, int.class, Object.class);

    private final RecordShape shape;
    private final MethodHandle whole;
    private final int capacity;

    RecordWriter(RecordShape shape) {
        this.shape = shape;
        this.capacity = Values.capacity(shape.components().size());
        this.whole = whole(shape);
    }

    private static MethodHandle put() {
        try {
            return MethodHandles.lookup()
                    .findStatic(
                            RecordWriter.class,
                            "put",
                            MethodType.methodType(
                                    void.class, Component.class, Codecs.class, Map.class, int.class, Object.class));
        } catch (ReflectiveOperationException cause) {
            throw new IllegalStateException(cause);
        }
    }

    private static MethodHandle whole(RecordShape shape) {
        MethodHandle whole = MethodHandles.empty(WHOLE);
        List<MethodHandle> accessors = shape.access().accessors();
        for (int i = accessors.size() - 1; i >= 0; i--) {
            MethodHandle one = PUT.bindTo(shape.components().get(i));
            MethodHandle accessor = accessors.get(i);
            one = MethodHandles.filterArguments(
                    one,
                    WHOLE.parameterCount() - 1,
                    accessor.asType(accessor.type().changeReturnType(Object.class)));
            whole = MethodHandles.foldArguments(whole, one.asType(WHOLE));
        }
        return whole;
    }

    /** Stores one component, called by the method handle. */
    static void put(
            Component component,
            Codecs codecs,
            Map<String, AttributeValue> attributes,
            int depth,
            @Nullable Object given) {
        Object value =
                component.role() == RecordShape.Role.TIME_TO_LIVE ? RecordShape.outgoing(component, given) : given;
        if (Records.isNothing(value) || codecs.areSetsStandard() && Records.isEmptySet(component, value)) {
            return;
        }
        try {
            attributes.put(component.attribute(), codecs.write(value, depth));
        } catch (Mismatch mismatch) {
            throw mismatch.at(component.attribute());
        }
    }

    @Override
    public AttributeValue write(Codecs codecs, Object value, int depth) {
        return AttributeValue.fromM(attributes(codecs, value, ValueWriters.deeper(depth)));
    }

    /** Returns the attributes of a record whose components lie inside {@code depth} lists and maps. */
    Map<String, AttributeValue> attributes(Codecs codecs, Object record, int depth) {
        boolean isKnownWhole = depth == 0 || shape.type().getTypeParameters().length == 0;
        if (isKnownWhole) {
            codecs.checkReadable(shape.type());
        }
        Map<String, AttributeValue> attributes = new HashMap<>(capacity);
        try {
            whole.invokeExact(codecs, (Map<?, ?>) attributes, depth, record);
        } catch (Error cause) {
            throw cause;
        } catch (Throwable cause) {
            throw shape.access().accessorThrew(cause);
        }
        return attributes;
    }
}
