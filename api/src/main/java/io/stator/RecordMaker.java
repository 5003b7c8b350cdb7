package io.stator;

import io.stator.RecordShape.Component;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the records of one class of rows and pulled entities. */
final class RecordMaker {
    private final RecordShape shape;
    private final List<Component> components;
    private final String name;

    private RecordMaker(RecordShape shape) {
        this.shape = shape;
        this.components = shape.components();
        this.name = shape.type().getSimpleName();
    }

    static RecordMaker of(Class<?> type) {
        return new RecordMaker(RecordShape.of(type));
    }

    Object make(@Nullable Object item) {
        return shape.make(item instanceof Row row ? ofRow(row) : ofMap(item, names(item)));
    }

    private @Nullable Object[] ofRow(Row row) {
        if (!row.names().isEmpty()) {
            return ofMap(row.asMap(), row.names());
        }
        if (row.size() == 1 && row.get(0) instanceof Map<?, ?> map && !isMadeOfOneMap()) {
            return ofMap(map, names(map));
        }
        if (row.size() != components.size()) {
            throw new Anomaly.Incorrect("record " + name + " must have as many components as the row"
                    + " has columns: components=" + components.size() + " columns=" + row.size());
        }
        @Nullable Object[] arguments = new Object[components.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(components.get(i), row.get(i), null);
        }
        return arguments;
    }

    private @Nullable Object argument(Component component, @Nullable Object value, @Nullable List<?> present) {
        return value == null
                ? absent(component, present)
                : WantedValues.convert(value, component.type(), shape.where(component));
    }

    /** Returns whether the record holds one pulled entity as a whole rather than values of it. */
    private boolean isMadeOfOneMap() {
        return components.size() == 1
                && components.get(0).type() instanceof Class<?> only
                && (only.isRecord() || only.isAssignableFrom(PulledEntity.class));
    }

    private static @Nullable List<?> names(@Nullable Object item) {
        return item instanceof PulledEntity entity ? entity.names() : null;
    }

    /**
     * Returns the arguments of the constructor.
     *
     * @param possible the names that values can have, or null when there may be any
     */
    private @Nullable Object[] ofMap(@Nullable Object item, @Nullable List<?> possible) {
        if (!(item instanceof Map<?, ?> map)) {
            throw new Anomaly.Incorrect("record " + name + " must be made of a row or a pulled entity: "
                    + (item == null ? "value=null" : "class=" + item.getClass().getTypeName()));
        }
        @Nullable Object[] keys = new Object[components.size()];
        @Nullable Object[] values = new Object[components.size()];
        map.forEach((key, value) -> {
            int position = shape.position(key);
            if (position < 0) {
                return;
            }
            int rank = shape.rank(position, key);
            int before = keys[position] == null ? 0 : shape.rank(position, keys[position]);
            if (rank > before) {
                keys[position] = key;
                values[position] = value;
            } else if (rank == before) {
                throw new Anomaly.Incorrect(shape.where(components.get(position))
                        + " must be named by one key: keys=" + Edn.describe(keys[position]) + " and "
                        + Edn.describe(key) + " (rename one of them with :as, or name the attribute with @Ident)");
            }
        });
        @Nullable Object[] arguments = new Object[components.size()];
        List<?> present = possible == null ? List.copyOf(map.keySet()) : possible;
        for (int i = 0; i < arguments.length; i++) {
            Component component = components.get(i);
            if (keys[i] == null && possible != null && !isAmong(i, possible)) {
                throw new Anomaly.Incorrect(shape.where(component)
                        + " must be named after something in the result: names=" + Edn.describe(present));
            }
            arguments[i] = argument(component, values[i], present);
        }
        return arguments;
    }

    private boolean isAmong(int position, List<?> possible) {
        return possible.stream().anyMatch(key -> shape.position(key) == position);
    }

    /** Returns what stands for a value that is not there. */
    private @Nullable Object absent(Component component, @Nullable List<?> present) {
        Object absent = RecordShape.absent(component);
        boolean primitive = component.raw().isPrimitive();
        if (absent != null || (component.optional() && !primitive)) {
            return absent;
        }
        Keyword attribute = component.attribute();
        throw new Anomaly.Incorrect(shape.where(component) + " must have a value: "
                + (primitive
                        ? "make it an Optional, or its wrapper class with @Nullable, if it may be absent"
                        : "make it an Optional or annotate it @Nullable if it may be absent")
                + (present == null ? "" : ": names=" + Edn.describe(present))
                + (component.named() ? " attribute=" + attribute : ""));
    }
}
