package io.stator;

import io.stator.spi.Require;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of rows and pulled entities, and values of rows with one column.
 *
 * <p>The components of a record take the columns of a row in order, or, where columns have names, those of their names; of a pulled entity the values of
 * the attributes that they stand for. A component {@code releaseYear} of {@code Movie} stands for {@code :movie/release-year}, or what {@link Ident} says, and takes the value of
 * another {@code release-year} when there is no such attribute. Values are converted where nothing is lost: integers to
 * smaller classes that they fit, keywords to constants of enums, whatever {@link Conversions} has, nested entities to nested records.
 *
 * <p>Its methods never wait.
 */
public final class RowMapper {
    private RowMapper() {}

    /**
     * Returns the function that makes a {@code type} of a row, a map or a value.
     *
     * @throws Anomaly.Incorrect when the class is null, or a record that cannot be made: it is not accessible, or two components have one name
     *     but for case and underscores. The function throws one when a value is not there or does not fit without loss, and passes on
     *     what the constructor throws
     */
    public static <R> Function<@Nullable Object, R> to(Class<R> type) {
        if (Require.present(type, "type").isRecord() && Conversions.of(type).isEmpty()) {
            RecordMaker maker = RecordMaker.of(type);
            return item -> {
                try {
                    return cast(type, maker.make(item), "a row");
                } catch (StackOverflowError tooDeep) {
                    throw new Anomaly.Incorrect(
                            "what becomes a " + type.getSimpleName()
                                    + " must be nested less deep, or a thread must have more stack",
                            Map.of(),
                            tooDeep);
                }
            };
        }
        return item -> {
            Object value = item instanceof Row row && !type.isInstance(row) ? only(row, type) : item;
            return value(value, type, "value");
        };
    }

    static Object record(Class<?> type, @Nullable Object item) {
        return RecordMaker.of(type).make(item);
    }

    /** Returns a value as a class; {@code where} is how messages call it. */
    static <R> R value(@Nullable Object value, Class<R> type, String where) {
        return cast(type, WantedValues.convert(value, type, where), where);
    }

    @SuppressWarnings("unchecked")
    private static <R> R cast(Class<R> type, @Nullable Object value, String where) {
        if (value == null) {
            throw new Anomaly.Incorrect(
                    where + " must have a value to become a " + type.getSimpleName() + ": value=null");
        }
        return (R) value;
    }

    private static @Nullable Object only(Row row, Class<?> type) {
        if (row.size() != 1) {
            throw new Anomaly.Incorrect("a row must have one column to become a " + type.getSimpleName()
                    + ", or the class must be a record: columns=" + row.size());
        }
        return row.get(0);
    }
}
