package io.stator.dynamodb;

import io.stator.dynamodb.RecordShape.Component;
import io.stator.dynamodb.RecordShape.Role;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Records as maps of attributes: components that are null, an empty Optional or an empty set are left out. Absent ones are null or
 * empty; a set is empty.
 */
final class Records {
    private static final ClassValue<RecordWriter> WRITERS = new ClassValue<>() {
        @Override
        protected RecordWriter computeValue(Class<?> type) {
            return new RecordWriter(RecordShape.of(type));
        }
    };

    private Records() {}

    /** Returns the writer of a record class. */
    static RecordWriter writer(Class<?> type) {
        return WRITERS.get(type);
    }

    /** Returns the reader of a record class, whose components are read by {@code readers}. */
    static RecordReader reader(ValueReaders readers, Class<?> type) {
        RecordShape shape = RecordShape.of(type);
        return new RecordReader(
                shape,
                shape.components().stream()
                        .map(each -> new RecordReader.Part(each.attribute(), part(readers, each)))
                        .toList());
    }

    private static ValueReader part(ValueReaders readers, Component component) {
        if (component.role() == Role.TIME_TO_LIVE && component.raw() == Instant.class) {
            return StandardReaders.INSTANT;
        }
        if (component.role() == Role.TIME_TO_LIVE && component.raw() == Optional.class) {
            return ContainerReaders.optional(StandardReaders.INSTANT);
        }
        ValueReader reader = readers.part(component.type());
        if (component.role() == Role.VERSION && component.raw().isPrimitive()) {
            return new DefaultReader(reader, component.raw() == int.class ? (Object) 0 : (Object) 0L, true);
        }
        return component.raw() == Set.class && readers.areSetsStandard()
                ? new DefaultReader(reader, Set.of(), false)
                : reader;
    }

    /** Reads a component that has a value also where the attribute is absent. */
    private static final class DefaultReader extends ValueReader {
        private final ValueReader reader;
        private final Object absent;
        private final boolean alsoForNull;

        DefaultReader(ValueReader reader, Object absent, boolean alsoForNull) {
            this.reader = reader;
            this.absent = absent;
            this.alsoForNull = alsoForNull;
        }

        @Override
        @Nullable
        Object nothing(boolean isThere) {
            return isThere && !alsoForNull ? null : absent;
        }

        @Override
        @Nullable
        String unreadable(Codecs codecs, Set<Class<?>> seen) {
            return reader.unreadable(codecs, seen);
        }

        @Override
        @Nullable
        Object stored(Codecs codecs, AttributeValue value) {
            return reader.stored(codecs, value);
        }

        @Override
        @Nullable
        Object thawed(Codecs codecs, @Nullable Object value) {
            return value == null ? nothing(true) : reader.thawed(codecs, value);
        }
    }

    /** Returns what an item keeps of a record's components, by attribute. */
    static RecordAttributes attributes(Record record) {
        RecordShape shape = RecordShape.of(record.getClass());
        String[] names = shape.attributes();
        @Nullable Object[] values = all(shape, record);
        int size = 0;
        for (int i = 0; i < values.length; i++) {
            Component component = shape.components().get(i);
            Object given = RecordShape.outgoing(component, values[i]);
            Object value = isNothing(given) || isEmptySet(component, given)
                    ? ValueCopies.ABSENT
                    : ValueCopies.attribute(component.attribute(), given);
            if (value == ValueCopies.ABSENT) {
                continue;
            }
            if (size < i && names == shape.attributes()) {
                names = names.clone();
            }
            if (names != shape.attributes()) {
                names[size] = component.attribute();
            }
            values[size++] = value;
        }
        return new RecordAttributes(shape.type(), names, values, size);
    }

    private static @Nullable Object[] all(RecordShape shape, Record record) {
        try {
            return shape.access().all(record);
        } catch (Mismatch mismatch) {
            throw mismatch.invalid();
        }
    }

    /** Returns whether a component is a set without elements, which DynamoDB has not: as none it comes back as empty. */
    static boolean isEmptySet(Component component, @Nullable Object value) {
        return component.raw() == Set.class && value instanceof Set<?> set && set.isEmpty();
    }

    /** Returns whether a component is left out. */
    static boolean isNothing(@Nullable Object value) {
        return value == null
                || value instanceof Optional<?> optional && optional.isEmpty()
                || value instanceof OptionalInt optionalInt && optionalInt.isEmpty()
                || value instanceof OptionalLong optionalLong && optionalLong.isEmpty()
                || value instanceof OptionalDouble optionalDouble && optionalDouble.isEmpty();
    }
}
