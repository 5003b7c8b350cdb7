package io.stator;

import io.stator.RecordShape.Component;
import io.stator.edn.Edn;
import io.stator.edn.EdnVector;
import io.stator.edn.Keyword;
import io.stator.edn.Tagged;
import io.stator.spi.GivenValues;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes map forms of transactions, and pull patterns, of records. What a record of the class could not be read back from is refused. */
final class RecordForms {
    private RecordForms() {}

    /** Returns what a record says, attribute by attribute; records in it are left as they are, to be asked in turn. */
    static Map<Object, Object> form(Record record) {
        RecordShape shape = RecordShape.of(record.getClass());
        Map<Object, Object> form = new LinkedHashMap<>();
        for (Component component : shape.components()) {
            Keyword attribute = shape.attribute(component);
            Object said = said(shape, component, shape.value(component, record));
            if (said != null) {
                form.put(attribute, said);
            }
        }
        if (form.isEmpty()) {
            throw new Anomaly.Incorrect("a record must say something: " + Edn.describe(record));
        }
        return form;
    }

    private static @Nullable Object said(RecordShape shape, Component component, @Nullable Object value) {
        String where = shape.where(component);
        if (RecordShape.ID.equals(component.attribute())) {
            requireId(component, value, where);
        }
        if (value == null) {
            if (component.optional() && RecordShape.absent(component) == null) {
                return null;
            }
            throw new Anomaly.Incorrect(where + " must have a value, "
                    + (RecordShape.absent(component) == null
                            ? "be an Optional or be annotated @Nullable"
                            : "an empty one when there is nothing")
                    + ": value=null");
        }
        return given(value, component.type(), where);
    }

    /** Returns what is given for a value, with the records in it; null for nothing. */
    private static @Nullable Object given(Object value, Type type, String where) {
        if (value instanceof Optional<?> optional && RecordShape.rawClass(type) == Optional.class) {
            return optional.isEmpty() ? null : held(optional.get(), element(type), where);
        }
        boolean converted = Conversions.of(value.getClass()).isPresent();
        if (value instanceof Collection<?> collection && !converted && !isTuple(value, type)) {
            return collection.isEmpty() && isMany(type) ? null : elements(collection, type, where);
        }
        if (isEntity(value)) {
            return sameClass((Record) value, type, where);
        }
        Object taken = GivenValues.take(value);
        if (taken instanceof Map) {
            throw new Anomaly.Incorrect(where + " must not be a map: a record says what belongs to an entity: value="
                    + Edn.describe(taken));
        }
        if (taken == null || !GivenValues.isValue(taken) || isForFunctionsOnly(taken)) {
            throw GivenValues.notAValue(value, where);
        }
        requireSame(value, taken, type, where);
        return taken instanceof Collection<?> empty && empty.isEmpty() ? null : taken;
    }

    /** Returns what is given for what an optional holds, which must be something. */
    private static Object held(Object value, Type type, String where) {
        Object given = given(value, type, where);
        if (given == null) {
            throw new Anomaly.Incorrect(where + " must not hold what says nothing: value=" + Edn.describe(value));
        }
        return given;
    }

    private static Object elements(Collection<?> collection, Type type, String where) {
        if (!isMany(type)) {
            throw new Anomaly.Incorrect(
                    where + " must be a Set, a List, a Collection or an Iterable to hold many values: type="
                            + type.getTypeName());
        }
        if (RecordShape.rawClass(type) != Set.class && !(collection instanceof List)) {
            throw new Anomaly.Incorrect(
                    where + " must be a List where it is read back as one, or be declared as a Set: class="
                            + collection.getClass().getTypeName());
        }
        List<@Nullable Object> all = new ArrayList<>(collection.size());
        Set<Object> values = new HashSet<>();
        for (Object element : collection) {
            Object given = element == null ? null : given(element, element(type), where);
            if (given == null) {
                throw new Anomaly.Incorrect(where + " must not hold " + (element == null ? "null" : "nothing")
                        + ": value=" + Edn.describe(collection) + " (a tuple that may is a List<Object>)");
            }
            all.add(given);
            if (!(given instanceof Record) && !values.add(given)) {
                throw new Anomaly.Incorrect(where
                        + " must not hold a value twice, for an attribute has each of its values once: value="
                        + Edn.describe(collection) + " (a tuple that may is a List<Object>)");
            }
        }
        return EdnVector.copyOf(all);
    }

    /** Returns whether a value is a tuple: what is declared as a list of anything. */
    private static boolean isTuple(Object value, Type type) {
        return value instanceof List && RecordShape.rawClass(type) == List.class && element(type) == Object.class;
    }

    private static boolean isMany(Type type) {
        Class<?> raw = RecordShape.rawClass(type);
        return raw == Set.class || raw == List.class || raw == Collection.class || raw == Iterable.class;
    }

    private static Type element(Type type) {
        if (!(type instanceof ParameterizedType generic)) {
            return Object.class;
        }
        Type element = generic.getActualTypeArguments()[0];
        return element instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : element;
    }

    /** Returns whether a value is an entity rather than a value. */
    static boolean isEntity(Object value) {
        return value instanceof Record record && GivenValues.isEntity(record);
    }

    private static Record sameClass(Record value, Type type, String where) {
        if (RecordShape.rawClass(type) != value.getClass()) {
            throw new Anomaly.Incorrect(
                    where + " must be of the class of the record, or nothing tells what to read back: type="
                            + type.getTypeName() + " record=" + value.getClass().getTypeName());
        }
        return value;
    }

    /** Returns whether a value is one of the language that no attribute has. */
    private static boolean isForFunctionsOnly(Object taken) {
        return taken instanceof Character
                || taken instanceof Pattern
                || taken instanceof Tagged
                || taken instanceof Map;
    }

    private static void requireSame(Object value, Object taken, Type type, String where) {
        Object back;
        try {
            back = WantedValues.convert(taken, type, where);
        } catch (Anomaly.Incorrect unreadable) {
            throw new Anomaly.Incorrect(
                    where + " must be of a class that can be read back, or that has a Conversion: class="
                            + value.getClass().getTypeName() + " (" + unreadable.getMessage() + ")",
                    Map.of(),
                    unreadable);
        }
        if (!Objects.deepEquals(value, back)) {
            throw new Anomaly.Incorrect(where + " must be read back as it was: value=" + shown(value) + " would be "
                    + shown(back) + wayOut(value, back));
        }
    }

    private static String wayOut(Object value, @Nullable Object back) {
        if (value instanceof java.time.temporal.Temporal) {
            return " (instants have milliseconds: truncatedTo(ChronoUnit.MILLIS))";
        }
        return back != null && back.getClass() == value.getClass()
                ? " (they must be equal, as equals of the class says)"
                : "";
    }

    private static String shown(@Nullable Object value) {
        return Edn.describe(value)
                + (value == null ? "" : " (" + value.getClass().getSimpleName() + ")");
    }

    private static void requireId(Component component, @Nullable Object value, String where) {
        Type type = component.raw() == Optional.class ? element(component.type()) : component.type();
        if (type != long.class && type != Long.class) {
            throw new Anomaly.Incorrect(where + " must be a long to be the id of an entity: type=" + type.getTypeName()
                    + " (a temporary id is given with entity(tempid).with(record))");
        }
        Object id = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        if (id instanceof Long given && given < 0) {
            throw new Anomaly.Incorrect(where + " must be the id of an entity: value=" + given
                    + " (a temporary id is given with entity(tempid).with(record))");
        }
    }

    /** Returns the pull pattern of all that a record holds. */
    static EdnVector pattern(Class<?> type) {
        return pattern(type, List.of());
    }

    private static EdnVector pattern(Class<?> type, List<Class<?>> outer) {
        List<Class<?>> within = new ArrayList<>(outer);
        within.add(type);
        List<Object> specs = new ArrayList<>();
        RecordShape shape = RecordShape.of(type);
        for (Component component : shape.components()) {
            specs.add(spec(component, shape.attribute(component), within, shape.where(component)));
        }
        return EdnVector.copyOf(specs);
    }

    private static Object spec(Component component, Keyword attribute, List<Class<?>> within, String where) {
        Type type = component.raw() == Optional.class ? element(component.type()) : component.type();
        boolean many = isMany(type) && !(RecordShape.rawClass(type) == List.class && element(type) == Object.class);
        Class<?> target = RecordShape.rawClass(many ? element(type) : type);
        Object name = many ? EdnVector.of(attribute, Keyword.of("limit"), null) : attribute;
        if (!target.isRecord() || Conversions.of(target).isPresent()) {
            return name;
        }
        if (within.contains(target)) {
            throw new Anomaly.Unsupported(where + " must not lead back to " + target.getSimpleName()
                    + ": write the pattern of a recursive record yourself");
        }
        return Map.of(name, pattern(target, within));
    }
}
