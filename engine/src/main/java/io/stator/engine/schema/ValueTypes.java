package io.stator.engine.schema;

import io.stator.ValueType;
import io.stator.edn.Keyword;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The entity ids of the value types. */
public final class ValueTypes {
    private static final Map<ValueType, Integer> IDS = Map.ofEntries(
            Map.entry(ValueType.REF, 20),
            Map.entry(ValueType.KEYWORD, 21),
            Map.entry(ValueType.LONG, 22),
            Map.entry(ValueType.STRING, 23),
            Map.entry(ValueType.BOOLEAN, 24),
            Map.entry(ValueType.INSTANT, 25),
            Map.entry(ValueType.BYTES, 27),
            Map.entry(ValueType.UUID, 54),
            Map.entry(ValueType.DOUBLE, 58),
            Map.entry(ValueType.FLOAT, 59),
            Map.entry(ValueType.URI, 60),
            Map.entry(ValueType.BIGINT, 61),
            Map.entry(ValueType.BIGDEC, 62),
            Map.entry(ValueType.TUPLE, 64),
            Map.entry(ValueType.SYMBOL, 65));

    private static final Map<Integer, ValueType> TYPES = new HashMap<>();
    private static final Map<Keyword, ValueType> BY_IDENT = new HashMap<>();

    static {
        IDS.forEach((type, id) -> {
            TYPES.put(id, type);
            BY_IDENT.put(type.ident(), type);
        });
    }

    private ValueTypes() {}

    /** Returns the value type an entity id stands for, or null when it stands for none. */
    public static @Nullable ValueType byId(long id) {
        return id >= 0 && id <= Integer.MAX_VALUE ? TYPES.get((int) id) : null;
    }

    /** Returns the value type an ident names, or null when it names none. */
    public static @Nullable ValueType byIdent(Keyword ident) {
        return BY_IDENT.get(ident);
    }
}
