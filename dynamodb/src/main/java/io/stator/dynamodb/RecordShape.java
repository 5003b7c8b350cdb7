package io.stator.dynamodb;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** What is known of a record class without its values: the attributes of its components, and how to get at them. */
final class RecordShape {
    private static final ClassValue<RecordShape> SHAPES = new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
            return new RecordShape(type);
        }
    };

    private static final Set<Class<?>> VERSIONS = Set.of(long.class, int.class, Long.class, Integer.class);
    private static final Set<Class<?>> TIMES = Set.of(Instant.class, long.class, Long.class, Optional.class);

    private static final Set<Class<?>> BINARIES = Set.of(byte[].class, ByteBuffer.class, SdkBytes.class);

    private static final Set<Class<?>> NUMBERS =
            Set.of(long.class, int.class, short.class, byte.class, double.class, float.class);

    private final Class<?> type;
    private final List<Component> components;
    private final String[] attributes;
    private final RecordAccess access;
    private final boolean unchangeable;
    private final boolean times;

    /** One component: the attribute it is, and its role. */
    record Component(String attribute, Class<?> raw, Type type, Role role) {
        /** Returns whether the values of this component may be those of a key. */
        boolean mayBeKey() {
            return NUMBERS.contains(raw)
                    || Number.class.isAssignableFrom(raw)
                    || BINARIES.contains(raw)
                    || ValueWriters.isText(raw);
        }

        /** Returns the type of a key that this component is. */
        KeyType keyType() {
            if (NUMBERS.contains(raw) || Number.class.isAssignableFrom(raw)) {
                return KeyType.NUMBER;
            }
            if (BINARIES.contains(raw)) {
                return KeyType.BINARY;
            }
            if (ValueWriters.isText(raw)) {
                return KeyType.TEXT;
            }
            throw new IllegalArgumentException("component of attribute " + attribute
                    + " must be text, a number or binary to be a key: " + raw.getName()
                    + "; give the types of the key with partitionKey and sortKey");
        }
    }

    /** What a component is for. */
    enum Role {
        PARTITION_KEY,
        SORT_KEY,
        VERSION,
        TIME_TO_LIVE,
        PLAIN
    }

    private RecordShape(Class<?> type) {
        this.type = type;
        this.components = components(type);
        this.attributes = components.stream().map(Component::attribute).toArray(String[]::new);
        this.access = RecordAccess.of(type);
        this.times = components.stream()
                .anyMatch(each -> each.role() != Role.TIME_TO_LIVE && Expiries.mayBeTimely(each.raw()));
        this.unchangeable = components.stream()
                .allMatch(each -> each.raw().isPrimitive() || ValueWriters.isUnchangeable(each.raw()));
    }

    /** Returns the shape of a record class. */
    static RecordShape of(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("type must be a record: " + type.getName());
        }
        return SHAPES.get(type);
    }

    /** Returns the record class. */
    Class<?> type() {
        return type;
    }

    /** Returns the components in the order of their declaration. */
    List<Component> components() {
        return components;
    }

    /** Returns how to make and take apart records of the class. */
    RecordAccess access() {
        return access;
    }

    /** Returns the attributes of the components in their order; nobody changes the array. */
    String[] attributes() {
        return attributes;
    }

    /** Returns whether no value in a record of the class can change, by the types of its components. */
    boolean isUnchangeable() {
        return unchangeable;
    }

    /** Returns whether it may matter, by its type, whether items expire by a component that has not the role for it. */
    boolean mayHoldTimes() {
        return times;
    }

    /** Returns the components that have a role. */
    List<Component> components(Role role) {
        return components.stream().filter(each -> each.role() == role).toList();
    }

    /** Returns the index of the only component that has a role, or -1 if none has. */
    int index(Role role) {
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).role() == role) {
                return i;
            }
        }
        return -1;
    }

    private static List<Component> components(Class<?> type) {
        List<Component> components = new ArrayList<>();
        Set<String> attributes = new HashSet<>();
        Set<Role> single = new HashSet<>();
        for (RecordComponent each : type.getRecordComponents()) {
            Named named = each.getAnnotation(Named.class);
            Component component = new Component(
                    named == null ? each.getName() : named.value(),
                    each.getType(),
                    each.getGenericType(),
                    role(type, each));
            if (component.attribute().isEmpty() || !attributes.add(component.attribute())) {
                throw problem(type, each, "must have an attribute name of its own: \"" + component.attribute() + "\"");
            }
            if ((component.role() == Role.VERSION || component.role() == Role.TIME_TO_LIVE)
                    && !single.add(component.role())) {
                throw problem(type, each, "must be the only one with its annotation");
            }
            components.add(component);
        }
        return List.copyOf(components);
    }

    private static Role role(Class<?> type, RecordComponent component) {
        List<Role> roles = new ArrayList<>();
        if (component.isAnnotationPresent(PartitionKey.class)) {
            roles.add(Role.PARTITION_KEY);
        }
        if (component.isAnnotationPresent(SortKey.class)) {
            roles.add(Role.SORT_KEY);
        }
        if (component.isAnnotationPresent(Version.class)) {
            roles.add(Role.VERSION);
            check(VERSIONS.contains(component.getType()), type, component, "must be a long or an int to be a @Version");
        }
        if (component.isAnnotationPresent(TimeToLive.class)) {
            roles.add(Role.TIME_TO_LIVE);
            check(isTime(component), type, component, "must be an Instant or a long to be a @TimeToLive");
        }
        check(roles.size() <= 1, type, component, "must have one role at most, not " + roles);
        return roles.isEmpty() ? Role.PLAIN : roles.get(0);
    }

    private static boolean isTime(RecordComponent component) {
        return TIMES.contains(component.getType())
                && (component.getType() != Optional.class
                        || component.getGenericType().equals(GenericType.of(Optional.class, Instant.class))
                        || component.getGenericType().getTypeName().equals("java.util.Optional<java.time.Instant>"));
    }

    private static void check(boolean holds, Class<?> type, RecordComponent component, String expectation) {
        if (!holds) {
            throw problem(type, component, expectation);
        }
    }

    private static IllegalArgumentException problem(Class<?> type, RecordComponent component, String expectation) {
        return new IllegalArgumentException(
                "component " + component.getName() + " of record " + type.getName() + " " + expectation);
    }

    /** Returns the value of a component as it is stored: time to live as seconds since 1970, everything else as it is. */
    static @Nullable Object outgoing(Component component, @Nullable Object value) {
        if (component.role() != Role.TIME_TO_LIVE) {
            return value;
        }
        Object time = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        return time instanceof Instant instant ? (Object) instant.getEpochSecond() : time;
    }
}
