package io.stator;

import io.stator.edn.Edn;
import io.stator.spi.GivenValues;
import io.stator.spi.Require;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a Java class become values of a database, and come back; immutable.
 *
 * <pre>{@code
 * static final Conversion<LocalDate> DATES = Conversion.of(LocalDate.class, Instant.class,
 *         date -> date.atStartOfDay(UTC).toInstant(), instant -> LocalDate.ofInstant(instant, UTC));
 * }</pre>
 *
 * <p>It has an effect once it is registered, see {@link Conversions#register}. Its methods never wait.
 *
 * @param <J> the Java class
 */
public final class Conversion<J> {
    private final Class<J> type;
    private final ValueType valueType;
    private final Function<? super J, ?> toValue;
    private final Function<Object, ? extends J> fromValue;

    private Conversion(
            Class<J> type,
            ValueType valueType,
            Function<? super J, ?> toValue,
            Function<Object, ? extends J> fromValue) {
        this.type = type;
        this.valueType = valueType;
        this.toValue = toValue;
        this.fromValue = fromValue;
    }

    /**
     * Returns the conversion of a class, and of the classes below it.
     *
     * @param valueClass the class that values of the database have, see {@link ValueType#javaClass()}: {@code String}, {@code Long}, {@code Instant}, ...
     * @param toValue returns what stands in the database for a value of Java, never null
     * @param fromValue returns the value of Java again, equal to what it was, never null
     * @throws Anomaly.Incorrect when an argument is null, the class means something already, as numbers, strings and collections do, or
     *     no attribute has values of the other class
     */
    public static <J, V> Conversion<J> of(
            Class<J> type,
            Class<V> valueClass,
            Function<? super J, ? extends V> toValue,
            Function<? super V, ? extends J> fromValue) {
        Require.present(toValue, "toValue");
        Function<? super V, ? extends J> back = Require.present(fromValue, "fromValue");
        ValueType valueType = valueType(Require.present(valueClass, "valueClass"));
        if (Conversions.hasMeaning(Require.present(type, "type"))) {
            throw Require.refused("type", "must be a class without a meaning of its own: type=" + type.getTypeName());
        }
        return new Conversion<>(type, valueType, toValue, value -> back.apply(valueClass.cast(value)));
    }

    private static ValueType valueType(Class<?> valueClass) {
        return Arrays.stream(ValueType.values())
                .filter(each -> each.javaClass() == valueClass)
                .findFirst()
                .orElseThrow(() -> Require.refused(
                        "valueClass",
                        "must be the class of the values of some attribute, see ValueType: valueClass="
                                + valueClass.getTypeName()));
    }

    /** Returns the Java class. Never fails. */
    public Class<J> type() {
        return type;
    }

    /** Returns the value type of the attributes that have such values. Never fails. */
    public ValueType valueType() {
        return valueType;
    }

    /**
     * Returns what stands in a database for a value.
     *
     * @throws Anomaly.Incorrect when it is null, or not of the class
     * @throws Anomaly.Fault when the function of the program fails, or returns null; an anomaly that it throws comes out as it is
     */
    public Object toValue(Object given) {
        if (!type.isInstance(Require.present(given, "given"))) {
            throw Require.refused("given", "must be a " + type.getSimpleName() + ": given=" + Edn.describe(given));
        }
        Object value = called(toValue, type.cast(given), valueType.javaClass());
        return Require.present(GivenValues.take(value), "value");
    }

    /**
     * Returns the Java value that a value of a database stands for.
     *
     * @throws Anomaly.Incorrect when it is null, or cannot become one of the class of {@link #valueType()} without loss
     * @throws Anomaly.Fault when the function of the program fails, or returns null; an anomaly that it throws comes out as it is
     */
    public J fromValue(Object value) {
        Object fitting = WantedValues.convert(Require.present(value, "value"), valueType.javaClass(), "value");
        return type.cast(called(fromValue, Require.present(fitting, "value"), type));
    }

    private <A> Object called(Function<? super A, ?> function, A argument, Class<?> result) {
        Object returned;
        try {
            returned = function.apply(argument);
        } catch (Anomaly meant) {
            throw meant;
        } catch (RuntimeException | Error failed) {
            throw failed(argument, failed.toString(), failed);
        }
        if (!result.isInstance(returned)) {
            throw failed(argument, "returned " + Edn.describe(returned), null);
        }
        return Require.present(returned, "value");
    }

    private Anomaly.Fault failed(@Nullable Object argument, String how, @Nullable Throwable cause) {
        return new Anomaly.Fault(
                "the conversion of " + type.getTypeName() + " failed for " + Edn.describe(argument) + ": " + how,
                Map.of(),
                cause);
    }

    @Override
    public String toString() {
        return "Conversion[" + type.getTypeName() + " " + valueType.ident() + "]";
    }
}
