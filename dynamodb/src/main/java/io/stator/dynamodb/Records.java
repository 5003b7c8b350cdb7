package io.stator.dynamodb;

import io.stator.dynamodb.RecordShape.Component;
import io.stator.dynamodb.RecordShape.Role;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Records as maps of attributes: components that are null or an empty Optional are left out, and absent ones are that again. */
final class Records {
    private Records() {}

    /** Returns the writer of a record class. */
    static RecordWriter writer(Class<?> type) {
        return new RecordWriter(RecordShape.of(type));
    }

    /** Returns the reader of a record class, whose components are read by {@code readers}. */
    static RecordReader reader(Readers readers, Class<?> type) {
        RecordShape shape = RecordShape.of(type);
        Reader[] parts =
                shape.components().stream().map(each -> part(readers, each)).toArray(Reader[]::new);
        return new RecordReader(shape, parts);
    }

    private static Reader part(Readers readers, Component component) {
        if (component.role() == Role.TIME_TO_LIVE && component.raw() == Instant.class) {
            return StandardReaders.INSTANT;
        }
        if (component.role() == Role.TIME_TO_LIVE && component.raw() == Optional.class) {
            return Readers.optional(StandardReaders.INSTANT);
        }
        return readers.part(component.type());
    }

    /** Returns the components of a record as values for an item, by attribute. */
    static Map<String, @Nullable Object> values(Record record) {
        RecordShape shape = RecordShape.of(record.getClass());
        Map<String, @Nullable Object> values =
                new LinkedHashMap<>(Values.capacity(shape.components().size()));
        for (int i = 0; i < shape.components().size(); i++) {
            Component component = shape.components().get(i);
            Object value = RecordShape.outgoing(component, shape.access().get(record, i));
            if (!isNothing(value)) {
                values.put(component.attribute(), value);
            }
        }
        return values;
    }

    private static boolean isNothing(@Nullable Object value) {
        return value == null
                || value instanceof Optional<?> optional && optional.isEmpty()
                || value instanceof OptionalInt optionalInt && optionalInt.isEmpty()
                || value instanceof OptionalLong optionalLong && optionalLong.isEmpty()
                || value instanceof OptionalDouble optionalDouble && optionalDouble.isEmpty();
    }

    /** Writes the records of one class. */
    static final class RecordWriter implements Writer {
        private final RecordShape shape;
        private final RecordAccess access;
        private final Component[] components;

        RecordWriter(RecordShape shape) {
            this.shape = shape;
            this.access = shape.access();
            this.components = shape.components().toArray(Component[]::new);
        }

        /** Returns the shape of the class. */
        RecordShape shape() {
            return shape;
        }

        @Override
        public AttributeValue write(Codecs codecs, Object value, int depth) {
            return AttributeValue.fromM(attributes(codecs, value, Writers.deeper(depth)));
        }

        /** Returns the attributes of a record whose components lie inside {@code depth} lists and maps. */
        Map<String, AttributeValue> attributes(Codecs codecs, Object record, int depth) {
            Map<String, AttributeValue> attributes = new HashMap<>(Values.capacity(components.length));
            for (int i = 0; i < components.length; i++) {
                Component component = components[i];
                try {
                    Object value = RecordShape.outgoing(component, access.get(record, i));
                    if (!isNothing(value)) {
                        attributes.put(component.attribute(), codecs.write(value, depth));
                    }
                } catch (Mismatch mismatch) {
                    throw mismatch.at(component.attribute());
                }
            }
            return attributes;
        }
    }

    /** Reads the records of one class. */
    static final class RecordReader implements Reader {
        private final RecordAccess access;
        private final String[] attributes;
        private final Reader[] parts;

        RecordReader(RecordShape shape, Reader[] parts) {
            this.access = shape.access();
            this.attributes =
                    shape.components().stream().map(Component::attribute).toArray(String[]::new);
            this.parts = parts;
        }

        @Override
        public @Nullable Object read(Codecs codecs, @Nullable AttributeValue value) {
            if (value == null || Values.isNull(value)) {
                return null;
            }
            if (value.type() != AttributeValue.Type.M) {
                throw StandardReaders.wrong("a map", value);
            }
            return read(codecs, value.m());
        }

        /** Returns the record that has these attributes. */
        Object read(Codecs codecs, Map<String, AttributeValue> values) {
            @Nullable Object[] components = new @Nullable Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                try {
                    components[i] = parts[i].read(codecs, values.get(attributes[i]));
                } catch (Mismatch mismatch) {
                    throw mismatch.at(attributes[i]);
                }
            }
            return access.create(components);
        }
    }
}
