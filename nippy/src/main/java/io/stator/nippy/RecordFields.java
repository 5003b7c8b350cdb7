package io.stator.nippy;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The components of Java records, by keywords with their names. */
final class RecordFields {
    private static final ClassValue<List<Component>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<Component> computeValue(Class<?> type) {
            List<Component> components = new ArrayList<>();
            for (RecordComponent component : type.getRecordComponents()) {
                Method accessor = component.getAccessor();
                accessor.setAccessible(true);
                components.add(new Component(new Keyword(null, component.getName()), accessor));
            }
            return List.copyOf(components);
        }
    };

    private record Component(Keyword name, Method accessor) {}

    private RecordFields() {}

    static Map<Keyword, @Nullable Object> of(Record record) {
        Map<Keyword, @Nullable Object> fields = new LinkedHashMap<>();
        try {
            for (Component component : COMPONENTS.get(record.getClass())) {
                fields.put(component.name, component.accessor.invoke(record));
            }
            return fields;
        } catch (InaccessibleObjectException | IllegalAccessException closed) {
            throw new NippyException(
                    NippyException.Kind.VALUE,
                    "record must be accessible: " + record.getClass().getName()
                            + "; open its package to io.stator.nippy, or convert it to a map",
                    closed);
        } catch (InvocationTargetException failed) {
            throw new NippyException(
                    NippyException.Kind.VALUE,
                    "accessor of a record must not fail: " + record.getClass().getName(),
                    failed.getCause());
        }
    }
}
